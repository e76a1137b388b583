package dev.outreachroutes.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes sample events to the topic, steadily, until the process ends. In the first minute, and then now and then, one of them is
 * broken, one is refused by Outreach, and one is about a prospect that is gone.
 */
final class SampleFeed {

    private static final int FASTEST = 1_000;

    /** After so many events the same troubles come again. */
    private static final int TROUBLES_EVERY = 3_000;

    private final KafkaProducer<String, String> producer;
    private final SampleEvents events = new SampleEvents(
            Instant.now().getEpochSecond(), SandboxApplication.FIRST_PROSPECT, SandboxApplication.PROSPECTS);
    private final URI outreach;
    private final long periodMillis;
    private long number;

    /**
     * @param brokers as in {@code KAFKA_BROKERS}
     * @param outreach where the sandbox is, which is told to refuse a field of the last prospect
     */
    SampleFeed(String brokers, String outreach, int perSecond) {
        this.outreach = URI.create(outreach + "/sandbox/faults");
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer());
        this.periodMillis = 1_000 / perSecond;
    }

    /** Runs until the process is stopped. Arguments: {@code --brokers=localhost:9092}, {@code --outreach=http://localhost:8090},
     * {@code --per-second=5}. */
    public static void main(String[] arguments) throws InterruptedException {
        String brokers = "localhost:9092";
        String outreach = "http://localhost:8090";
        int perSecond = 5;
        for (String argument : arguments) {
            if (argument.startsWith("--brokers=")) {
                brokers = argument.substring("--brokers=".length());
            } else if (argument.startsWith("--outreach=")) {
                outreach = argument.substring("--outreach=".length());
            } else if (argument.matches("--per-second=\\d{1,4}")) {
                perSecond = Integer.parseInt(argument.substring("--per-second=".length()));
            } else {
                stop(argument + " is none of the arguments");
            }
        }
        if (perSecond < 1 || perSecond > FASTEST) {
            stop("--per-second takes 1 to " + FASTEST);
        }
        new SampleFeed(brokers, outreach, perSecond).start();
        System.out.println("Sample events to " + brokers + ": " + perSecond + " a second");
        Thread.currentThread().join();
    }

    private static void stop(String problem) {
        System.err.println(problem + "\nArguments: --brokers=host:port,... --outreach=http://host:port --per-second=5");
        System.exit(2);
    }

    void start() {
        refuseField();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sample-feed");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(this::send, 0, periodMillis, TimeUnit.MILLISECONDS);
    }

    /** Outreach's custom4 of the last prospect takes no {@code realized}, until the sandbox's faults are cleared. */
    private void refuseField() {
        String fault =
                """
                {"prospect": %d, "always": {"kind": "answer", "status": 422, "attribute": "custom4",
                  "body": {"errors": [{"id": "validationError", "title": "Validation Error",
                    "source": {"pointer": "/data/attributes/custom4"}, "detail": "custom4 is not included in the list."}]}}}
                """
                        .formatted(SandboxApplication.FIRST_PROSPECT + SandboxApplication.PROSPECTS - 1);
        HttpRequest request = HttpRequest.newBuilder(outreach)
                .POST(HttpRequest.BodyPublishers.ofString(fault))
                .build();
        try {
            int status = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 204) {
                System.err.println("No field is refused: " + outreach + " answers " + status);
            }
        } catch (IOException e) {
            System.err.println("No sandbox Outreach at " + outreach + ", so no field is refused: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String next(Instant now) {
        return switch ((int) (number++ % TROUBLES_EVERY)) {
            case 50 -> events.broken();
            case 100 -> events.ofLastProspect(now);
            case 150 -> events.ofProspectThatIsGone();
            default -> events.good(now);
        };
    }

    private void send() {
        producer.send(new ProducerRecord<>("segment-events", next(Instant.now())));
    }
}
