package dev.outreachroutes.backlog;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.OnUnmap;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.StatusValues;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Segments that leave or move, with the database: by another process, before a restart, while an old one still runs. */
class FieldRegisterIT {

    private static final TextNode REALIZED = TextNode.valueOf("realized");
    private static final TextNode EXITED = TextNode.valueOf("exited");

    private final BacklogFixture fixture = new BacklogFixture(new Quota(100_000, Duration.ofMinutes(1)));
    private final Process first = new Process(fixture.destinations);

    /** What Outreach holds, by prospect. */
    private final Map<Long, Map<String, JsonNode>> outreach = new HashMap<>();

    /** A replica: what it keeps in memory dies with it. */
    private final class Process {
        private final Destinations destinations;
        private final Backlog backlog;
        private final StatusRenewal renewal;

        Process(Destinations destinations) {
            this.destinations = destinations;
            this.backlog =
                    new Backlog(destinations, fixture.client, fixture.transactions, fixture.blocked, fixture.clock);
            this.renewal = new StatusRenewal(
                    destinations, fixture.client, fixture.transactions, backlog, fixture.blocked, fixture.clock);
        }

        /** As an event that this process reads by its own configuration. */
        void says(String segment, Status status, long... prospects) {
            Destination own = destinations.named(SALES);
            backlog.fold(
                    SALES,
                    LongStream.of(prospects)
                            .mapToObj(prospect -> new ProspectChange(
                                    prospect,
                                    Map.of(
                                            own.segments().get(segment).attribute(),
                                            StatusValues.of(
                                                    own.segments().get(segment),
                                                    status,
                                                    fixture.clock.instant(),
                                                    null)),
                                    Map.of(),
                                    fixture.clock.instant(),
                                    own.segmentsByField()))
                            .toList());
        }

        void looks() {
            for (int i = 0; i < 4; i++) {
                renewal.look();
                deliverAll();
            }
        }
    }

    @BeforeEach
    void aAndBAreMapped() {
        fixture.openQuota();
        fixture.configure(OnUnmap.KEEP, Map.of("a", 12, "b", 13));
        first.says("a", Status.REALIZED, 1, 2, 3);
        first.says("b", Status.REALIZED, 3, 4);
        deliverAll();
    }

    private void deliverAll() {
        List<Claim> claimed;
        do {
            claimed = fixture.claim(SALES, 1_000);
            claimed.forEach(claim -> outreach.computeIfAbsent(claim.prospectId(), id -> new HashMap<>())
                    .putAll(claim.attributes()));
            fixture.acknowledge(claimed, null);
        } while (!claimed.isEmpty());
    }

    private long toRenew() {
        return new BacklogReader(fixture.destinations, fixture.client, fixture.clock)
                .backlog(SALES)
                .statusesToRenew();
    }

    private Destinations configured(OnUnmap onUnmap, Map<String, Integer> mappingIds) {
        return new Destinations(List.of(fixture.account), List.of(fixture.sales(onUnmap, mappingIds)));
    }

    @Test
    void aMoveReachesThoseOfWhomNoEventComesAndSaysBeforeWhatItCosts() {
        Destination moved = fixture.sales(OnUnmap.KEEP, Map.of("a", 37, "b", 13));
        assertThat(new ChangeCost(fixture.client).of(moved)).isEqualTo(3);

        fixture.configure(OnUnmap.KEEP, Map.of("a", 37, "b", 13));
        first.renewal.look();
        deliverAll();

        assertThat(outreach.get(1L)).isEqualTo(Map.of("custom12", NullNode.instance, "custom37", REALIZED));
        assertThat(outreach.get(3L))
                .isEqualTo(Map.of("custom12", NullNode.instance, "custom37", REALIZED, "custom13", REALIZED));
        assertThat(outreach.get(4L)).isEqualTo(Map.of("custom13", REALIZED));
        assertThat(toRenew()).isZero();
        assertThat(new ChangeCost(fixture.client).of(moved)).isZero();
    }

    @Test
    void aSegmentThatLeavesIsClearedWhereItHasAStatusAndNowhereElse() {
        assertThat(new ChangeCost(fixture.client).of(fixture.sales(OnUnmap.CLEAR, Map.of("a", 12))))
                .isEqualTo(2);
        int before = fixture.counted();

        fixture.configure(OnUnmap.CLEAR, Map.of("a", 12));
        first.looks();

        assertThat(outreach.get(3L)).isEqualTo(Map.of("custom12", REALIZED, "custom13", NullNode.instance));
        assertThat(outreach.get(4L)).isEqualTo(Map.of("custom13", NullNode.instance));
        assertThat(outreach.get(1L)).isEqualTo(Map.of("custom12", REALIZED));
        assertThat(fixture.counted() - before).isEqualTo(2);
    }

    @Test
    void aSegmentThatLeavesIsKeptUnlessSomethingElseIsConfigured() {
        int before = fixture.counted();

        fixture.configure(OnUnmap.KEEP, Map.of("a", 12));
        first.looks();

        assertThat(outreach.get(4L)).isEqualTo(Map.of("custom13", REALIZED));
        assertThat(fixture.counted()).isEqualTo(before);
    }

    @Test
    void aChangeThatWasMadeWhileNothingRanIsSeenAtTheStart() {
        Process next = new Process(fixture.destinations);
        fixture.configure(OnUnmap.CLEAR, Map.of("a", 37));

        next.says("a", Status.EXITED, 1);
        next.looks();

        assertThat(outreach.get(1L)).isEqualTo(Map.of("custom12", NullNode.instance, "custom37", EXITED));
        assertThat(outreach.get(3L))
                .isEqualTo(Map.of("custom12", NullNode.instance, "custom37", REALIZED, "custom13", NullNode.instance));
    }

    @Test
    void whatAReplicaReadsThatIsStillAsBeforeGoesWhereTheSegmentIsNow() {
        Process old = new Process(configured(OnUnmap.KEEP, Map.of("a", 12, "b", 13)));
        old.looks();
        fixture.configure(OnUnmap.CLEAR, Map.of("a", 37, "c", 12));
        first.looks();

        old.says("a", Status.EXITED, 2, 9);
        old.says("b", Status.EXITED, 4, 10);
        first.says("c", Status.REALIZED, 2);
        old.looks();

        assertThat(outreach.get(2L)).isEqualTo(Map.of("custom12", REALIZED, "custom37", EXITED));
        assertThat(outreach.get(9L)).isEqualTo(Map.of("custom37", EXITED));
        assertThat(outreach.get(4L)).isEqualTo(Map.of("custom13", NullNode.instance));
        assertThat(outreach).doesNotContainKey(10L);
        assertThat(fixture.jdbc.queryForObject("select fields_version from status_values", Integer.class))
                .as("nobody goes back and forth")
                .isEqualTo(fixture.jdbc.queryForObject(
                        "select max(fields_version) from prospect where destination = ?", Integer.class, SALES));
    }

    @Test
    void twoReplicasThatSeeTheSameChangeMakeItOnce() {
        Process other = new Process(fixture.destinations);
        other.looks();
        int before = fixture.jdbc.queryForObject("select fields_version from status_values", Integer.class);
        fixture.configure(OnUnmap.KEEP, Map.of("a", 13, "b", 12));

        first.looks();
        other.looks();

        assertThat(fixture.jdbc.queryForObject("select fields_version from status_values", Integer.class))
                .isEqualTo(before + 1);
        assertThat(outreach.get(1L)).isEqualTo(Map.of("custom12", NullNode.instance, "custom13", REALIZED));
    }

    @Test
    void anEditThatIsTakenBackAtOnceEndsAsItBegan() {
        for (int i = 0; i < 3; i++) {
            fixture.configure(OnUnmap.KEEP, Map.of("a", 37, "b", 12));
            first.renewal.look();
            fixture.configure(OnUnmap.KEEP, Map.of("a", 12, "b", 13));
            first.renewal.look();
        }
        first.looks();

        assertThat(outreach.get(1L)).containsEntry("custom12", REALIZED);
        assertThat(outreach.get(1L).getOrDefault("custom37", NullNode.instance)).isEqualTo(NullNode.instance);
        assertThat(outreach.get(4L)).containsEntry("custom13", REALIZED);
        assertThat(outreach.get(4L).getOrDefault("custom12", NullNode.instance)).isEqualTo(NullNode.instance);
    }

    @Test
    void whatHasToBeFollowedIsForgottenWhenAllHaveFollowed() {
        fixture.configure(OnUnmap.CLEAR, Map.of("a", 37));
        first.looks();
        fixture.clock.advance(Duration.ofMinutes(2));
        first.looks();
        assertThat(fixture.jdbc.queryForObject("select rules::text from status_values", String.class))
                .contains("custom37");

        fixture.clock.advance(Duration.ofHours(1));
        first.looks();

        assertThat(fixture.jdbc.queryForObject("select rules::text from status_values", String.class))
                .isEqualTo("[]");
        first.says("a", Status.EXITED, 1, 4);
        deliverAll();
        assertThat(outreach.get(1L)).isEqualTo(Map.of("custom12", NullNode.instance, "custom37", EXITED));
    }

    @Test
    void anEventOfASegmentThatIsMappedNoMoreMakesNoProspect() {
        Process old = new Process(configured(OnUnmap.KEEP, Map.of("a", 12, "b", 13)));
        old.looks();
        fixture.configure(OnUnmap.CLEAR, Map.of("a", 12));
        first.looks();

        old.says("b", Status.REALIZED, 77);

        assertThat(fixture.jdbc.queryForObject("select count(*) from prospect where prospect_id = 77", Integer.class))
                .isZero();
    }
}
