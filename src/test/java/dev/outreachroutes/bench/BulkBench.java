package dev.outreachroutes.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.profile.Membership.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * How many requests a large segment costs, and how long it takes: all of it in bulk, a mixture of five segments of which one prospect in
 * ten has another name as well, and the same with a request for each prospect as reference. Meanwhile one prospect leaves its segment every
 * few seconds: how soon Outreach knows.
 */
final class BulkBench {

    private static final int PROSPECTS = Integer.getInteger("prospects", 100_000);
    private static final String SCOPES = "prospects.read prospects.write batches.read batches.write batchItems.read";
    private static final int TOGETHER = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DESTINATIONS =
            """
            accounts:
              bench:
                quota: { requests: 100000000, period: 1h }
                pace: 1000
            destinations:
              bench:
                account: bench
                identity: oid
                attributes:
                  firstName: person.name.firstName
                segments:
                  3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 }
                  a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { mapping-id: 5 }
                  c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352: { mapping-id: 6 }
                  0b94d1f7-7a3c-4e58-a6d2-e83f51c90b64: { mapping-id: 7 }
                  5d1a7c20-93be-4a5c-8d1e-6f2b40a97e13: { mapping-id: 8 }
            """;

    private final Rig rig;
    private final HttpClient http = HttpClient.newHttpClient();

    private BulkBench(Rig rig) {
        this.rig = rig;
    }

    public static void main(String[] arguments) throws Exception {
        try (Rig rig = new Rig(List.of("--log-bodies=off", "--log-size=10", "--scopes=" + SCOPES), DESTINATIONS)) {
            BulkBench bench = new BulkBench(rig);
            System.out.printf("| %,d prospects | requests | minutes | an exit meanwhile, longest |%n", PROSPECTS);
            System.out.println("|---|---|---|---|");
            bench.run("one segment, in bulk", "auto", 1, false);
            bench.run("five segments and one name in ten, in bulk where that is cheaper", "auto", 1_000_001, true);
            if (!Boolean.getBoolean("bulk-only")) {
                bench.run("one segment, one by one", "off", 2_000_001, false);
            }
        }
        System.exit(0);
    }

    private void run(String what, String bulk, long first, boolean mixed) throws Exception {
        ConfigurableApplicationContext runtime =
                rig.runtime("--outreach.bulk.enabled=" + bulk.equals("auto"), "--delivery.concurrency=16");
        Backlog backlog = runtime.getBean(Backlog.class);
        Thread.sleep(3_000);
        long before = requests();
        long start = System.nanoTime();
        Random random = new Random(1);
        for (long from = first; from < first + PROSPECTS; from += TOGETHER) {
            List<ProspectChange> changes = new ArrayList<>();
            for (long prospect = from; prospect < Math.min(from + TOGETHER, first + PROSPECTS); prospect++) {
                changes.add(new ProspectChange(prospect, mixed ? mixture(random) : Map.of("custom4", status(true))));
            }
            backlog.fold(Rig.DESTINATION, changes);
        }
        long slowest = 0;
        long exiting = first + 5_000_000;
        while (pending() > 0) {
            backlog.fold(Rig.DESTINATION, List.of(new ProspectChange(exiting, Map.of("custom5", status(false)))));
            long since = System.nanoTime();
            while (pending(exiting)) {
                Thread.sleep(20);
            }
            slowest = Math.max(slowest, (System.nanoTime() - since) / 1_000_000);
            exiting++;
            Thread.sleep(1_000);
        }
        double minutes = (System.nanoTime() - start) / 60e9;
        System.out.printf(
                "| %s | %,d | %.1f | %.1f s of %d |%n",
                what,
                requests() - before - (exiting - first - 5_000_000),
                minutes,
                slowest / 1e3,
                exiting - first - 5_000_000);
        runtime.close();
    }

    private static Map<String, DatedValue> mixture(Random random) {
        Map<String, DatedValue> attributes = new HashMap<>();
        for (int field = 4; field <= 8; field++) {
            attributes.put("custom" + field, status(random.nextBoolean()));
        }
        if (random.nextInt(10) == 0) {
            attributes.put("firstName", new DatedValue(TextNode.valueOf("name " + random.nextInt()), Instant.now()));
        }
        return attributes;
    }

    private static DatedValue status(boolean realized) {
        Status status = realized ? Status.REALIZED : Status.EXITED;
        return new DatedValue(TextNode.valueOf(status.text()), Instant.now(), null, status);
    }

    private long pending() {
        return rig.jdbc().queryForObject("select count(*) from prospect where due_at is not null", Long.class);
    }

    private boolean pending(long prospect) {
        return rig.jdbc()
                        .queryForObject(
                                "select count(*) from prospect where due_at is not null and prospect_id = " + prospect,
                                Long.class)
                > 0;
    }

    private long requests() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(rig.sandboxUrl() + "/sandbox/state"))
                .build();
        JsonNode state = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        return state.path("requests").asLong();
    }
}
