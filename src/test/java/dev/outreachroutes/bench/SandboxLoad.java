package dev.outreachroutes.bench;

import dev.outreachroutes.sandbox.OutreachSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.hc.client5.http.classic.methods.HttpPatch;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/** How many updates the sandbox itself can take, so that a benchmark of the product does not measure the sandbox. */
public final class SandboxLoad {

    private static final ContentType JSON_API = ContentType.create("application/vnd.api+json");

    private SandboxLoad() {}

    /** Arguments: connections (default 16), seconds to measure (default 10); client and sandbox share the process. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 16;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        try (OutreachSandbox sandbox = OutreachSandbox.start(settings ->
                        settings.createMissing(1, 1_000_000).quota(Integer.MAX_VALUE, Duration.ofHours(1)));
                CloseableHttpClient client = HttpClients.custom()
                        .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                                .setMaxConnTotal(connections)
                                .setMaxConnPerRoute(connections)
                                .build())
                        .disableAutomaticRetries()
                        .build()) {
            String token = sandbox.issueAccessToken(1);
            run(sandbox, client, token, connections, 5);
            long[] micros = run(sandbox, client, token, connections, seconds);
            System.out.printf(
                    "%,d requests/s over %d connections; median %,d us, 99%% %,d us; statuses %s%n",
                    micros.length / seconds,
                    connections,
                    micros[micros.length / 2],
                    micros[(int) (micros.length * 0.99)],
                    sandbox.log().counts());
        }
    }

    private static long[] run(
            OutreachSandbox sandbox, CloseableHttpClient client, String token, int connections, int seconds)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        Callable<List<Long>> worker = () -> {
            List<Long> micros = new ArrayList<>();
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                patch(sandbox, client, token);
                micros.add((System.nanoTime() - start) / 1000);
            }
            return micros;
        };
        List<Future<List<Long>>> results = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            results.add(threads.submit(worker));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> result : results) {
            all.addAll(result.get());
        }
        threads.shutdown();
        long[] sorted = all.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static void patch(OutreachSandbox sandbox, CloseableHttpClient client, String token) {
        long id = ThreadLocalRandom.current().nextLong(1, 1_000_000);
        HttpPatch request = new HttpPatch(sandbox.url() + "/api/v2/prospects/" + id);
        request.setHeader("Authorization", "Bearer " + token);
        request.setEntity(new StringEntity(
                "{\"data\":{\"type\":\"prospect\",\"id\":" + id
                        + ",\"attributes\":{\"custom4\":\"realized\",\"custom7\":\"exited\",\"firstName\":\"Ada\"}}}",
                JSON_API));
        try {
            client.execute(request, response -> EntityUtils.toByteArray(response.getEntity()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
