package dev.outreachroutes;

import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** Profile events as Adobe exports them, for the segments of {@link RuntimeFixture#create}. */
public final class Events {

    /** In the prospect's field {@code custom4}. */
    public static final String HOT = "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10";

    /** In the prospect's field {@code custom5}. */
    public static final String TRIAL = "a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741";

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    private Events() {}

    /** One event for one prospect. */
    public static String event(long prospect, String segment, String status, int second) {
        return "{\"segmentMembership\":{\"ups\":{\"%s\":{\"status\":\"%s\",\"lastQualificationTime\":\"%s\"}}},\"identityMap\":{\"oid\":[{\"id\":\"%d\"}]}}"
                .formatted(segment, status, START.plusSeconds(second), prospect);
    }

    /** The prospect joins the segment in {@code custom4}. */
    public static String joins(long prospect) {
        return event(prospect, HOT, "realized", 0);
    }

    /** These prospects, from the first to the last, join the segment in {@code custom4}. */
    public static List<String> join(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(Events::joins).toList();
    }
}
