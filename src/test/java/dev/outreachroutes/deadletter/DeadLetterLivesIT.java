package dev.outreachroutes.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.profile.Fault;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.Place;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Dead letters in the database: which are found, how they are done again, and how they end. */
class DeadLetterLivesIT {

    private static final String SALES = "emea-sales";
    private static final String SUPPORT = "emea-support";

    private final MovableClock clock = MovableClock.fixed();
    private final HikariDataSource database = (HikariDataSource) TestDatabase.migrated();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcClient client = JdbcClient.create(jdbc);
    private final JdbcTransactionManager manager = new JdbcTransactionManager(database);
    private final TransactionTemplate transactions = new TransactionTemplate(manager);
    private final Account account = new Account("emea-ops", Quota.DOCUMENTED, 100);
    private final Destinations destinations =
            new Destinations(List.of(account), List.of(destination(SALES), destination(SUPPORT)));
    private final DeadLetters deadLetters = new DeadLetters(jdbc, transactions, new SimpleMeterRegistry(), clock);
    private final DeadLetterDecisions decisions = new DeadLetterDecisions(
            client, destinations, new Audit(client, transactions, clock), manager, Duration.ofSeconds(20), clock);

    /** What is read again, as text. */
    private final List<String> read = new ArrayList<>();

    /** Does something in place of reading a record again. */
    private Consumer<String> meanwhile = text -> {};

    private Optional<Faults> faults = Optional.empty();
    private final DeadLetterReplay replay = replica(jdbc);
    private final DeadLetterSearch search = new DeadLetterSearch(database);

    @AfterEach
    void closeTheDatabase() {
        database.close();
    }

    private DeadLetterReplay replica(JdbcTemplate template) {
        JdbcClient on = JdbcClient.create(template);
        Backlog backlog = new Backlog(
                destinations,
                on,
                new TransactionTemplate(new JdbcTransactionManager(template.getDataSource())),
                BacklogFixture.nothingBlocked(),
                clock);
        return new DeadLetterReplay(
                on,
                destinations,
                backlog,
                new BacklogReader(destinations, on, clock),
                (destination, source, payload) -> {
                    String text = new String(payload, StandardCharsets.UTF_8);
                    meanwhile.accept(text);
                    read.add(text);
                    return new RecordReader.Reading(
                            List.of(), faults.map(each -> DeadLetter.ofRecord(destination, source, each, payload)));
                },
                clock);
    }

    private Destination destination(String name) {
        return new Destination(name, "", account, "oid", Map.of(), Map.of(), Destination.NullValues.IGNORE);
    }

    @Test
    void aLetterIsSupersededByOneThatNamesAllThatItNames() {
        keep(SALES, 1, "custom4", "firstName");
        keep(SALES, 1, "custom4");
        keep(SALES, 1, "custom5");
        keep(SALES, 2, "custom4");
        keep(SUPPORT, 1, "custom4");
        keep(SALES, 1, "custom4", "custom6");

        assertThat(jdbc.queryForList("select state from dead_letter order by id", String.class))
                .as("firstName is still refused, and only the first says so")
                .containsExactly("open", "superseded", "open", "open", "open", "open");
    }

    @Test
    void aRecordIsTheSameIfItsPlaceItsTimeAndItsBytesAre() {
        byte[] bytes = {1, 2, 3};
        for (Instant time : Arrays.asList(clock.instant(), clock.instant().plusMillis(1), null)) {
            for (int again = 0; again < 2; again++) {
                keepRecord(7, time, bytes);
                keepRecord(7, time, new byte[] {1, 2, 4});
            }
        }

        assertThat(jdbc.queryForList("select record_time is null from dead_letter order by id", Boolean.class))
                .containsExactly(false, false, false, false, true, true);
    }

    @Test
    void aRecordThatFailsAgainAfterItsLetterWasSettledHasAnOpenLetterAgain() {
        keepRecord(7, new byte[] {1, 2, 3});
        decisions.discard(DeadLetterFilter.open(), "not needed", "jane");
        jdbc.update("update dead_letter set published_at = now()");

        keepRecord(7, new byte[] {1, 2, 3});

        assertThat(jdbc.queryForList("select state from dead_letter where published_at is null", String.class))
                .containsExactly("open");
        assertThat(jdbc.queryForList("select settled_by from dead_letter", String.class))
                .containsOnlyNulls();
    }

    @Test
    void aRecordThatIsReplayedKeepsWhatStillCannotBeReadOfItAndTheOthersAreSettled() {
        keepRecord(1, "one".getBytes(StandardCharsets.UTF_8));
        keepRecord(1, "other".getBytes(StandardCharsets.UTF_8));
        ask();
        Faults places = new Faults();
        for (int i = 0; i < 22; i++) {
            places.add(new Fault(Place.BODY.child(i), Fault.Kind.SHAPE, "is not a JSON object"));
        }
        meanwhile = text -> faults = text.equals("other") ? Optional.of(places) : Optional.empty();
        replay.replay();

        List<KeptDeadLetter> letters =
                search.page(new DeadLetterFilter(List.of(), SALES, null, null, null, null, null, null), null, 10);
        assertThat(letters.get(1).state()).isEqualTo(DeadLetterState.REPLAYED);
        KeptDeadLetter open = letters.get(0);
        assertThat(open.state()).isEqualTo(DeadLetterState.OPEN);
        assertThat(open.detail()).isEqualTo("/0: is not a JSON object, and 21 more places");
        assertThat(open.places()).hasSize(20).startsWith(new DeadLetter.Place("/0", "shape", "is not a JSON object"));
        assertThat(open.morePlaces()).isEqualTo(2);
        assertThat(open.outcome()).contains("still not readable");
        assertThat(open.replayBy()).isNull();
    }

    @Test
    void aRecordThatFailsStaysOpenAndSaysSoAndThoseBesideItAreReplayed() {
        for (int i = 0; i < 25; i++) {
            keepRecord(i, Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
        ask();
        meanwhile = text -> {
            if (text.equals("7")) {
                throw new IllegalArgumentException("a value");
            }
        };
        replay.replay();
        replay.replay();

        assertThat(states()).hasSize(25).filteredOn("open"::equals).hasSize(1);
        assertThat(search.one(8).orElseThrow().outcome())
                .startsWith("Done again for jane, and failed: java.lang.IllegalArgumentException at ")
                .doesNotContain("a value");
        assertThat(read).hasSize(24).doesNotHaveDuplicates();
    }

    @Test
    void aReplayThatEndsTheProcessIsBegunThreeTimesAndThenWaitsForAPerson() {
        keepRecord(1, "kills".getBytes(StandardCharsets.UTF_8));
        keepRecord(2, "harmless".getBytes(StandardCharsets.UTF_8));
        ask();
        List<String> begun = new ArrayList<>();
        meanwhile = text -> {
            begun.add(text);
            if (text.equals("kills")) {
                throw new OutOfMemoryError("as if");
            }
        };
        for (int i = 0; i < 6; i++) {
            try {
                // Each time by another process.
                replica(jdbc).replay();
            } catch (OutOfMemoryError e) {
                assertThat(e).hasMessage("as if");
            }
            clock.advance(Duration.ofMinutes(2));
        }

        assertThat(begun).filteredOn("kills"::equals).hasSize(3);
        assertThat(states()).containsExactly("open", "replayed");
        assertThat(search.one(1).orElseThrow().outcome())
                .startsWith("Done again for jane, and the replay failed 3 times without an end");
        meanwhile = text -> {};
        assertThat(ask()).isEqualTo(1);
        replay.replay();
        assertThat(states()).containsExactly("replayed", "replayed");
    }

    @Test
    void anOutageIsWaitedForHoweverOftenItComes() {
        keepRecord(1, "{}".getBytes(StandardCharsets.UTF_8));
        ask();
        meanwhile = text -> {
            throw new UncheckedIOException(new IOException("away"));
        };
        for (int i = 0; i < 10; i++) {
            replay.replay();
            clock.advance(Duration.ofMinutes(2));
        }
        assertThat(search.one(1).orElseThrow().replayBy()).isEqualTo("jane");

        meanwhile = text -> {};
        replay.replay();
        assertThat(states()).containsExactly("replayed");
    }

    @Test
    void aChangeIsReplayedWhenTheRequestOfItsProspectHasEnded() {
        keep(SALES, 1, "custom4");
        keep(SALES, 2, "custom4");
        jdbc.update(
                """
                insert into prospect (destination, prospect_id, desired, refused, claim, pending_since, due_at)
                select 'emea-sales', n, '{"custom4": ["realized", 1]}', '{"custom4": "realized"}',
                       case when n = 1 then gen_random_uuid() end, now(), now()
                from generate_series(1, 2) n
                """);
        ask();
        replay.replay();
        assertThat(states()).containsExactly("open", "replayed");

        jdbc.update("update prospect set claim = null");
        replay.replay();
        assertThat(states()).as("not at once").containsExactly("open", "replayed");
        clock.advance(Duration.ofSeconds(3));
        replay.replay();
        assertThat(states()).containsExactly("replayed", "replayed");
        assertThat(jdbc.queryForList("select distinct refused::text from prospect", String.class))
                .containsExactly("{}");
    }

    @Test
    void aReasonThatDoesNotExistIsAMistake() {
        assertThatThrownBy(() -> DeadLetterFilter.open(SALES, "nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A reason is one of unreadable, rejected, attempts-exhausted, failed");
    }

    @Test
    void aSearchFindsByEverythingThatIsKnownOfALetter() {
        keep(SALES, 1, "custom4");
        clock.advance(Duration.ofHours(1));
        Instant later = clock.instant();
        keep(SUPPORT, 2, "custom5");
        keepRecord(7, "{\"name\": \"Ana 100%_\\\\ Müller\"}".getBytes(StandardCharsets.UTF_8));
        keepRecord(8, new byte[] {(byte) 0xff, 0, 'A', 'n', 'a'});

        assertThat(ids(filter(SALES, null, null, null, null, null))).containsExactly(4L, 3L, 1L);
        assertThat(ids(filter(null, "unreadable", null, null, null, null))).containsExactly(4L, 3L);
        assertThat(ids(filter(null, null, later, null, null, null))).containsExactly(4L, 3L, 2L);
        assertThat(ids(filter(null, null, null, later, null, null))).containsExactly(1L);
        assertThat(ids(filter(null, null, null, null, 2L, null))).containsExactly(2L);
        assertThat(ids(filter(null, null, null, null, null, "ANA"))).containsExactly(4L, 3L);
        assertThat(ids(filter(null, null, null, null, null, "100%_\\"))).containsExactly(3L);
        assertThat(ids(filter(null, null, null, null, null, "0%m"))).isEmpty();
        assertThat(ids(filter(null, null, null, null, null, "müller"))).containsExactly(3L);
        assertThat(ids(filter(null, null, null, null, null, "what outreach"))).containsExactly(2L, 1L);
        assertThat(search.count(DeadLetterFilter.open(), 3)).isEqualTo(3);
        assertThat(search.page(DeadLetterFilter.open(), 3L, 1))
                .extracting(KeptDeadLetter::id)
                .containsExactly(2L);
        assertThat(search.open())
                .containsExactlyInAnyOrder(
                        new DeadLetterSearch.Open(SALES, "rejected", 1),
                        new DeadLetterSearch.Open(SALES, "unreadable", 2),
                        new DeadLetterSearch.Open(SUPPORT, "rejected", 1));
    }

    @Test
    void aReplayIsTakenByOneAndComesBackWhenThatOneDies() {
        keepRecord(7, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(ask()).isEqualTo(1);
        assertThat(ask()).isZero();
        meanwhile = text -> {
            // Nothing is left to take for another one.
            meanwhile = other -> read.add("taken twice");
            replica(jdbc).replay();
            throw new OutOfMemoryError("as if");
        };
        assertThatThrownBy(replay::replay).isInstanceOf(OutOfMemoryError.class);
        assertThat(read).isEmpty();

        meanwhile = text -> {};
        replica(jdbc).replay();
        assertThat(states()).containsExactly("open");
        clock.advance(Duration.ofMinutes(2));
        replica(jdbc).replay();
        assertThat(read).containsExactly("{}");
        assertThat(jdbc.queryForList("select state || settled_by from dead_letter", String.class))
                .containsExactly("replayedjane");
    }

    @Test
    void whatIsOfADestinationThatIsGoneIsNotReplayedButCanBeDiscarded() {
        keep("apac-sales", 1, "custom4");

        assertThat(ask()).isZero();
        assertThat(decisions.discard(DeadLetterFilter.open(), "gone", "jane")).isEqualTo(1);
    }

    @Test
    void whatIsDiscardedBeforeItsReplayIsNotReplayed() {
        keep(SALES, 1, "custom4");
        ask();
        decisions.discard(DeadLetterFilter.open(), "no", "joe");

        replay.replay();
        assertThat(search.one(1).orElseThrow().settledBy()).isEqualTo("joe");
    }

    /** However letters come, are refused again, decided about and taken, each is settled at most once, and none is lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverHappensEachLetterEndsAtMostOnce(long seed) {
        Random random = new Random(seed);
        Map<Long, String> ended = new java.util.HashMap<>();
        for (int i = 0; i < 300; i++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> keep(SALES, 1 + random.nextInt(5), "custom" + random.nextInt(3));
                case 2 -> decisions.replay(DeadLetterFilter.open(someIds(random)), "jane");
                case 3 -> replica(jdbc).replay();
                case 4 ->
                    // Taken by one that dies.
                    jdbc.update(
                            "update dead_letter set replay_at = ?, replay_tries = 1 where replay_at is not null and id % 2 = 0",
                            Timestamp.from(clock.instant().plusSeconds(60)));
                default -> {
                    clock.advance(Duration.ofSeconds(random.nextInt(90)));
                    if (random.nextInt(4) == 0) {
                        decisions.discard(DeadLetterFilter.open(someIds(random)), "no", "joe");
                    }
                }
            }
            Map<Long, String> now = new java.util.HashMap<>();
            jdbc.query("select id, state || settled_at as ended from dead_letter where state <> 'open'", row -> {
                now.put(row.getLong("id"), row.getString("ended"));
            });
            assertThat(now).containsAllEntriesOf(ended);
            ended = now;
        }
        assertThat(ended).hasSizeGreaterThan(20);
        assertThat(jdbc.queryForList(
                        """
                        select prospect_id || attributes[1] from dead_letter where state = 'open'
                        group by prospect_id, attributes[1] having count(*) > 1
                        """,
                        String.class))
                .isEmpty();
    }

    @Test
    void aHundredThousandAreAskedForInStepsAndReplayedSomeAtATime() {
        jdbc.update(
                """
                insert into dead_letter (destination, reason, detail, prospect_id, attributes, payload)
                select 'emea-sales', 'rejected', 'detail', n, '{custom4}', '{}' from generate_series(1, 100000) n
                """);
        long begun = System.nanoTime();
        assertThat(decisions.replay(DeadLetterFilter.open(SALES, "rejected"), "jane"))
                .isEqualTo(100_000);
        System.out.println("100,000 dead letters asked for in " + (System.nanoTime() - begun) / 1_000_000 + " ms");

        begun = System.nanoTime();
        replay.replay();
        System.out.println("and a thousand replayed in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        assertThat(search.count(DeadLetterFilter.open(), 100_000)).isEqualTo(99_000);
    }

    @Test
    void lettersOfAnOlderVersionAreOpenAndTheirAttributesAreKnown() {
        String url = TestDatabase.url();
        FluentConfiguration flyway = Flyway.configure().dataSource(url, "postgres", "");
        flyway.target("5").load().migrate();
        JdbcTemplate older = new JdbcTemplate(new DriverManagerDataSource(url, "postgres", ""));
        older.update(
                """
                insert into dead_letter (destination, reason, detail, prospect_id, payload)
                values ('emea-sales', 'rejected', 'x', 1, '{"data":{"attributes":{"custom4":"a","firstName":null}}}'),
                       ('emea-sales', 'attempts-exhausted', 'x', 2, 'null'),
                       ('emea-sales', 'unreadable', 'x', null, '\\xff00')
                """);
        flyway.target("latest").load().migrate();

        assertThat(older.queryForList("select attributes::text || state from dead_letter order by id", String.class))
                .containsExactly("{custom4,firstName}open", "{}open", "{}open");
    }

    @Test
    void lettersOfAVersionWithOneForEachPlaceStayAsTheyAreAndTheirRecordHasNoOther() {
        String url = TestDatabase.url();
        FluentConfiguration flyway = Flyway.configure().dataSource(url, "postgres", "");
        flyway.target("8").load().migrate();
        JdbcTemplate older = new JdbcTemplate(new DriverManagerDataSource(url, "postgres", ""));
        older.update(
                """
                insert into dead_letter (destination, reason, detail, source_topic, source_partition, source_offset, source_place,
                                         record_time, payload)
                values ('emea-sales', 'unreadable', '/0: is not a JSON object', 't', 0, 7, '/0', '2026-11-23T10:00:00Z', '[0,0]'),
                       ('emea-sales', 'unreadable', '/1: is not a JSON object', 't', 0, 7, '/1', '2026-11-23T10:00:00Z', '[0,0]'),
                       ('emea-sales', 'unreadable', 'body: is not JSON', 't', 0, 8, 'body', null, 'x')
                """);
        flyway.target("latest").load().migrate();

        try (HikariDataSource upgraded = new HikariDataSource()) {
            upgraded.setJdbcUrl(url);
            upgraded.setUsername("postgres");
            JdbcTemplate now = new JdbcTemplate(upgraded);
            TransactionTemplate inOne = new TransactionTemplate(new JdbcTransactionManager(upgraded));
            Faults faults = new Faults();
            faults.add(new Fault(Place.BODY.child(0), Fault.Kind.SHAPE, "is not a JSON object"));
            new DeadLetters(now, inOne, new SimpleMeterRegistry(), clock)
                    .keep(List.of(DeadLetter.ofRecord(
                            SALES,
                            new DeadLetter.Source("t", 0, 7, Instant.parse("2026-11-23T10:00:00Z"), null),
                            faults,
                            "[0,0]".getBytes(StandardCharsets.UTF_8))));
            assertThat(new DeadLetterSearch(upgraded).page(DeadLetterFilter.open(), null, 10))
                    .extracting(KeptDeadLetter::places)
                    .containsExactly(
                            List.of(new DeadLetter.Place("body", "", "is not JSON")),
                            List.of(new DeadLetter.Place("/1", "", "is not a JSON object")),
                            List.of(new DeadLetter.Place("/0", "", "is not a JSON object")));

            now.update("update dead_letter set replay_by = 'jane', replay_at = ?", Timestamp.from(clock.instant()));
            replica(now).replay();
            assertThat(read).containsExactlyInAnyOrder("[0,0]", "[0,0]", "x");
        }
    }

    private static List<Long> someIds(Random random) {
        return LongStream.rangeClosed(1, 200)
                .filter(id -> random.nextInt(4) == 0)
                .boxed()
                .toList();
    }

    private long ask() {
        return decisions.replay(DeadLetterFilter.open(), "jane");
    }

    private List<String> states() {
        return jdbc.queryForList("select state from dead_letter order by id", String.class);
    }

    @Test
    void aSearchThatTakesTooLongIsGivenUp() throws SQLException {
        DeadLetterSearch hurried = new DeadLetterSearch(database, Duration.ofSeconds(1));
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("lock table dead_letter");
            assertThatThrownBy(() -> hurried.page(DeadLetterFilter.open(List.of(1L)), null, 10))
                    .isInstanceOf(QueryTimeoutException.class);
        }
        assertThat(hurried.page(DeadLetterFilter.open(List.of(1L)), null, 10)).isEmpty();
    }

    private List<Long> ids(DeadLetterFilter filter) {
        return search.page(filter, null, 10).stream().map(KeptDeadLetter::id).toList();
    }

    private static DeadLetterFilter filter(
            String destination, String reason, Instant from, Instant to, Long prospect, String text) {
        return new DeadLetterFilter(List.of(), destination, reason, null, from, to, prospect, text);
    }

    private void keep(String destination, long prospect, String... attributes) {
        Map<String, JsonNode> values = new TreeMap<>();
        for (String attribute : attributes) {
            values.put(attribute, IntNode.valueOf(1));
        }
        deadLetters.keep(List.of(DeadLetter.ofChange(
                destination, "rejected", "detail", 422, "What Outreach said", ProspectUpdate.of(prospect, values))));
    }

    private void keepRecord(long offset, byte[] payload) {
        keepRecord(offset, clock.instant(), payload);
    }

    private void keepRecord(long offset, Instant time, byte[] payload) {
        Faults faults = new Faults();
        faults.add(new Fault(Place.BODY, Fault.Kind.NO_JSON, "is not JSON"));
        deadLetters.keep(List.of(DeadLetter.ofRecord(
                SALES, new DeadLetter.Source("segment-events", 0, offset, time, null), faults, payload)));
    }
}
