package dev.outreachroutes.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * From record to request while the system is idle: events one at a time, each of another prospect. The reference is the
 * time until the broker has the record. The first tenth warms up.
 */
final class LatencyBench {

    private static final int EVENTS = Integer.getInteger("events", 500);

    private LatencyBench() {}

    public static void main(String[] arguments) throws Exception {
        try (Rig rig = new Rig();
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", rig.broker.address()),
                        new StringSerializer(),
                        new StringSerializer())) {
            var runtime = rig.runtime();
            Map<Long, Instant> sent = new HashMap<>();
            List<Long> broker = new ArrayList<>();
            for (long id = 1; id <= EVENTS; id++) {
                String event = "{\"segmentMembership\":{\"ups\":{\"3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10\":"
                        + "{\"status\":\"realized\"}}},\"identityMap\":{\"oid\":[{\"id\":\"" + id + "\"}]}}";
                Instant before = Instant.now();
                sent.put(id, before);
                producer.send(new ProducerRecord<>("segment-events", event)).get();
                broker.add(Duration.between(before, Instant.now()).toMillis());
                Thread.sleep(97 + id % 53);
            }
            Thread.sleep(2_000);
            List<Long> latencies = new ArrayList<>();
            for (JsonNode request : requests(rig.sandboxUrl())) {
                Instant before = sent.get(request.path("prospect").asLong());
                if (before != null && request.path("prospect").asLong() > EVENTS / 10) {
                    latencies.add(Duration.between(
                                    before, Instant.parse(request.path("time").asText()))
                            .toMillis());
                }
            }
            runtime.close();
            if (latencies.size() != EVENTS - EVENTS / 10) {
                throw new IllegalStateException(latencies.size() + " requests seen");
            }
            System.out.println("| latency when idle, " + latencies.size() + " events | |");
            System.out.println("|---|---|");
            Rig.row("record to request, median", quantile(latencies, 0.5), "ms");
            Rig.row("record to request, 99th percentile", quantile(latencies, 0.99), "ms");
            Rig.row("reference: record to broker, median", quantile(broker, 0.5), "ms");
            Rig.row("reference: record to broker, 99th percentile", quantile(broker, 0.99), "ms");
        }
        System.exit(0);
    }

    private static double quantile(List<Long> values, double share) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.round(share * sorted.size())));
    }

    private static Iterable<JsonNode> requests(String sandbox) throws Exception {
        String body = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(sandbox + "/sandbox/requests"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        JsonNode parsed = new ObjectMapper().readTree(body);
        return parsed.isArray() ? parsed : parsed.path("requests");
    }
}
