package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.EventTopic;
import dev.outreachroutes.convergence.Landscape.Use;
import dev.outreachroutes.convergence.Said.Joined;
import dev.outreachroutes.convergence.Said.Profile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * About as many events in every second, in turn for each of some destinations. Most prospects have one event only, so that each
 * event that is lost is missed; a third of the events are about somebody who has had one.
 */
final class SteadyFeed implements AutoCloseable {

    /** So far apart that no prospect belongs to two destinations. */
    private static final long APART = 1_000_000;

    private static final int PARTITIONS = 4;
    private static final int EVERY_MILLIS = 50;

    private final EventTopic topic;
    private final List<Use> uses;
    private final Random random = new Random(14);
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<FeedRecord> written = new ArrayList<>();
    private final Future<?> feeding;
    private long step;

    SteadyFeed(EventTopic topic, List<Use> uses, int perSecond) {
        this.topic = topic;
        this.uses = uses;
        int each = perSecond * EVERY_MILLIS / 1000;
        this.feeding = thread.scheduleAtFixedRate(() -> write(each), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void write(int count) {
        List<FeedRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(next(++step));
        }
        topic.sendRecords(records.stream()
                .map(record -> new ProducerRecord<byte[], byte[]>(
                        topic.name(), record.partition(), record.timestamp(), null, record.value()))
                .toList());
        written.addAll(records);
    }

    private FeedRecord next(long number) {
        int destination = (int) (number % uses.size());
        long own = number / uses.size();
        boolean again = own > 1 && random.nextInt(3) == 0;
        long prospect = destination * APART + (again ? 1 + random.nextLong(own - 1) : own);
        long now = System.currentTimeMillis();
        Profile profile = new Profile(
                Map.of(uses.get(destination).identity(), List.of(TextNode.valueOf(Long.toString(prospect)))),
                List.of(
                        joined(Landscape.HOT, again, now),
                        joined(Landscape.TRIAL, again, now),
                        joined(Landscape.NEWS, again, now)),
                attributes("Name " + number));
        return new FeedRecord(
                (int) (prospect % PARTITIONS),
                now,
                profile.document().toString().getBytes(StandardCharsets.UTF_8),
                List.of(profile));
    }

    private static Joined joined(String segment, boolean exited, long now) {
        JsonNode time = TextNode.valueOf(Moments.instant(now).toString());
        return new Joined("ups", segment, TextNode.valueOf(exited ? "exited" : "realized"), time);
    }

    private static ObjectNode attributes(String name) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        attributes.putObject("person").putObject("name").put("firstName", name);
        attributes.putObject("job").put("title", name);
        return attributes;
    }

    /** What the broker has by now. */
    synchronized List<FeedRecord> written() {
        return List.copyOf(written);
    }

    /** Feeds no more; fails when it could not feed all the time. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(30, TimeUnit.SECONDS) || !feeding.isCancelled()) {
                throw new IllegalStateException("the feed has ended before its time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
