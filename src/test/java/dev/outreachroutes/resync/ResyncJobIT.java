package dev.outreachroutes.resync;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.ProspectDetail;
import dev.outreachroutes.backlog.ProspectSearch;
import dev.outreachroutes.backlog.Reconciliation.Kind;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.ResyncEvery;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.resync.Resync.State;
import dev.outreachroutes.sandbox.Fault;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a resync reads, finds and leaves alone, against an Outreach that answers as documented, or oddly. */
class ResyncJobIT {

    private final ResyncFixture fixture = new ResyncFixture(10);
    private final ResyncJob job = fixture.job();

    @AfterEach
    void close() {
        fixture.close();
    }

    private Set<Long> pending() {
        ProspectSearch search = new ProspectSearch(
                fixture.backlog.jdbc.getDataSource(), fixture.backlog.destinations, fixture.backlog.blocked);
        return search
                .page(SALES, ProspectSearch.Filter.of(ProspectSearch.Standing.PENDING), 0, 1_000)
                .prospects()
                .stream()
                .map(ProspectDetail::prospectId)
                .collect(Collectors.toSet());
    }

    private Resync resync() {
        return fixture.untilEnded(job, fixture.begin(ResyncRequest.Mode.HEAL));
    }

    @Test
    void whatWasChangedByHandIsPendingAndNothingElseAndCostsARequestForEachPage() {
        fixture.delivered(35);
        fixture.sandbox.addProspect(3, Map.of("custom4", "exited"));
        Map<String, Object> cleared = new HashMap<>();
        cleared.put("custom4", null);
        cleared.put("firstName", "Grace");
        fixture.sandbox.addProspect(7, cleared);
        fixture.sandbox.addProspect(8, Map.of("custom5", "realized", "lastName", "Hopper"));
        int counted = fixture.backlog.counted();

        Resync done = resync();

        assertThat(done.state()).as(done.problem()).isEqualTo(State.DONE);
        assertThat(pending()).containsExactlyInAnyOrder(3L, 7L);
        assertThat(done.progress())
                .isEqualTo(new Resync.Progress(36, 2, 1, 0, 0, 4, Map.of("custom4", 2L, "firstName", 1L)));
        assertThat(done.expected()).isEqualTo(36);
        assertThat(done.pages()).isEqualTo(4);
        assertThat(fixture.lists()).isEqualTo(4);
        assertThat(fixture.backlog.counted() - counted)
                .as("counted in the quota")
                .isEqualTo(4);
        assertThat(fixture.deliver()).isEqualTo(2);
        assertThat(fixture.sandbox.prospect(7))
                .containsEntry("custom4", "realized")
                .containsEntry("firstName", "Ada");
        fixture.clock.advance(Duration.ofMinutes(10));
        assertThat(resync().progress().different()).isZero();
    }

    @Test
    void aComparisonTellsWhatWouldChangeAndChangesNothing() {
        fixture.delivered(15);
        for (long id = 1; id <= 12; id++) {
            fixture.sandbox.addProspect(id, Map.of("custom4", "exited"));
        }
        List<Map<String, Object>> before = rows();

        long id = fixture.begin(ResyncRequest.Mode.COMPARE);
        Resync done = fixture.untilEnded(job, id);

        assertThat(done.progress().different()).isEqualTo(12);
        assertThat(done.progress().byAttribute()).isEqualTo(Map.of("custom4", 12L));
        assertThat(rows()).isEqualTo(before);
        assertThat(fixture.resyncs.differences(id, 0, 100))
                .as("no more are listed than the setting says")
                .hasSize(10)
                .allSatisfy(each -> assertThat(each.attributes()).containsExactly("custom4"));
        assertThat(fixture.resyncs.differences(id, 9, 100))
                .singleElement()
                .satisfies(each -> assertThat(each.prospectId()).isEqualTo(10));
    }

    private List<Map<String, Object>> rows() {
        return fixture.backlog.jdbc.queryForList("select *, xmin::text from prospect order by prospect_id");
    }

    @Test
    void inADryRunAComparisonTellsWhatWouldReallyChange() {
        fixture.configure(Mode.DRY_RUN, ResyncEvery.OFF);
        fixture.backlog.foldProspects(5);
        fixture.sandbox.addProspects(1, 5);
        fixture.sandbox.addProspect(2, Map.of("custom4", "realized"));

        long id = fixture.begin(ResyncRequest.Mode.COMPARE);
        Resync done = fixture.untilEnded(job, id);

        assertThat(done.progress().different()).isEqualTo(4);
        assertThat(done.waiting()).isEmpty();
        assertThat(pending()).hasSize(5);
    }

    @Test
    void whatOutreachHoldsAlreadyIsPendingNoMore() {
        fixture.delivered(2);
        fixture.backlog.fold(1, "custom4", "exited");
        fixture.sandbox.addProspect(1, Map.of("custom4", "exited"));
        // So that the page is read while it is due.
        fixture.clock.advance(Duration.ofSeconds(1));

        resync();

        assertThat(pending()).isEmpty();
        assertThat(fixture.deliver()).isZero();
    }

    @Test
    void prospectsThatAreGoneAreCountedAndNotPendingAndThoseThatComeBackAreHealed() {
        fixture.delivered(12);
        fixture.sandbox.deleteProspect(4);
        fixture.sandbox.deleteProspect(5);
        fixture.backlog.fold(5, "custom4", "exited");
        Claim refused = fixture.backlog.claim(SALES, 1).get(0);
        fixture.backlog.settle(refused, Outcome.REFUSED, false, null);
        fixture.clock.advance(Duration.ofMinutes(10));

        Resync first = resync();

        assertThat(first.progress().gone()).as("with that of the fixture").isEqualTo(3);
        assertThat(first.progress().different()).isZero();
        assertThat(pending()).isEmpty();

        fixture.sandbox.addProspect(5, Map.of("custom4", "realized", "firstName", "Ada"));
        long second = fixture.begin(ResyncRequest.Mode.HEAL);

        assertThat(fixture.untilEnded(job, second).progress())
                .satisfies(found -> assertThat(found.gone()).isEqualTo(2))
                .satisfies(found -> assertThat(found.back()).isEqualTo(1));
        assertThat(fixture.resyncs.differences(second, 4, 1)).singleElement().satisfies(each -> assertThat(each.kind())
                .isEqualTo(Kind.BACK));
        assertThat(pending()).containsExactly(5L);
        fixture.deliver();
        assertThat(fixture.sandbox.prospect(5)).containsEntry("custom4", "exited");
    }

    @Test
    void whatOutreachRefusedOfAProspectThatWasAlwaysThereStaysRefused() {
        fixture.delivered(3);
        fixture.backlog.fold(2, "custom4", "exited");
        fixture.backlog.refuse(fixture.backlog.claim(SALES, 1).get(0), Set.of("custom4"));
        fixture.sandbox.addProspect(2, Map.of("firstName", "Grace"));
        fixture.clock.advance(Duration.ofMinutes(10));

        resync();

        assertThat(fixture.backlog.claim(SALES, 10)).singleElement().satisfies(claim -> assertThat(claim.attributes())
                .containsOnlyKeys("firstName"));
    }

    @Test
    void aRequestUnderWayAndWhatWasJustDeliveredAreLeftAlone() {
        fixture.delivered(5);
        fixture.sandbox.settings().with("list-lag", "30s");
        fixture.backlog.fold(1, "custom4", "exited");
        fixture.backlog.fold(2, "custom4", "exited");
        List<Claim> claimed = fixture.backlog.claim(SALES, 2);
        claimed.forEach(claim -> fixture.sandbox.addProspect(claim.prospectId(), claim.attributes()));
        fixture.backlog.acknowledge(claimed.subList(0, 1), null);

        Resync done = resync();

        assertThat(done.progress().left()).isEqualTo(2);
        assertThat(done.progress().different()).isZero();
        fixture.backlog.acknowledge(claimed.subList(1, 2), null);
        assertThat(fixture.deliver()).isZero();
    }

    @Test
    void whatIsInDoubtStaysSo() {
        fixture.delivered(2);
        fixture.backlog.fold(1, "custom4", "exited");
        Claim claim = fixture.backlog.claim(SALES, 1).get(0);
        fixture.backlog.settle(claim, Outcome.RETRY, true, null);
        fixture.sandbox.addProspect(1, Map.of("custom4", "exited"));

        resync();

        assertThat(pending()).containsExactly(1L);
        fixture.clock.advance(Duration.ofMinutes(10));
        assertThat(fixture.deliver()).isEqualTo(1);
    }

    @Test
    void anOutreachThatDoesNotKeepToTheFilterEndsTheResyncWithAClearMessage() {
        fixture.delivered(15);
        fixture.sandbox.addProspects(100, 200);
        fixture.sandbox.settings().with("list-filter", "off");

        Resync failed = resync();

        // The first page is by chance the one that was asked for.
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.problem()).contains("prospects in it that were not asked for", "filter[id]");
        assertThat(pending()).isEmpty();
    }

    @Test
    void pagesThatAreShortOrUnsortedAreReadToTheirEnd() {
        fixture.delivered(19);
        fixture.sandbox.addProspect(9, Map.of("custom4", "exited"));
        fixture.sandbox.settings().with("list-most", "4").with("list-sorted", "off");

        Resync done = resync();

        assertThat(done.progress().gone()).as("that of the fixture alone").isEqualTo(1);
        assertThat(done.progress().different()).isEqualTo(1);
        assertThat(done.progress().requests()).isEqualTo(6);
    }

    @Test
    void aProspectWithoutAttributesOrWithoutAFieldDoesNotDiffer() {
        fixture.delivered(2);
        fixture.sandbox.nextAnswers(
                Fault.answer(
                        200,
                        "{\"data\":[{\"type\":\"prospect\",\"id\":1},{\"type\":\"prospect\",\"id\":\"2\",\"attributes\":{\"firstName\":\"Ada\"}}]}"));

        assertThat(resync().progress())
                .satisfies(found -> assertThat(found.looked()).isEqualTo(3))
                .satisfies(found -> assertThat(found.different()).isZero());
    }

    @Test
    void whatTheDatabaseCannotKeepDiffersAndIsSentAgain() {
        fixture.delivered(2);
        fixture.sandbox.nextAnswers(Fault.answer(
                200,
                "{\"data\":[{\"type\":\"prospect\",\"id\":1,\"attributes\":{\"custom4\":\"\\u0000\",\"firstName\":\"\\ud800\"}},"
                        + "{\"type\":\"prospect\",\"id\":2,\"attributes\":{\"custom4\":1e999999}}]}"));

        assertThat(resync().progress().different()).isEqualTo(2);
        assertThat(fixture.deliver()).isEqualTo(2);
    }

    @Test
    void whatIsDueGoesFirstButAPageIsReadWhenThatHasLastedForLong() {
        fixture.delivered(15);
        fixture.backlog.fold(100, "custom4", "realized");
        long id = fixture.begin(ResyncRequest.Mode.HEAL);

        job.look();

        assertThat(fixture.lists()).isZero();
        assertThat(fixture.resyncs.find(id).orElseThrow().waiting()).contains("delivered first");
        fixture.clock.advance(Duration.ofMinutes(4));
        job.look();
        assertThat(fixture.lists()).isZero();
        fixture.clock.advance(Duration.ofMinutes(1));
        job.look();
        assertThat(fixture.lists()).as("one page, and the wait begins again").isEqualTo(1);
        fixture.clock.advance(Duration.ofMinutes(1));
        job.look();
        assertThat(fixture.lists()).isEqualTo(1);
        fixture.deliver();
        fixture.clock.advance(Duration.ofSeconds(1));
        job.look();
        assertThat(fixture.resyncs.find(id).orElseThrow().state()).isEqualTo(State.DONE);
    }

    @Test
    void anotherReplicaGoesOnWhereOneWasKilledWhenItsLeaseIsOver() {
        fixture.delivered(25);
        fixture.sandbox.addProspect(3, Map.of("custom4", "exited"));
        fixture.sandbox.addProspect(24, Map.of("custom4", "exited"));
        long id = fixture.begin(ResyncRequest.Mode.HEAL);
        ResyncTable.Row killed = fixture.table
                .begin(
                        id,
                        UUID.randomUUID(),
                        fixture.clock.instant(),
                        fixture.clock.instant().plus(ResyncJob.LEASE))
                .orElseThrow();
        assertThat(killed.lookedTo()).isZero();

        job.look();
        assertThat(fixture.lists()).isZero();
        fixture.clock.advance(ResyncJob.LEASE);

        assertThat(fixture.untilEnded(fixture.job(), id).progress().different()).isEqualTo(2);
        assertThat(fixture.lists()).isEqualTo(3);
    }

    @Test
    void anAnswerThatComesWhenSomebodyHasPausedIsNotTakenIn() {
        fixture.delivered(5);
        fixture.sandbox.addProspect(3, Map.of("custom4", "exited"));
        long id = fixture.begin(ResyncRequest.Mode.HEAL);
        UUID worker = UUID.randomUUID();
        fixture.table.begin(
                id, worker, fixture.clock.instant(), fixture.clock.instant().plus(ResyncJob.LEASE));
        fixture.resyncs.pause(id);

        assertThat(Boolean.TRUE.equals(fixture.backlog.transactions.execute(status -> fixture.table.lock(id, worker))))
                .isFalse();
    }

    @Test
    void aResyncIsPausedGoesOnAndIsCancelledAndThereIsOneOfADestinationAtATime() {
        fixture.delivered(5);
        long id = fixture.begin(ResyncRequest.Mode.HEAL);
        assertThatThrownBy(() -> fixture.begin(ResyncRequest.Mode.COMPARE)).hasMessageContaining("under way");
        long planned = fixture.resyncs
                .plan(ResyncRequest.of(SALES, ResyncRequest.Mode.HEAL), "ada")
                .id();
        assertThatThrownBy(() -> fixture.resyncs.start(planned)).hasMessageContaining("under way");

        fixture.resyncs.pause(id);
        job.look();
        assertThat(fixture.lists()).isZero();
        assertThatThrownBy(() -> fixture.resyncs.pause(id)).hasMessage("Resync " + id + " is paused");
        fixture.resyncs.start(id);
        assertThat(fixture.resyncs.cancel(id).endedAt()).isNotNull();
        job.look();
        assertThat(fixture.lists()).isZero();
        assertThatThrownBy(() -> fixture.resyncs.start(id)).hasMessageContaining("cancelled");
        assertThatThrownBy(() -> fixture.resyncs.cancel(77)).isInstanceOf(NoSuchElementException.class);
        fixture.resyncs.start(planned);
        assertThat(fixture.untilEnded(job, planned).state()).isEqualTo(State.DONE);
    }

    @Test
    void failuresAreWaitedOutAndAreGivenUpInTheEnd() {
        fixture.delivered(15);
        fixture.sandbox.nextAnswers(
                Fault.badGatewayBefore(), Fault.answer(502, ""), Fault.answer(200, "<html></html>"));
        long id = fixture.begin(ResyncRequest.Mode.HEAL);

        Resync done = fixture.untilEnded(job, id);

        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.progress().looked()).isEqualTo(16);
        assertThat(done.progress().requests()).isEqualTo(5);

        fixture.sandbox.nextAnswers(Fault.times(4, Fault.serverError()));
        Resync failed = resync();
        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.problem()).startsWith("failed 4 times in a row");
        fixture.resyncs.start(failed.id());
        assertThat(fixture.untilEnded(job, failed.id()).state()).isEqualTo(State.DONE);
    }

    @Test
    void anExpiredTokenIsReplacedAndA429ClosesTheAccount() {
        fixture.delivered(5);
        fixture.connections.accessToken("emea-ops");
        fixture.clock.advance(Duration.ofMinutes(20));
        fixture.sandbox.expireAccessTokens(1);
        long first = fixture.begin(ResyncRequest.Mode.HEAL);
        assertThat(fixture.untilEnded(job, first).state()).isEqualTo(State.DONE);

        fixture.sandbox.nextAnswers(Fault.rateLimited());
        long id = fixture.begin(ResyncRequest.Mode.HEAL);
        job.look();
        assertThat(fixture.resyncs.find(id).orElseThrow().failures()).isEqualTo(1);
        fixture.clock.advance(Duration.ofMinutes(20));
        job.look();
        assertThat(fixture.lists()).as("before the window is over").isEqualTo(3);
        fixture.clock.advance(Duration.ofMinutes(30));
        assertThat(fixture.untilEnded(job, id).state()).isEqualTo(State.DONE);
    }

    @Test
    void aRefusalEndsItAtOnceWithItsReason() {
        fixture.delivered(5);
        fixture.sandbox.nextAnswers(
                Fault.answer(
                        403,
                        "{\"errors\":[{\"id\":\"unauthorizedOauthScope\",\"title\":\"Unauthorized OAuth Scope\",\"detail\":\"Your authorization does not include the required scope 'prospects.read'.\"}]}"));

        Resync failed = resync();

        assertThat(failed.state()).isEqualTo(State.FAILED);
        assertThat(failed.problem()).contains("403", "prospects.read", "connect the account again");
    }

    @Test
    void oneForbiddenPageThatNamesNoScopeIsAskedForAgain() {
        fixture.delivered(5);
        fixture.sandbox.nextAnswers(Fault.answer(403, "<html>blocked</html>"));

        Resync done = resync();

        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.progress().requests()).isEqualTo(2);
    }

    @Test
    void nothingIsAskedForWhileDeliveryIsPausedOrTheQuotaIsUsedUp() {
        fixture.delivered(5);
        long id = fixture.begin(ResyncRequest.Mode.HEAL);
        fixture.backlog.pauses.pause(SALES, Pauses.Cause.OPERATOR, "lunch");
        job.look();
        assertThat(fixture.resyncs.find(id).orElseThrow().waiting()).isEqualTo("delivery is paused");
        fixture.backlog.pauses.resume(SALES);
        fixture.backlog.jdbc.update(
                "insert into quota_ledger (account, slot, in_flight, requests) values ('emea-ops', ?, false, 10000)",
                Timestamp.from(fixture.clock.instant()));
        fixture.clock.advance(Duration.ofSeconds(10));
        job.look();

        assertThat(fixture.lists()).isZero();
        assertThat(fixture.resyncs.find(id).orElseThrow().waiting()).isEqualTo("the account sends no requests now");
        assertThat(fixture.resyncs.takesAtLeast(fixture.resyncs.find(id).orElseThrow()))
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void oneSegmentOrSomeProspectsAreComparedAlone() {
        fixture.delivered(25);
        for (long id = 1; id <= 25; id++) {
            fixture.sandbox.addProspect(id, Map.of("custom4", "exited", "firstName", "Grace"));
        }

        Resync some = fixture.untilEnded(
                job,
                fixture.resyncs
                        .begin(
                                new ResyncRequest(
                                        SALES, ResyncRequest.Mode.HEAL, Set.of("firstName"), List.of(20L, 3L, 999L)),
                                "ada")
                        .id());

        assertThat(some.progress().byAttribute()).isEqualTo(Map.of("firstName", 2L));
        assertThat(some.expected()).isEqualTo(2);
        assertThat(pending()).containsExactlyInAnyOrder(3L, 20L);
        assertThatThrownBy(() -> fixture.resyncs.plan(
                        new ResyncRequest(SALES, ResyncRequest.Mode.HEAL, Set.of("custom9"), List.of()), "ada"))
                .hasMessageContaining("maps nothing to 'custom9'");
    }

    @Test
    void whatDestinationsYamlAsksForBeginsOnceAndAgainWhenItsTimeHasCome() {
        fixture.delivered(5);
        fixture.configure(Mode.LIVE, ResyncEvery.DAILY);
        ResyncJob other = fixture.job();

        for (int i = 0; i < 5; i++) {
            job.look();
            other.look();
            fixture.clock.advance(Duration.ofHours(1));
        }
        assertThat(fixture.resyncs.latest(SALES, 10)).singleElement().satisfies(each -> {
            assertThat(each.scheduled()).isTrue();
            assertThat(each.state()).isEqualTo(State.DONE);
        });
        fixture.clock.advance(Duration.ofDays(1));
        job.look();
        other.look();
        assertThat(fixture.resyncs.latest(SALES, 10)).hasSize(2);
    }

    @Test
    void thoseThatEndedAreRemovedWithWhatTheyListAndThoseUnderWayAreNot() {
        fixture.delivered(5);
        resync();
        long paused = fixture.begin(ResyncRequest.Mode.HEAL);
        fixture.resyncs.pause(paused);
        fixture.clock.advance(Duration.ofDays(91));

        assertThat(fixture.resyncs.removeOlderThan(fixture.clock.instant().minus(Duration.ofDays(90)), 10))
                .isEqualTo(1);
        assertThat(fixture.resyncs.latest(SALES, 10)).extracting(Resync::id).containsExactly(paused);
        assertThat(fixture.backlog.jdbc.queryForObject("select count(*) from resync_difference", Integer.class))
                .isZero();
    }
}
