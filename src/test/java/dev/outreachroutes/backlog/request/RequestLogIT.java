package dev.outreachroutes.backlog.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Settlement;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.backlog.request.RequestHistory.Logged;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.encryption.Encryption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is kept of requests, for how long, and how it is found again. */
class RequestLogIT {

    private static final String SALES = BacklogFixture.SALES;
    private static final String SUPPORT = BacklogFixture.SUPPORT;

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);
    private final RequestHistory history = new RequestHistory(fixture.client, fixture.encryption);
    private final RequestLog encrypting = new RequestLog(
            fixture.client,
            new RequestSettings(RequestSettings.Values.ENCRYPTED),
            fixture.recordings,
            fixture.encryption);

    @Test
    void aRequestThatLeftIsKeptWithItsAnswerAndOneThatDidNotIsNot() {
        fixture.fold(48213, "custom4", "realized");
        fixture.settle(fixture.claim(SALES, 1).get(0), Outcome.RELEASED, false, null);
        assertThat(history.ofProspect(SALES, 48213, 10, true)).isEmpty();

        Claim claim = fixture.claim(SALES, 1).get(0);
        settle(claim, Outcome.RETRY, 503, "503 custom4 realized is busy", claim.attributes());

        assertThat(history.ofProspect(SALES, 48213, 10, true)).singleElement().satisfies(each -> {
            assertThat(each.outcome()).isEqualTo("retry");
            assertThat(each.status()).isEqualTo(503);
            assertThat(each.error()).isEqualTo("503 custom4 <value> is busy");
            assertThat(each.attributes()).containsExactly("custom4");
            assertThat(each.took()).isEqualTo(Duration.ofMillis(120));
            assertThat(each.at()).isEqualTo(fixture.clock.instant());
            assertThat(each.valuesKept()).isFalse();
            assertThat(each.values()).isNull();
        });
    }

    @Test
    void aResultThatComesTwiceIsOneRequest() {
        fixture.fold(48213, "custom4", "realized");
        List<Claim> claimed = fixture.claim(SALES, 1);
        fixture.acknowledge(claimed, null);
        fixture.acknowledge(claimed, null);

        assertThat(history.ofProspect(SALES, 48213, 10, false)).hasSize(1);
    }

    private void settle(Claim claim, Outcome outcome, int status, String reason, Map<String, JsonNode> document) {
        fixture.claims.settleAndClaim(
                SALES,
                List.of(new Settlement(
                        claim,
                        outcome,
                        Settlement.Attributes.UNCHANGED,
                        status,
                        true,
                        true,
                        null,
                        null,
                        fixture.clock.instant(),
                        reason,
                        new Settlement.Left(status, document, Duration.ofMillis(120)))),
                0);
    }

    @Test
    void valuesAreKeptEncryptedWhereThatIsSetAndDecryptedOnlyWhenAskedFor() {
        encrypting.add(
                SALES, List.of(request(1, "acknowledged", Map.of("emails", TextNode.valueOf("ann@example.org")))));

        byte[] kept = fixture.jdbc.queryForObject("select sent from request", byte[].class);
        assertThat(new String(kept, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("ann@example.org");
        assertThat(history.ofProspect(SALES, 1, 1, false).get(0).valuesKept()).isTrue();
        assertThat(history.ofProspect(SALES, 1, 1, false).get(0).values()).isNull();
        assertThat(history.ofProspect(SALES, 1, 1, true).get(0).values())
                .containsOnly(Map.entry("emails", TextNode.valueOf("ann@example.org")));
        Logged unreadable = new RequestHistory(
                        fixture.client, new Encryption("YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=", List.of()))
                .ofProspect(SALES, 1, 1, true)
                .get(0);
        assertThat(unreadable.values()).isNull();
        assertThat(unreadable.problem()).isEqualTo("The values were encrypted with another key");
    }

    @Test
    void whileARecordingIsOnTheValuesOfItsRequestsAreKept() {
        Instant soon = fixture.clock.instant().plus(Duration.ofMinutes(30));
        fixture.recordings.start(SALES, 1L, null, soon, "jane");
        fixture.recordings.start(SALES, null, "custom5", soon, "jane");
        fixture.requests.add(SALES, List.of(with(1, "custom4"), with(2, "custom4"), with(3, "custom5")));
        fixture.requests.add(SUPPORT, List.of(with(1, "custom4")));
        assertThat(recorded()).containsExactlyInAnyOrder(1L, 3L);

        fixture.clock.advance(Duration.ofMinutes(30));
        fixture.requests.add(SALES, List.of(with(1, "custom4"), with(3, "custom5")));
        assertThat(recorded()).containsExactlyInAnyOrder(1L, 3L);
        assertThat(fixture.recordings.on()).isEmpty();
        assertThat(fixture.recordings.removeOver(10)).isEqualTo(2);
    }

    private List<Long> recorded() {
        return fixture.jdbc.queryForList("select prospect_id from request where sent is not null", Long.class);
    }

    @Test
    void aRecordingEndsWithinAnHourAndAtMostTwentyAreOn() {
        Instant now = fixture.clock.instant();
        assertThatThrownBy(() -> fixture.recordings.start(SALES, 1L, null, now.plus(Duration.ofMinutes(61)), "jane"))
                .hasMessageContaining("within an hour");
        assertThatThrownBy(() -> fixture.recordings.start(SALES, 1L, "custom4", now.plusSeconds(60), "jane"))
                .hasMessageContaining("a prospect or of an attribute");
        for (long prospect = 1; prospect <= RequestRecordings.MOST; prospect++) {
            fixture.recordings.start(SALES, prospect, null, now.plusSeconds(60), "jane");
        }
        assertThatThrownBy(() -> fixture.recordings.start(SALES, 21L, null, now.plusSeconds(60), "jane"))
                .hasMessageContaining("20 recordings are on");

        assertThat(fixture.recordings.stop(fixture.recordings.on().get(0).id())).isTrue();
        fixture.recordings.start(SALES, 21L, null, now.plusSeconds(60), "jane");
    }

    @Test
    void pagesOfSeveralDestinationsFollowEachOtherWithoutGapsWhileRequestsAreAdded() {
        for (long prospect = 1; prospect <= 50; prospect++) {
            fixture.requests.add(prospect % 3 == 0 ? SUPPORT : SALES, List.of(with(prospect, "custom4")));
        }
        fixture.requests.add("another", List.of(with(99, "custom4")));

        List<Long> seen = new ArrayList<>();
        Long before = null;
        List<Logged> page;
        do {
            page = history.page(List.of(SALES, SUPPORT), before, 7, false);
            page.forEach(each -> seen.add(each.prospectId()));
            before = page.isEmpty() ? null : page.get(page.size() - 1).id();
            fixture.requests.add(SALES, List.of(with(1_000, "custom4")));
        } while (!page.isEmpty() && seen.size() <= 50);

        List<Long> newestFirst = new ArrayList<>();
        for (long prospect = 50; prospect >= 1; prospect--) {
            newestFirst.add(prospect);
        }
        assertThat(seen).isEqualTo(newestFirst);
    }

    @Test
    void thoseOfAnHourAndOfAnOutcomeAreFound() {
        Instant hour = fixture.clock.instant();
        add(1, "acknowledged", 1);
        fixture.clock.advance(Duration.ofHours(1));
        add(2, "acknowledged", 1);
        add(3, "refused", 1);

        Instant end = hour.plusSeconds(3600);
        assertThat(prospects(new RequestHistory.Filter(null, null, hour, end))).containsExactly(1L);
        assertThat(prospects(new RequestHistory.Filter(null, null, end, null))).containsExactly(3L, 2L);
        assertThat(prospects(new RequestHistory.Filter(null, "refused", null, null)))
                .containsExactly(3L);
        assertThat(prospects(new RequestHistory.Filter("2-418", null, null, end)))
                .containsExactly(1L);
        assertThat(prospects(new RequestHistory.Filter("2-41", null, null, null)))
                .isEmpty();
    }

    private List<Long> prospects(RequestHistory.Filter filter) {
        return history.page(SALES, filter, null, 10, false).stream()
                .map(Logged::prospectId)
                .toList();
    }

    @Test
    void ofAProspectThatHadTroubleTheLastTwentyAreKeptLongerAndOfTheOthersNone() {
        add(1, "acknowledged", 3);
        add(1, "retry", 1);
        add(1, "acknowledged", 30);
        add(2, "acknowledged", 30);

        assertThat(fixture.requests.removeOlderThan(later(), false, 20)).isEqualTo(20);
        assertThat(fixture.requests.removeOlderThan(later(), false, 20)).isEqualTo(13);
        assertThat(count(1)).isEqualTo(31);
        assertThat(fixture.requests.removeBeyondTheLast(10)).isEqualTo(10);
        assertThat(fixture.requests.removeBeyondTheLast(10)).isEqualTo(1);
        assertThat(count(1)).isEqualTo(RequestLog.MOST_OF_A_PROSPECT);
        assertThat(count(2)).isZero();

        add(1, "acknowledged", 1);
        assertThat(fixture.requests.removeOlderThan(later(), false, 20))
                .as("the trouble is gone with its request")
                .isEqualTo(1);
        assertThat(fixture.requests.removeOlderThan(later(), true, 100)).isEqualTo(20);
    }

    private Instant later() {
        return fixture.clock.instant().plusSeconds(1);
    }

    private void add(long prospect, String outcome, int times) {
        for (int i = 0; i < times; i++) {
            fixture.requests.add(SALES, List.of(request(prospect, outcome, Map.of())));
        }
    }

    private int count(long prospect) {
        return fixture.jdbc.queryForObject(
                "select count(*) from request where prospect_id = ?", Integer.class, prospect);
    }

    /** With {@code -Drequests=1000000} it says how long a page takes of so many. */
    @Test
    void aPageOfVeryManyRequestsTakesAMoment() {
        int rows = Integer.getInteger("requests", 100_000);
        fixture.jdbc.update(
                """
                insert into request (destination, prospect_id, at, outcome, status, error, attributes, troubled)
                select case when n % 2 = 0 then ? else ? end, n % 50000, now(), 'acknowledged', 200, '', '["custom4"]', n % 10 = 0
                from generate_series(1, ?) n
                """,
                SALES, SUPPORT, rows);
        fixture.jdbc.execute("analyze request");
        history.page(List.of(SALES, SUPPORT), null, 100, false);

        long began = System.nanoTime();
        assertThat(history.page(List.of(SALES, SUPPORT), rows / 2L, 100, false)).hasSize(100);
        long page = System.nanoTime();
        assertThat(history.ofProspect(SALES, 17_000, 20, false)).isNotEmpty();
        long prospect = System.nanoTime();
        fixture.requests.removeBeyondTheLast(5_000);
        long removed = System.nanoTime();
        List<RequestLog.Entry> more = LongStream.rangeClosed(1, 1_000)
                .mapToObj(id -> with(id, "custom4"))
                .toList();
        fixture.requests.add(SALES, more);
        long added = System.nanoTime();
        System.out.printf(
                "%,d requests of %d bytes: a page in %d ms, of a prospect in %d ms, looked for those beyond the last in %d ms,"
                        + " a thousand added in %d ms%n",
                rows,
                fixture.jdbc.queryForObject("select pg_total_relation_size('request')", Long.class) / rows,
                (page - began) / 1_000_000,
                (prospect - page) / 1_000_000,
                (removed - prospect) / 1_000_000,
                (added - removed) / 1_000_000);

        assertThat(Duration.ofNanos(prospect - began)).isLessThan(Duration.ofSeconds(1));
    }

    private RequestLog.Entry with(long prospect, String attribute) {
        return request(prospect, "acknowledged", Map.of(attribute, TextNode.valueOf("realized")));
    }

    private RequestLog.Entry request(long prospect, String outcome, Map<String, JsonNode> values) {
        boolean confirmed = outcome.equals("acknowledged");
        return new RequestLog.Entry(
                prospect,
                fixture.clock.instant(),
                outcome,
                confirmed,
                confirmed ? 200 : 503,
                "",
                values.keySet(),
                List.of("2-418"),
                values,
                Duration.ofMillis(120));
    }
}
