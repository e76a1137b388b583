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
