package dev.outreachroutes.backlog;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static dev.outreachroutes.backlog.BacklogFixture.SUPPORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.BatchEnd.Kind;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.request.BatchRequest;
import dev.outreachroutes.outreach.request.RequestGuard;
import dev.outreachroutes.outreach.request.ResponseCheck;
import dev.outreachroutes.profile.Membership.Status;
import dev.outreachroutes.quota.Pauses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A bulk request is followed until it is known what became of every prospect, whatever happens to it, to Outreach or to a process. */
class BatchesIT {

    private static final int PROSPECTS = 100;

    private final BacklogFixture fixture = new BacklogFixture(new Quota(10_000, Duration.ofHours(1)));
    private Batches batches = fixture.batches();

    @BeforeEach
    void start() {
        fixture.openQuota();
        fixture.plans.begin(SALES);
        fixture.foldProspects(PROSPECTS);
    }

    @Test
    void whatIsTheSameForManyIsOneRequestInTheLedger() {
        BatchStep step = create();

        assertThat(step.request().step()).isEqualTo(BatchRequest.Step.CREATE);
        assertThat(step.claims()).hasSize(PROSPECTS);
        assertThat(inFlight()).isEqualTo(1);
        assertThat(fixture.claim(SALES, 10)).as("claimed otherwise").isEmpty();
    }

    @Test
    void prospectsOfABatchAreAcknowledgedWhenItHasEndedWithoutFailures() {
        BatchStep look = running(create());
        next(answered(look, "{\"state\": \"finished\", \"total\": 100, \"pending\": 0, \"failures\": 0}"));

        assertThat(pending()).isZero();
        assertThat(rows("acknowledged ->> 'custom4' = 'realized' and in_doubt = '[]' and claim is null"))
                .isEqualTo(PROSPECTS);
        assertThat(stored()).isZero();
        assertThat(inFlight()).isZero();
    }

    @Test
    void anEndThatDoesNotCountItsFailuresIsNoEvidence() {
        BatchStep look = running(create());
        BatchStep items = only(next(answered(look, "{\"state\": \"finished\"}")));

        assertThat(items.request().step()).isEqualTo(BatchRequest.Step.ITEMS);
        assertThat(items.request().query()).isEqualTo("filter[batchId]=7&page[size]=250");
        next(answered(items, "[]", null));
        assertThat(rows("acknowledged = '{}' and attempts = 1")).isEqualTo(PROSPECTS);
    }

    @Test
    void onlyTheProspectsThatFailedAreSentAgainAndThenOneByOne() {
        BatchStep look = running(create());
        BatchStep items = only(
                next(answered(look, "{\"state\": \"finished\", \"total\": 100, \"pending\": 0, \"failures\": 2}")));
        assertThat(items.request().query()).contains("filter[failed]=true");
        BatchStep second = only(next(answered(items, item(3, true), "/batchItems?page=2")));
        assertThat(second.request().query()).isEqualTo("page=2");
        next(answered(second, item(4, true), null));

        assertThat(rows("acknowledged ->> 'custom4' = 'realized'")).isEqualTo(PROSPECTS - 2);
        assertThat(ids("attempts = 1 and change_key is null and due_at is not null"))
                .containsExactly(3L, 4L);
        fixture.clock.advance(Duration.ofSeconds(30));
        assertThat(fixture.claim(SALES, 10)).extracting(Claim::prospectId).containsExactlyInAnyOrder(3L, 4L);
    }

    @Test
    void failuresThatNobodyIsNamedForAreFoundOutOneByOne() {
        BatchStep look = running(create());
        BatchStep items = only(
                next(answered(look, "{\"state\": \"finished\", \"total\": 100, \"pending\": 0, \"failures\": 2}")));
        next(answered(items, item(3, true), null));

        assertThat(rows("acknowledged = '{}' and attempts = 1")).isEqualTo(PROSPECTS);
    }

    @Test
    void ofABatchThatIsSmallerThanAskedForOnlyThoseAreAcknowledgedThatItNames() {
        BatchStep look = running(create());
        BatchStep items =
                only(next(answered(look, "{\"state\": \"finished\", \"total\": 99, \"pending\": 0, \"failures\": 0}")));
        assertThat(items.request().query()).doesNotContain("failed");
        next(answered(items, item(1, false) + "," + item(2, false), null));

        assertThat(ids("acknowledged ->> 'custom4' = 'realized'")).containsExactly(1L, 2L);
        assertThat(rows("attempts = 1")).isEqualTo(PROSPECTS - 2);
    }

    @Test
    void aBatchWithoutAnAnswerIsSentAgainAndOnceMoreWhenItCanNotBeAppliedAnyMore() {
        BatchStep step = create();
        assertThat(next(ended(step, Kind.UNKNOWN, true))).isEmpty();
        assertThat(rows("in_doubt = '[\"custom4\"]' and claim is null and attempts = 0"))
                .isEqualTo(PROSPECTS);
        assertThat(inFlight()).isZero();

        fixture.clock.advance(BacklogSettings.defaults().settleTime().plusSeconds(1));
        List<BatchStep> again = next();
        assertThat(again).extracting(half -> half.claims().size()).as("halves").containsExactly(50, 50);
        for (BatchStep half : again) {
            next(answered(half, "{\"state\": \"finished\", \"total\": 50, \"pending\": 0, \"failures\": 0}"));
        }
        assertThat(pending()).isZero();

        fixture.clock.advance(BulkSettings.defaults().late());
        next();
        assertThat(rows("in_doubt = '[\"custom4\"]' and priority = 2")).isEqualTo(PROSPECTS);
        assertThat(stored()).isLessThanOrEqualTo(2);
    }

    @Test
    void whatAProcessHasLeftUnansweredIsFoundWhenItsLeaseIsOver() {
        create();
        fixture.clock.advance(Duration.ofMinutes(1));
        assertThat(restarted()).isEmpty();
        assertThat(rows("claim is not null")).isEqualTo(PROSPECTS);

        fixture.clock.advance(BacklogSettings.defaults().lease());
        next();
        assertThat(rows("in_doubt = '[\"custom4\"]' and claim is null")).isEqualTo(PROSPECTS);
    }

    @Test
    void anotherProcessGoesOnWithABatchThatRuns() {
        running(create());
        fixture.clock.advance(BacklogSettings.defaults().lease().plusSeconds(1));
        List<BatchStep> steps = restarted();

        next(answered(only(steps), "{\"state\": \"finished\", \"total\": 100, \"pending\": 0, \"failures\": 0}"));
        assertThat(pending()).isZero();
    }

    @Test
    void aBatchThatDoesNotGetOnIsGivenUpCancelledAndInDoubtAgainWhenItEndsLater() {
        BatchStep look = running(create());
        next(answered(look, "{\"state\": \"progressing\", \"total\": 100, \"pending\": 100}"));
        BatchStep cancel = null;
        for (int minute = 0; minute < 40 && cancel == null; minute++) {
            fixture.clock.advance(Duration.ofSeconds(30));
            for (BatchStep step : next()) {
                if (step.request().step() == BatchRequest.Step.CANCEL) {
                    cancel = step;
                } else {
                    next(answered(step, "{\"state\": \"progressing\", \"total\": 100, \"pending\": 100}"));
                }
            }
        }
        assertThat(cancel).isNotNull();
        assertThat(rows("claim is null and attempts = 1 and in_doubt = '[\"custom4\"]'"))
                .isEqualTo(PROSPECTS);
        next(ended(cancel, Kind.REFUSED, true));

        fixture.clock.advance(Duration.ofMinutes(1));
        fixture.acknowledge(fixture.claim(SALES, PROSPECTS), null);
        assertThat(pending()).isZero();
        BatchStep late = only(next());
        assertThat(late.request().step()).isEqualTo(BatchRequest.Step.LOOK);
        next(answered(late, "{\"state\": \"finished\", \"total\": 100, \"pending\": 0, \"failures\": 0}"));
        next();
        assertThat(rows("in_doubt = '[\"custom4\"]' and due_at is not null")).isEqualTo(PROSPECTS);
    }

    @Test
    void aBatchThatGetsOnIsWaitedForHoweverLongItTakes() {
        BatchStep look = running(create());
        int left = 100;
        for (int step = 0; step < 60; step++) {
            left--;
            next(answered(look, "{\"state\": \"progressing\", \"total\": 100, \"pending\": " + left + "}"));
            fixture.clock.advance(Duration.ofMinutes(1).plusSeconds(1));
            look = only(next());
            assertThat(look.request().step()).isEqualTo(BatchRequest.Step.LOOK);
        }
        assertThat(rows("claim is not null")).isEqualTo(PROSPECTS);
    }

    @Test
    void aBatchThatNobodyCouldLookAtIsNotGivenUpForThat() {
        running(create());
        fixture.clock.advance(Duration.ofHours(3));

        assertThat(fixture.claim(SALES, 10)).as("claimed otherwise").isEmpty();
        assertThat(only(restarted()).request().step()).isEqualTo(BatchRequest.Step.LOOK);
        assertThat(rows("claim is not null")).isEqualTo(PROSPECTS);
    }

    @Test
    void whatIsToldTwiceIsSettledOnce() {
        BatchStep look = running(create());
        BatchStep items = only(
                next(answered(look, "{\"state\": \"finished\", \"total\": 100, \"pending\": 0, \"failures\": 4}")));
        BatchEnd page = answered(items, item(3, true) + "," + item(4, true), "/batchItems?page=2");
        assertThat(next(page)).hasSize(1);
        fixture.clock.advance(BacklogSettings.defaults().lease().plusSeconds(1));

        assertThat(only(next(page)).request().query()).isEqualTo("page=2");
        assertThat(rows("claim is not null")).isEqualTo(PROSPECTS - 2);
        assertThat(rows("acknowledged <> '{}'")).isZero();
    }

    @Test
    void aBatchThatNobodyLooksAtAnyMoreIsEndedByWhoeverSendsOneByOne() {
        running(create());
        fixture.plans.end(SALES);
        fixture.clock.advance(BulkSettings.defaults().timeLimit().plusMinutes(6));

        assertThat(batches.endAbandoned(SALES)).isTrue();
        assertThat(rows("claim is null and attempts = 1 and in_doubt = '[\"custom4\"]'"))
                .isEqualTo(PROSPECTS);
        fixture.clock.advance(BulkSettings.defaults().lookAfter().plusMinutes(6));
        batches.endAbandoned(SALES);
        assertThat(stored()).isZero();
    }

    @Test
    void whatIsWaitedForIsNotTakenForAbandoned() {
        running(create());
        fixture.clock.advance(Duration.ofMinutes(14));

        assertThat(batches.endAbandoned(SALES)).isFalse();
        assertThat(rows("claim is not null")).isEqualTo(PROSPECTS);
    }

    @Test
    void theEndOfABatchThatCannotBeStoredLetsItsProspectsGo() {
        BatchStep look = running(create());
        batches.letGo(look);

        assertThat(rows("claim is null and attempts = 1 and in_doubt = '[\"custom4\"]' and change_key is null"))
                .isEqualTo(PROSPECTS);
    }

    @Test
    void whatDoesNotGetToOutreachMakesTheAccountWait() {
        for (int round = 0; round < 3; round++) {
            next(ended(create(), Kind.UNREACHED, false), 0);
        }

        assertThat(next()).isEmpty();
        assertThat(inFlight()).isZero();
        assertThat(rows("in_doubt = '[]' and claim is null and attempts = 0")).isEqualTo(PROSPECTS);
    }

    @Test
    void aStepOfTheRouteThatHoldsBulkRequestsBackLeavesAllToGoOneByOne() {
        next(ended(create(), Kind.SKIPPED, false), 0);

        assertThat(next()).isEmpty();
        assertThat(fixture.claim(SALES, 10)).hasSize(10);
    }

    @Test
    void setAsideProspectsDoNotKeepTheOthersOfTheirGroupBack() {
        for (long prospect = 1; prospect <= PROSPECTS - 5; prospect++) {
            fixture.claims.setAside(SALES, prospect, "a test");
        }

        assertThat(next()).isEmpty();
        assertThat(fixture.claim(SALES, 10)).hasSize(5);
    }

    @Test
    void aBatchThatVanishesIsSentOneByOne() {
        BatchStep look = running(create());
        next(ended(look, Kind.GONE, true));

        assertThat(rows("claim is null and attempts = 1")).isEqualTo(PROSPECTS);
    }

    @Test
    void aSizeThatOutreachDoesNotTakeIsHalvedAndBelowTheFewestNoneIsMadeForAWhile() {
        int[] sizes = new int[3];
        for (int i = 0; i < sizes.length; i++) {
            List<BatchStep> steps = next();
            sizes[i] = steps.get(0).claims().size();
            for (BatchStep step : steps) {
                boolean first = step == steps.get(0);
                next(ended(step, first ? Kind.REFUSED : Kind.NOT_SENT, first), 0);
            }
        }

        assertThat(sizes).containsExactly(100, 50, 25);
        assertThat(rows("in_doubt = '[]' and attempts = 0 and claim is null")).isEqualTo(PROSPECTS);
        assertThat(next()).isEmpty();
        assertThat(fixture.claim(SALES, 10)).hasSize(10);
        fixture.clock.advance(BulkSettings.defaults().refused().plusSeconds(1));
        assertThat(next()).hasSizeGreaterThan(0);
    }

    @Test
    void whereOutreachTakesNoneAllGoesOneByOne() {
        next(ended(create(), Kind.FORBIDDEN, true));

        assertThat(next()).isEmpty();
        assertThat(fixture.claim(SALES, 10)).hasSize(10);
    }

    @Test
    void aRequestThatDidNotLeaveCostsNothing() {
        next(ended(create(), Kind.NOT_SENT, false), 0);

        assertThat(inFlight()).isZero();
        assertThat(rows("in_doubt = '[]' and claim is null")).isEqualTo(PROSPECTS);
        assertThat(create().claims()).hasSize(PROSPECTS);
    }

    @Test
    void whatIsDesiredMeanwhileIsDeliveredBehindTheBatch() {
        BatchStep look = running(create());
        fixture.fold(5, "custom4", "exited");
        assertThat(fixture.claim(SALES, 10)).isEmpty();
        next(answered(look, "{\"state\": \"finished\", \"total\": 100, \"pending\": 0, \"failures\": 0}"));

        assertThat(ids("due_at is not null")).containsExactly(5L);
        assertThat(fixture.claim(SALES, 10)).extracting(Claim::prospectId).containsExactly(5L);
    }

    @Test
    void aProspectWithARequestOfAnotherDestinationUnderWayIsLeftOut() {
        fixture.backlog.fold(SUPPORT, List.of(fixture.change(5, "custom9", "realized")));
        assertThat(fixture.claim(SUPPORT, 1)).hasSize(1);

        assertThat(create().claims())
                .extracting(Claim::prospectId)
                .doesNotContain(5L)
                .hasSize(PROSPECTS - 1);
    }

    @Test
    void aProspectOfABatchIsNotClaimedByAnotherDestination() {
        create();
        fixture.backlog.fold(SUPPORT, List.of(fixture.change(5, "custom9", "realized")));

        assertThat(fixture.claim(SUPPORT, 1)).isEmpty();
    }

    @Test
    void withoutAnybodyWhoMakesBulkRequestsAllGoesOneByOne() {
        fixture.plans.end(SALES);

        assertThat(fixture.claim(SALES, 10)).hasSize(10);
    }

    @Test
    void withoutTheScopesNoneIsMade() {
        fixture.scopes.remove("batches.all");

        assertThat(next()).isEmpty();
        assertThat(fixture.claim(SALES, 10)).hasSize(10);
    }

    @Test
    void aPausedDestinationMakesNone() {
        fixture.pauses.pause(SALES, Pauses.Cause.OPERATOR, "a test");

        assertThat(next()).isEmpty();
    }

    @Test
    void exitsGoBeforeEntriesAndWhatHasWaitedADayLongerBeforeThem() {
        fixture.plans.end(SALES);
        fixture.clock.advance(Duration.ofHours(1));
        exit(500);
        assertThat(fixture.claim(SALES, 1)).extracting(Claim::prospectId).containsExactly(500L);

        fixture.clock.advance(Duration.ofHours(24));
        exit(501);
        assertThat(fixture.claim(SALES, 1)).extracting(Claim::prospectId).doesNotContain(501L);
    }

    private void exit(long prospect) {
        fixture.backlog.fold(
                SALES,
                List.of(new ProspectChange(
                        prospect,
                        Map.of(
                                "custom4",
                                new DatedValue(
                                        TextNode.valueOf("exited"), fixture.clock.instant(), null, Status.EXITED)))));
    }

    private BatchStep create() {
        return only(next());
    }

    /** A look at it, once Outreach has answered that it runs. */
    private BatchStep running(BatchStep create) {
        next(answered(create, "{\"state\": \"pending\", \"total\": 100, \"pending\": 100}"));
        fixture.clock.advance(BulkSettings.defaults().firstLook().plusMillis(1));
        BatchStep look = only(next());
        assertThat(look.request().batchId()).isEqualTo(7);
        return look;
    }

    private static BatchStep only(List<BatchStep> steps) {
        assertThat(steps).hasSize(1);
        return steps.get(0);
    }

    private List<BatchStep> restarted() {
        batches = fixture.batches();
        return next();
    }

    private List<BatchStep> next(BatchEnd... ends) {
        return batches.settleAndNext(SALES, List.of(ends), 10).next();
    }

    private void next(BatchEnd end, int limit) {
        batches.settleAndNext(SALES, List.of(end), limit);
    }

    private BatchEnd ended(BatchStep step, Kind kind, boolean sent) {
        return new BatchEnd(step, kind, sent, 0, null, null, fixture.clock.instant(), "a test");
    }

    /** Outreach's answer about batch 7. */
    private BatchEnd answered(BatchStep step, String attributes) {
        return told(step, "{\"data\": {\"type\": \"batch\", \"id\": 7, \"attributes\": " + attributes + "}}");
    }

    private BatchEnd answered(BatchStep step, String items, String next) {
        return told(
                step,
                "{\"data\": [" + (items.equals("[]") ? "" : items) + "], \"links\": {\"next\": "
                        + (next == null ? null : '"' + next + '"') + "}}");
    }

    private static String item(long prospect, boolean failed) {
        return "{\"type\": \"batchItem\", \"id\": 1, \"attributes\": {\"state\": \"finished\", \"failed\": " + failed
                + ", \"info\": \"no\", \"data\": \"{\\\"id\\\": " + prospect + "}\"}}";
    }

    private BatchEnd told(BatchStep step, String body) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        BatchRequest request = step.request();
        exchange.setProperty(OutreachExchange.REQUEST, request);
        exchange.getMessage()
                .setHeader(
                        Exchange.HTTP_PATH,
                        switch (request.step()) {
                            case CREATE -> "/api/v2/batches/actions/prospectsBulkModify";
                            case LOOK -> "/api/v2/batches/" + request.batchId();
                            case ITEMS -> "/api/v2/batchItems";
                            case CANCEL -> "/api/v2/batches/" + request.batchId() + "/actions/cancel";
                        });
        exchange.getMessage().setHeader(Exchange.HTTP_QUERY, request.query());
        ObjectMapper json = new ObjectMapper();
        try {
            exchange.getMessage()
                    .setBody(request.document() == null ? null : json.writeValueAsBytes(request.document()));
            new RequestGuard(json).check(exchange);
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
            exchange.getMessage().setBody(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
            new ResponseCheck(fixture.clock).check(exchange);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new BatchEnd(step, Kind.ANSWERED, true, 200, null, null, fixture.clock.instant(), "");
    }

    private long pending() {
        return rows("pending_since is not null");
    }

    /** Of the prospects that this test is about. */
    private long rows(String condition) {
        return fixture.jdbc.queryForObject(
                "select count(*) from prospect where destination = ? and prospect_id <= 1000 and " + condition,
                Long.class,
                SALES);
    }

    private Set<Long> ids(String condition) {
        return fixture
                .jdbc
                .queryForList(
                        "select prospect_id from prospect where destination = ? and prospect_id <= 1000 and "
                                + condition,
                        Long.class,
                        SALES)
                .stream()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private long stored() {
        return fixture.jdbc.queryForObject("select count(*) from batch", Long.class);
    }

    private long inFlight() {
        return fixture.jdbc.queryForObject(
                "select coalesce(sum(requests), 0) from quota_ledger where in_flight", Long.class);
    }
}
