package dev.outreachroutes.resync;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.account.token.ProspectsClient;
import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Reconciliation;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Bulk;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.OnUnmap;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.ResyncEvery;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.governance.Governance;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.OutreachSandbox;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A backlog and a sandbox Outreach, with the job between them and a clock to move. Deliveries are played by {@link #deliver}. */
final class ResyncFixture implements AutoCloseable {

    final MovableClock clock;
    final BacklogFixture backlog = new BacklogFixture(new Quota(10_000, Duration.ofHours(1)));
    final OutreachSandbox sandbox;
    final Reconciliation reconciliation;
    final Connections connections;
    final Resyncs resyncs;
    final ResyncTable table = new ResyncTable(backlog.client);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OutreachProperties properties;
    private final ResyncSettings settings;

    ResyncFixture(int pageSize) {
        clock = backlog.clock;
        sandbox = OutreachSandbox.start(settings -> settings.clock(clock).with(Knobs.TOKEN_THROTTLE, Duration.ZERO));
        String token = sandbox.issueRefreshToken();
        properties = new Binder(new MapConfigurationPropertySource(Map.of(
                        "outreach.api-url",
                        sandbox.url(),
                        "outreach.client-id",
                        "sandbox-client",
                        "outreach.client-secret",
                        "sandbox-secret",
                        "outreach.token-encryption-key",
                        Base64.getEncoder().encodeToString(new byte[32]))))
                .bind("outreach", OutreachProperties.class)
                .get();
        connections = Connections.of(
                Set.of("emea-ops"),
                properties,
                backlog.client,
                new JdbcTransactionManager(backlog.jdbc.getDataSource()),
                name -> name.startsWith("OUTREACH_REFRESH_TOKEN") ? token : null,
                clock);
        settings = new ResyncSettings(
                pageSize,
                7_000,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5),
                4,
                10);
        reconciliation =
                new Reconciliation(backlog.destinations, backlog.blocked, backlog.client, destination -> {}, clock);
        resyncs = new Resyncs(
                backlog.destinations,
                reconciliation,
                new BacklogReader(backlog.destinations, backlog.client, clock),
                backlog.client,
                settings,
                clock);
        configure(Mode.LIVE, ResyncEvery.OFF);
        backlog.openQuota();
    }

    /** One destination with a name and two segments. */
    void configure(Mode mode, ResyncEvery every) {
        backlog.destinations.replace(new Destinations(
                List.of(backlog.account),
                List.of(new Destination(
                        SALES,
                        "",
                        backlog.account,
                        "oid",
                        Map.of("firstName", AttributeMapping.of("person.name.firstName")),
                        Map.of("s4", new Segment("s4", "s4", 4), "s5", new Segment("s5", "s5", 5)),
                        NullValues.IGNORE,
                        Governance.NONE,
                        mode,
                        every,
                        Bulk.AUTO,
                        OnUnmap.KEEP,
                        AlertLimits.NONE))));
    }

    /** The job of another replica, or of the same one started again. */
    ResyncJob job() {
        return new ResyncJob(
                backlog.destinations,
                reconciliation,
                connections,
                new AccountRequests(backlog.client, backlog.transactions, clock),
                backlog.pauses,
                new ProspectsClient(properties, properties.requests(), clock),
                resyncs,
                table,
                settings,
                backlog.transactions,
                meters,
                clock);
    }

    /** Outreach holds what is desired of the prospects 1 to {@code last}: that they are in a segment, and a name. */
    void delivered(int last) {
        backlog.backlog.fold(
                SALES,
                LongStream.rangeClosed(1, last)
                        .mapToObj(id -> new ProspectChange(
                                id,
                                Map.of(
                                        "custom4", new DatedValue(TextNode.valueOf("realized"), clock.instant()),
                                        "firstName", new DatedValue(TextNode.valueOf("Ada"), clock.instant()))))
                        .toList());
        deliver();
        clock.advance(Duration.ofMinutes(10));
    }

    /** Sends all that is due. Returns to how many prospects. */
    int deliver() {
        int delivered = 0;
        List<Claim> claimed;
        do {
            claimed = backlog.claim(SALES, 1_000);
            for (Claim claim : claimed) {
                sandbox.addProspect(claim.prospectId(), claim.attributes());
            }
            backlog.acknowledge(claimed, null);
            delivered += claimed.size();
        } while (!claimed.isEmpty());
        return delivered;
    }

    /** Begins a resync of everything. */
    long begin(ResyncRequest.Mode mode) {
        return resyncs.begin(ResyncRequest.of(SALES, mode), "ada").id();
    }

    /** Lets a job look until the resync has ended. */
    Resync untilEnded(ResyncJob job, long id) {
        for (int i = 0; i < 1_000; i++) {
            Resync now = resyncs.find(id).orElseThrow();
            if (now.endedAt() != null) {
                return now;
            }
            job.look();
            clock.advance(Duration.ofSeconds(1));
        }
        throw new AssertionError("not ended: " + resyncs.find(id));
    }

    long lists() {
        return sandbox.log().requests().stream()
                .filter(request -> request.path().equals("/api/v2/prospects"))
                .count();
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
