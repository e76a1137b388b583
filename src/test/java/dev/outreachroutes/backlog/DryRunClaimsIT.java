package dev.outreachroutes.backlog;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.Bulk;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.OnUnmap;
import dev.outreachroutes.destination.Priority;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.ResyncEvery;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.StatusValue;
import dev.outreachroutes.destination.governance.Governance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In a dry run everything is recorded and nothing is sent, and what was recorded goes out when it ends. */
class DryRunClaimsIT {

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);
    private final ProspectSearch search =
            new ProspectSearch(fixture.jdbc.getDataSource(), fixture.destinations, fixture.blocked);

    @BeforeEach
    void openQuota() {
        fixture.openQuota();
    }

    private void configure(Mode destination, Mode segment) {
        fixture.destinations.replace(new Destinations(
                List.of(fixture.account),
                List.of(new Destination(
                        SALES,
                        "",
                        fixture.account,
                        "oid",
                        Map.of(),
                        Map.of(
                                "s4",
                                new Segment(
                                        "s4",
                                        "s4",
                                        4,
                                        StatusValue.REALIZED,
                                        StatusValue.EXITED,
                                        segment,
                                        Priority.NORMAL,
                                        null),
                                "s5",
                                new Segment("s5", "s5", 5)),
                        NullValues.IGNORE,
                        Governance.NONE,
                        destination,
                        ResyncEvery.OFF,
                        Bulk.AUTO,
                        OnUnmap.KEEP,
                        AlertLimits.NONE))));
    }

    @Test
    void nothingIsClaimedForADestinationInDryRunAndNoRowIsTouchedForThat() {
        configure(Mode.DRY_RUN, Mode.LIVE);
        fixture.foldProspects(3);
        List<String> before = rows();

        assertThat(fixture.claim(SALES, 10)).isEmpty();

        assertThat(rows()).isEqualTo(before);
        assertThat(fixture.counted()).as("requests").isEqualTo(1);
    }

    private List<String> rows() {
        return fixture.jdbc.queryForList("select xmin || ' ' || prospect::text from prospect order by 1", String.class);
    }

    @Test
    void whatWasRecordedInADryRunIsSentWhenTheDestinationIsLive() {
        configure(Mode.DRY_RUN, Mode.LIVE);
        fixture.foldProspects(3);
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(2, "custom4", "exited");

        configure(Mode.LIVE, Mode.LIVE);

        assertThat(fixture.claim(SALES, 10)).hasSize(3).anySatisfy(claim -> {
            assertThat(claim.prospectId()).isEqualTo(2);
            assertThat(claim.attributes()).containsEntry("custom4", TextNode.valueOf("exited"));
        });
    }

    @Test
    void aSegmentInDryRunIsNotSentAndTheOthersAreUntilItIsLive() {
        configure(Mode.LIVE, Mode.DRY_RUN);
        fixture.fold(1, "custom4", "realized");
        fixture.fold(1, "custom5", "realized");
        fixture.fold(2, "custom4", "realized");
        assertThat(fixture.blocked.of(SALES)).isEqualTo(Map.of("custom4", Mode.REASON));

        List<Claim> claimed = fixture.claim(SALES, 10);
        assertThat(claimed).singleElement().satisfies(claim -> assertThat(claim.attributes())
                .containsOnlyKeys("custom5"));
        fixture.acknowledge(claimed, null);
        configure(Mode.LIVE, Mode.LIVE);
        assertThat(fixture.claims.releaseBlocked(SALES, 10)).isFalse();

        assertThat(fixture.claim(SALES, 10)).extracting(Claim::prospectId).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void ofADryRunAndAFieldThatIsMissingTheLatterIsTold() {
        configure(Mode.LIVE, Mode.DRY_RUN);

        fixture.blocked.found(fixture.account.name(), Map.of(SALES, Map.of("custom4", "the field is a date")));

        assertThat(fixture.blocked.of(SALES)).isEqualTo(Map.of("custom4", "the field is a date"));
    }

    @Test
    void whatWouldBeSentIsCountedByAttributeAndListedPageByPage() {
        configure(Mode.LIVE, Mode.DRY_RUN);
        fixture.foldProspects(2_500);
        for (int id = 1; id <= 10; id++) {
            fixture.fold(id, "custom5", "realized");
        }
        fixture.acknowledge(fixture.claim(SALES, 4), null);

        ProspectSearch.PendingCount counts = search.countPending(SALES);

        assertThat(counts.prospects()).isEqualTo(2_500);
        assertThat(counts.byAttribute()).isEqualTo(Map.of("custom4", 2_500L, "custom5", 6L));
        List<ProspectDetail> listed = new ArrayList<>();
        Long after = 0L;
        while (after != null) {
            ProspectSearch.Page page =
                    search.page(SALES, ProspectSearch.Filter.of(ProspectSearch.Standing.PENDING), after, 900);
            listed.addAll(page.prospects());
            after = page.next();
        }
        assertThat(listed).hasSize(2_500).isSortedAccordingTo((a, b) -> Long.compare(a.prospectId(), b.prospectId()));
        assertThat(listed).allSatisfy(each -> {
            assertThat(each.attributes(ProspectDetail.State.BLOCKED)).isEqualTo(Set.of("custom4"));
            assertThat(each.pending()).containsEntry("custom4", TextNode.valueOf("realized"));
            assertThat(each.toString()).doesNotContain("realized");
        });
    }
}
