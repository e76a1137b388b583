package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What an event costs, and a prospect takes, while the number of prospects grows: {@code -Dchanges=20000} of any of them are folded, a
 * thousand at a time, beside {@code select 1} in the same run. {@code -Dlargest=1000000} is the last size.
 */
public final class GrowthBench {

    private static final int LARGEST = Integer.getInteger("largest", 1_000_000);
    private static final int CHANGES = Integer.getInteger("changes", 20_000);
    private static final int TOGETHER = 1_000;

    private final BacklogFixture fixture = new BacklogFixture(new Quota(10_000, Duration.ofHours(1)));
    private final Random random = new Random(1);
    private long clock = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();
    private long rows;

    private GrowthBench() {}

    public static void main(String[] arguments) {
        new GrowthBench().run();
        System.exit(0);
    }

    private void run() {
        System.out.println(
                "| prospects | an event, at rest | an event, pending | bytes for each | of these the indexes | heap | select 1 |");
        System.out.println("|---|---|---|---|---|---|---|");
        long[] sizes = {10_000, 100_000, 1_000_000, 5_000_000};
        grow(sizes[0]);
        measure(true);
        for (long size : sizes) {
            if (size > LARGEST) {
                break;
            }
            grow(size);
            double rest = measure(true);
            double pending = measure(false);
            System.gc();
            Runtime heap = Runtime.getRuntime();
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %.0f µs | %.0f µs | %,d | %,d | %,d MB | %.0f µs |%n",
                    size,
                    rest,
                    pending,
                    bytes("pg_total_relation_size('prospect')"),
                    bytes("pg_indexes_size('prospect')"),
                    (heap.totalMemory() - heap.freeMemory()) >> 20,
                    selectOne());
        }
    }

    private long bytes(String size) {
        return fixture.jdbc.queryForObject("select " + size, Long.class) / rows;
    }

    /** All are at rest: what is desired is acknowledged. */
    private void grow(long size) {
        fixture.jdbc.update(
                """
                insert into prospect (destination, prospect_id, desired, acknowledged, acknowledged_at)
                select 'emea-sales', n,
                  jsonb_build_object(
                    'firstName', jsonb_build_array('First' || n % 5000, 1764000000000000 + n, n % 12, n, 1764000000000),
                    'lastName', jsonb_build_array('Last' || n % 20000, 1764000000000000 + n, n % 12, n, 1764000000000),
                    'custom4', jsonb_build_array('realized', 1764000000000000 + n, n % 12, n, 1764000000000),
                    'custom7', jsonb_build_array('exited', 1764000000000000 + n, n % 12, n, 1764000000000)),
                  jsonb_build_object('firstName', 'First' || n % 5000, 'lastName', 'Last' || n % 20000,
                                     'custom4', 'realized', 'custom7', 'exited'),
                  jsonb_build_object('firstName', 1764000000, 'lastName', 1764000000, 'custom4', 1764000000, 'custom7', 1764000000)
                from generate_series(?::bigint, ?::bigint) n
                """,
                rows + 1, size);
        rows = Math.max(rows, size);
        fixture.jdbc.execute("vacuum analyze prospect");
    }

    /**
     * @param rest whether they are at rest before, else they are pending
     * @return microseconds for an event
     */
    private double measure(boolean rest) {
        List<Long> prospects = new ArrayList<>();
        for (int i = 0; i < CHANGES; i++) {
            prospects.add(1 + (long) (random.nextDouble() * rows));
        }
        if (!rest) {
            fold(prospects);
        }
        long begin = System.nanoTime();
        fold(prospects);
        double micros = (System.nanoTime() - begin) / 1e3 / CHANGES;
        fixture.jdbc.update(
                "update prospect set pending_since = null, due_at = null, change_key = null where due_at is not null");
        return micros;
    }

    private void fold(List<Long> prospects) {
        for (int from = 0; from < prospects.size(); from += TOGETHER) {
            List<ProspectChange> changes = prospects.subList(from, Math.min(from + TOGETHER, prospects.size())).stream()
                    .map(this::change)
                    .toList();
            fixture.backlog.fold(BacklogFixture.SALES, changes);
        }
    }

    private ProspectChange change(long prospect) {
        Status status = random.nextBoolean() ? Status.REALIZED : Status.EXITED;
        Instant now = Instant.ofEpochMilli(clock++);
        return new ProspectChange(
                prospect,
                Map.of(
                        "custom4",
                        new DatedValue(TextNode.valueOf(status.text()), now, null, status),
                        "firstName",
                        new DatedValue(TextNode.valueOf("Name" + random.nextInt(1_000)), now)));
    }

    private double selectOne() {
        long begin = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            fixture.jdbc.queryForObject("select 1", Integer.class);
        }
        return (System.nanoTime() - begin) / 1e3 / 1_000;
    }
}
