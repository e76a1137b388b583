package dev.outreachroutes.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.profile.Fault;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.Place;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Dead letters in the database: which are found, and how they end. */
class DeadLetterStatesTest {

    private static final String SALES = "emea-sales";
    private static final String SUPPORT = "emea-support";

    private final MovableClock clock = MovableClock.fixed();
    private final HikariDataSource database = (HikariDataSource) TestDatabase.migrated();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    private final Account account = new Account("emea-ops", Quota.DOCUMENTED, 100);
    private final Destinations destinations =
            new Destinations(List.of(account), List.of(destination(SALES), destination(SUPPORT)));
    private final DeadLetters deadLetters = new DeadLetters(jdbc, transactions, new SimpleMeterRegistry(), clock);
    private final DeadLetterStates states = new DeadLetterStates(jdbc, transactions, destinations, clock);
    private final DeadLetterSearch search = new DeadLetterSearch(database);

    @AfterEach
    void closeTheDatabase() {
        database.close();
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
        states.discard(DeadLetterFilter.open(), 0, Long.MAX_VALUE, "jane", "not needed");
        jdbc.update("update dead_letter set published_at = now()");

        keepRecord(7, new byte[] {1, 2, 3});

        assertThat(jdbc.queryForList("select state from dead_letter where published_at is null", String.class))
                .containsExactly("open");
        assertThat(jdbc.queryForList("select settled_by from dead_letter", String.class))
                .containsOnlyNulls();
    }

    @Test
    void recordsAreReplayedTogetherOnlyWhileTheyAreSmallTogether() {
        for (int i = 0; i < 4; i++) {
            keepRecord(i, new byte[3 * 1024 * 1024]);
        }
        keepRecord(4, new byte[] {1});
        keepRecord(5, new byte[] {2});
        states.askForReplay(DeadLetterFilter.open(), 0, Long.MAX_VALUE, "jane");

        List<Integer> together = new ArrayList<>();
        for (Replay replay = states.next(); !replay.isEmpty(); replay = states.next()) {
            together.add(replay.getLetters().size());
            states.replayed(replay, List.of());
        }
        assertThat(together).containsExactly(1, 1, 1, 3);
    }

    @Test
    void aRecordThatIsReplayedKeepsWhatStillCannotBeReadOfItAndTheOthersAreSettled() {
        keepRecord(1, "one".getBytes(StandardCharsets.UTF_8));
        keepRecord(1, "other".getBytes(StandardCharsets.UTF_8));
        states.askForReplay(DeadLetterFilter.open(), 0, Long.MAX_VALUE, "jane");
        Replay replay = states.next();
        Faults faults = new Faults();
        for (int i = 0; i < 22; i++) {
            faults.add(new Fault(Place.BODY.child(i), Fault.Kind.SHAPE, "is not a JSON object"));
        }
        states.replayed(
                replay,
                List.of(DeadLetter.ofRecord(SALES, replay.getLetters().get(1).source(), faults, new byte[0])));

        List<KeptDeadLetter> letters =
                search.page(new DeadLetterFilter(List.of(), SALES, null, null, null, null, null, null), null, 10);
        assertThat(letters.get(1).state()).isEqualTo(DeadLetterState.REPLAYED);
        KeptDeadLetter open = letters.get(0);
        assertThat(open.state()).isEqualTo(DeadLetterState.OPEN);
        assertThat(open.detail()).isEqualTo("/0: is not a JSON object, and 21 more places");
        assertThat(open.places()).hasSize(20).startsWith(new DeadLetter.Place("/0", "shape", "is not a JSON object"));
        assertThat(open.morePlaces()).isEqualTo(2);
        assertThat(open.outcome()).contains("still not readable");
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
        keep(SALES, 1, "custom4");
        keep(SALES, 2, "custom5");
        keep(SUPPORT, 3, "custom4");
        keepRecord(7, "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(ask(DeadLetterFilter.open()).count()).isEqualTo(4);
        assertThat(ask(DeadLetterFilter.open()).count()).isZero();

        Replay first = states.next();
        assertThat(first.getDestination()).isEqualTo(SALES);
        assertThat(first.isChanges()).isTrue();
        assertThat(first.getAttributes()).isEqualTo(Map.of(1L, Set.of("custom4"), 2L, Set.of("custom5")));
        Replay second = states.next();
        assertThat(second.getDestination()).isEqualTo(SUPPORT);
        Replay third = states.next();
        assertThat(third.isChanges()).isFalse();
        assertThat(new String(third.getLetters().get(0).payload(), StandardCharsets.UTF_8))
                .isEqualTo("{}");
        assertThat(states.next().isEmpty()).isTrue();

        states.replayed(second);
        states.replayed(third, List.of());
        clock.advance(Duration.ofMinutes(2));
        Replay again = states.next();
        assertThat(again.getAttributes()).isEqualTo(first.getAttributes());
        states.replayed(first);
        states.replayed(again);
        assertThat(states.next().isEmpty()).isTrue();
        assertThat(jdbc.queryForList("select distinct state || settled_by from dead_letter", String.class))
                .containsExactly("replayedjane");
    }

    @Test
    void whatIsOfADestinationThatIsGoneIsNotReplayedButCanBeDiscarded() {
        keep("apac-sales", 1, "custom4");

        assertThat(ask(DeadLetterFilter.open()).count()).isZero();
        assertThat(states.discard(DeadLetterFilter.open(), 0, states.newest(), "jane", "gone")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whatIsDiscardedBeforeItsReplayIsNotReplayed() {
        keep(SALES, 1, "custom4");
        ask(DeadLetterFilter.open());
        states.discard(DeadLetterFilter.open(), 0, states.newest(), "joe", "no");

        assertThat(states.next().isEmpty()).isTrue();
        assertThat(search.one(1).orElseThrow().settledBy()).isEqualTo("joe");
    }

    /** However letters come, are refused again, decided about and taken, each is settled at most once, and none is lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whateverHappensEachLetterEndsAtMostOnce(long seed) {
        Random random = new Random(seed);
        List<Replay> taken = new ArrayList<>();
        Map<Long, String> ended = new java.util.HashMap<>();
        for (int i = 0; i < 300; i++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> keep(SALES, random.nextInt(5), "custom" + random.nextInt(3));
                case 2 -> ask(DeadLetterFilter.open(someIds(random)));
                case 3 -> {
                    Replay replay = states.next();
                    if (!replay.isEmpty()) {
                        taken.add(replay);
                    }
                }
                case 4 -> {
                    if (!taken.isEmpty()) {
                        // Sometimes twice, as by one that was thought to be dead.
                        states.replayed(taken.get(random.nextInt(taken.size())));
                    }
                }
                default -> {
                    clock.advance(Duration.ofSeconds(random.nextInt(90)));
                    if (random.nextInt(4) == 0) {
                        states.discard(DeadLetterFilter.open(someIds(random)), 0, states.newest(), "joe", "no");
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
    void aHundredThousandAreAskedForInStepsAndTakenInBatches() {
        jdbc.update(
                """
                insert into dead_letter (destination, reason, detail, prospect_id, attributes, payload)
                select 'emea-sales', 'rejected', 'detail', n, '{custom4}', '{}' from generate_series(1, 100000) n
                """);
        long begun = System.nanoTime();
        long count = 0;
        DeadLetterStates.Step step = DeadLetterStates.Step.BEGINNING;
        while (step.more()) {
            step = states.askForReplay(DeadLetterFilter.open(SALES, "rejected"), step.last(), states.newest(), "jane");
            count += step.count();
        }
        System.out.println("100,000 dead letters asked for in " + (System.nanoTime() - begun) / 1_000_000 + " ms");

        assertThat(count).isEqualTo(100_000);
        begun = System.nanoTime();
        Set<Long> seen = new HashSet<>();
        Replay replay = states.next();
        while (!replay.isEmpty()) {
            assertThat(replay.getLetters()).hasSizeLessThanOrEqualTo(500);
            replay.getLetters()
                    .forEach(letter -> assertThat(seen.add(letter.id())).isTrue());
            states.replayed(replay);
            replay = states.next();
        }
        System.out.println("and replayed in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
        assertThat(seen).hasSize(100_000);
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

            DeadLetterStates upgradedStates = new DeadLetterStates(now, inOne, destinations, clock);
            upgradedStates.askForReplay(DeadLetterFilter.open(), 0, Long.MAX_VALUE, "jane");
            assertThat(upgradedStates.next().getLetters())
                    .extracting(letter -> new String(letter.payload(), StandardCharsets.UTF_8))
                    .containsExactlyInAnyOrder("[0,0]", "[0,0]", "x");
        }
    }

    private static List<Long> someIds(Random random) {
        return LongStream.rangeClosed(1, 200)
                .filter(id -> random.nextInt(4) == 0)
                .boxed()
                .toList();
    }

    private DeadLetterStates.Step ask(DeadLetterFilter filter) {
        return states.askForReplay(filter, 0, states.newest(), "jane");
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
