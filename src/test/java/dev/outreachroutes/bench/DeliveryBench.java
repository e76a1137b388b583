package dev.outreachroutes.bench;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.sandbox.SandboxToken;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.hc.client5.http.classic.methods.HttpPatch;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Requests per second while no quota holds them back, beside a bare HttpClient loop with as many connections. The first
 * third warms up.
 */
final class DeliveryBench {

    private static final int PROSPECTS = Integer.getInteger("prospects", 90_000);
    private static final int CONNECTIONS = Integer.getInteger("connections", 16);

    private DeliveryBench() {}

    public static void main(String[] arguments) throws Exception {
        try (Rig rig = new Rig()) {
            String token = SandboxToken.issue(rig.sandboxUrl());
            double reference = bareLoop(rig.sandboxUrl(), token);

            ConfigurableApplicationContext runtime = rig.runtime("--delivery.concurrency=" + CONNECTIONS);
            Pauses pauses = runtime.getBean(Pauses.class);
            pauses.pause(Rig.DESTINATION, Pauses.Cause.OPERATOR, "benchmark");
            Backlog backlog = runtime.getBean(Backlog.class);
            for (int from = 1; from <= PROSPECTS; from += 1_000) {
                backlog.fold(Rig.DESTINATION, changes(from, Math.min(from + 999, PROSPECTS)));
            }
            rig.jdbc().execute("vacuum analyze prospect");
            pauses.resume(Rig.DESTINATION);
            MeterRegistry meters = runtime.getBean(MeterRegistry.class);
            await(meters, PROSPECTS / 3);
            long start = System.nanoTime();
            long before = delivered(meters);
            await(meters, PROSPECTS);
            double delivery = (PROSPECTS - before) / ((System.nanoTime() - start) / 1e9);
            runtime.close();

            System.out.println("| delivery without quota, " + CONNECTIONS + " connections | |");
            System.out.println("|---|---|");
            Rig.row("backlog to acknowledged", delivery, "requests/s");
            Rig.row("reference: a bare HttpClient loop", reference, "requests/s");
        }
        System.exit(0);
    }

    private static void await(MeterRegistry meters, int delivered) throws InterruptedException {
        while (delivered(meters) < delivered) {
            Thread.sleep(20);
        }
    }

    private static long delivered(MeterRegistry meters) {
        return (long) meters.get("outreach.deliveries")
                .tag("outcome", "acknowledged")
                .counter()
                .count();
    }

    private static List<ProspectChange> changes(int from, int to) {
        DatedValue realized = new DatedValue(TextNode.valueOf("realized"), Instant.parse("2026-03-01T00:00:00Z"));
        return LongStream.rangeClosed(from, to)
                .mapToObj(id -> new ProspectChange(id, Map.of("custom4", realized, "custom5", realized)))
                .toList();
    }

    private static double bareLoop(String url, String token) throws Exception {
        AtomicLong next = new AtomicLong();
        AtomicLong warm = new AtomicLong();
        try (CloseableHttpClient client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setMaxConnPerRoute(CONNECTIONS)
                        .setMaxConnTotal(CONNECTIONS)
                        .build())
                .build()) {
            ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
            for (int i = 0; i < CONNECTIONS; i++) {
                threads.submit(() -> {
                    for (long id = next.incrementAndGet(); id <= PROSPECTS; id = next.incrementAndGet()) {
                        if (id == PROSPECTS / 3) {
                            warm.set(System.nanoTime());
                        }
                        HttpPatch patch = new HttpPatch(url + "/api/v2/prospects/" + (1_000_000 + id));
                        patch.setHeader("Authorization", "Bearer " + token);
                        patch.setEntity(new StringEntity(
                                "{\"data\":{\"type\":\"prospect\",\"id\":" + (1_000_000 + id)
                                        + ",\"attributes\":{\"custom4\":\"realized\",\"custom5\":\"realized\"}}}",
                                ContentType.create("application/vnd.api+json")));
                        client.execute(patch, response -> EntityUtils.toByteArray(response.getEntity()));
                    }
                    return null;
                });
            }
            threads.shutdown();
            threads.awaitTermination(10, TimeUnit.MINUTES);
            return PROSPECTS * 2 / 3 / ((System.nanoTime() - warm.get()) / 1e9);
        }
    }
}
