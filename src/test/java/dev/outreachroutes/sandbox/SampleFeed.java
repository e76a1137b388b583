package dev.outreachroutes.sandbox;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes sample events to the topic, steadily, until the process ends. */
final class SampleFeed {

    private static final int FASTEST = 1_000;

    private final KafkaProducer<String, String> producer;
    private final SampleEvents events = new SampleEvents(
            Instant.now().getEpochSecond(), SandboxApplication.FIRST_PROSPECT, SandboxApplication.PROSPECTS);
    private final AtomicLong sent = new AtomicLong();
    private final long periodMillis;

    SampleFeed(String brokers, int perSecond) {
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer());
        this.periodMillis = 1_000 / perSecond;
    }

    /** Runs until the process is stopped. Arguments: {@code --brokers=localhost:9092}, {@code --per-second=5}. */
    public static void main(String[] arguments) throws InterruptedException {
        String brokers = "localhost:9092";
        int perSecond = 5;
        for (String argument : arguments) {
            if (argument.startsWith("--brokers=")) {
                brokers = argument.substring("--brokers=".length());
            } else if (argument.matches("--per-second=\\d{1,4}")) {
                perSecond = Integer.parseInt(argument.substring("--per-second=".length()));
            } else {
                stop(argument + " is none of the arguments");
            }
        }
        if (perSecond < 1 || perSecond > FASTEST) {
            stop("--per-second takes 1 to " + FASTEST);
        }
        new SampleFeed(brokers, perSecond).start();
        System.out.println("Sample events to " + brokers + ": " + perSecond + " a second");
        Thread.currentThread().join();
    }

    private static void stop(String problem) {
        System.err.println(problem + "\nArguments: --brokers=host:port,... --per-second=5");
        System.exit(2);
    }

    void start() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "sample-feed");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(this::send, 0, periodMillis, TimeUnit.MILLISECONDS);
    }

    private void send() {
        producer.send(new ProducerRecord<>("segment-events", events.next(Instant.now())), (record, failure) -> {
            if (failure == null) {
                sent.incrementAndGet();
            }
        });
    }

    long sent() {
        return sent.get();
    }
}
