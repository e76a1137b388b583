package dev.outreachroutes.backlog;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.StatusValue;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StatusRenewalIT {

    private static final StatusValue YES = new StatusValue.Fixed(TextNode.valueOf("Yes"));

    private final BacklogFixture fixture = new BacklogFixture(new Quota(100_000, Duration.ofMinutes(1)));
    private final StatusRenewal renewal = renewal(fixture.destinations);

    /** What Outreach holds of custom4. */
    private final Map<Long, JsonNode> outreach = new HashMap<>();

    private StatusRenewal renewal(Destinations destinations) {
        return new StatusRenewal(
                destinations,
                fixture.client,
                fixture.transactions,
                new Backlog(destinations, fixture.client, fixture.transactions, fixture.blocked, fixture.clock),
                fixture.blocked,
                fixture.clock);
    }

    private static Map<String, Segment> segment(StatusValue entered, StatusValue exited) {
        return Map.of("s", new Segment("s", "s", 4, entered, exited));
    }

    private void configure(StatusValue entered, StatusValue exited) {
        fixture.configure(fixture.account, segment(entered, exited));
    }

    private void deliverAll() {
        List<Claim> claimed;
        do {
            claimed = fixture.claim(SALES, 1_000);
            claimed.forEach(
                    claim -> outreach.put(claim.prospectId(), claim.attributes().get("custom4")));
            fixture.acknowledge(claimed, null);
        } while (!claimed.isEmpty());
    }

    private void delivered(int prospects) {
        configure(StatusValue.REALIZED, StatusValue.EXITED);
        fixture.openQuota();
        fixture.foldProspects(prospects);
        fixture.fold(1, "custom4", "exited");
        deliverAll();
        assertThat(pending()).isZero();
    }

    private long pending() {
        return reader().backlog(SALES).pending();
    }

    private long toRenew() {
        return reader().backlog(SALES).statusesToRenew();
    }

    private BacklogReader reader() {
        return new BacklogReader(fixture.destinations, fixture.client, fixture.clock);
    }

    private void lookUntilDone() {
        for (int i = 0; i < 100; i++) {
            renewal.look();
            deliverAll();
        }
    }

    @Test
    void aValueThatChangesMakesThoseAndOnlyThosePendingWhomItConcerns() {
        delivered(30);
        configure(YES, StatusValue.EXITED);
        assertThat(new ChangeCost(fixture.client).of(fixture.destinations.named(SALES)))
                .isEqualTo(30);

        renewal.look();
        assertThat(toRenew()).isEqualTo(30);
        renewal.look();

        assertThat(pending()).isEqualTo(30);
        assertThat(toRenew()).isZero();
        deliverAll();
        assertThat(outreach.get(1L)).isEqualTo(TextNode.valueOf("exited"));
        outreach.remove(1L);
        assertThat(outreach.values()).hasSize(30).containsOnly(TextNode.valueOf("Yes"));
        assertThat(pending()).isZero();
        assertThat(new ChangeCost(fixture.client).of(fixture.destinations.named(SALES)))
                .isZero();
    }

    @Test
    void aFieldIsClearedOrDatedWhenThatIsConfigured() {
        delivered(3);
        configure(new StatusValue.QualifiedAt(false, ZoneOffset.UTC), new StatusValue.Fixed(NullNode.instance));

        lookUntilDone();

        assertThat(outreach.get(1L)).isEqualTo(NullNode.instance);
        assertThat(outreach.get(2L))
                .isEqualTo(TextNode.valueOf(fixture.clock.instant().toString().substring(0, 10)));
    }

    @Test
    void nothingIsLookedAtWhileTheValuesAreThoseThatAreRemembered() {
        delivered(3);
        renewal.look();
        renewal.look();
        assertThat(fixture.jdbc.queryForObject(
                        "select count(*) from status_values where looked_to is not null or again_at is not null",
                        Integer.class))
                .isZero();

        configure(YES, StatusValue.EXITED);
        lookUntilDone();
        renewal(fixture.destinations).look();

        assertThat(fixture.jdbc.queryForObject(
                        "select renewed from status_values where destination = 'emea-sales'", Integer.class))
                .isEqualTo(3);
        assertThat(toRenew()).isZero();
    }

    @Test
    void noMoreAreMadePendingThanAreSentInAMomentSoThatWhatIsNewerNeedNotWait() {
        delivered(1_500);
        configure(YES, StatusValue.EXITED);

        for (int i = 0; i < 10; i++) {
            renewal.look();
        }
        assertThat(pending()).isEqualTo(200);
        assertThat(toRenew()).isEqualTo(1_300);
        fixture.fold(2_000_000, "custom4", "realized");
        assertThat(fixture.claim(SALES, 201))
                .extracting(Claim::prospectId)
                .hasSize(201)
                .contains(2_000_000L);
    }

    @Test
    void anotherProcessGoesOnWhereOneEnded() {
        delivered(1_500);
        configure(YES, StatusValue.EXITED);
        renewal.look();
        renewal.look();
        deliverAll();

        StatusRenewal other = renewal(fixture.destinations);
        for (int i = 0; i < 20; i++) {
            other.look();
            deliverAll();
        }

        assertThat(fixture.jdbc.queryForObject(
                        "select renewed from status_values where destination = 'emea-sales'", Integer.class))
                .isEqualTo(1_500);
        assertThat(outreach.values().stream()
                        .filter(TextNode.valueOf("Yes")::equals)
                        .count())
                .isEqualTo(1_500);
    }

    @Test
    void whatIsClaimedMeanwhileIsSentAsConfiguredThenAndOnlyWhatWasSentIsAcknowledged() {
        delivered(3);
        fixture.fold(1, "custom4", "realized");
        List<Claim> underWay = fixture.claim(SALES, 1);
        configure(YES, StatusValue.EXITED);
        fixture.acknowledge(underWay, null);

        assertThat(fixture.claim(SALES, 1)).singleElement().satisfies(claim -> assertThat(claim.attributes())
                .containsEntry("custom4", TextNode.valueOf("Yes")));
    }

    @Test
    void whatAReplicaWithTheValuesOfBeforeWroteIsPutRightWhenItIsGone() {
        delivered(3);
        Account account = fixture.account;
        Destinations old = new Destinations(
                List.of(account),
                List.of(new Destination(
                        SALES,
                        "",
                        account,
                        "oid",
                        Map.of(),
                        segment(StatusValue.REALIZED, StatusValue.EXITED),
                        Destination.NullValues.IGNORE)));
        StatusRenewal behind = renewal(old);
        behind.look();
        configure(YES, StatusValue.EXITED);
        lookUntilDone();

        Backlog oldFold = new Backlog(old, fixture.client, fixture.transactions, fixture.blocked, fixture.clock);
        oldFold.fold(SALES, List.of(fixture.change(2, "custom4", "exited")));
        fixture.clock.advance(Duration.ofSeconds(1));
        oldFold.fold(SALES, List.of(fixture.change(2, "custom4", "realized")));
        fixture.jdbc.update("update prospect set acknowledged = '{\"custom4\": \"realized\"}', in_doubt = '[]',"
                + " pending_since = null, due_at = null where prospect_id = 2");
        for (int i = 0; i < 5; i++) {
            behind.look();
            fixture.clock.advance(Duration.ofSeconds(20));
            renewal.look();
        }
        assertThat(pending()).as("while it is there").isZero();

        fixture.clock.advance(Duration.ofSeconds(31));
        lookUntilDone();

        assertThat(outreach.get(2L)).isEqualTo(TextNode.valueOf("Yes"));
        assertThat(fixture.jdbc.queryForList("select configured::text from status_values", String.class).stream()
                        .collect(Collectors.joining()))
                .contains("Yes");
    }

    @Test
    void aProspectThatCannotBeReadDoesNotStandInTheWayOfTheOthers() {
        delivered(3);
        fixture.jdbc.update("update prospect set desired = '{\"custom4\": 7}' where prospect_id = 2");
        configure(YES, StatusValue.EXITED);

        renewal.look();
        renewal.look();

        assertThat(pending()).isEqualTo(2);
    }
}
