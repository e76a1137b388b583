package dev.outreachroutes.bench;

import dev.outreachroutes.quota.Pauses;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/**
 * The heap with 1,000,000 pending prospects: the process runs with -Xmx512m, delivers for half a minute and prints the most
 * that was in use after a collection. The reference is the same before there is a backlog.
 */
final class HeapBench {

    private static final int PROSPECTS = Integer.getInteger("prospects", 1_000_000);

    private HeapBench() {}

    public static void main(String[] arguments) throws Exception {
        try (Rig rig = new Rig()) {
            var runtime = rig.runtime();
            Thread.sleep(5_000);
            System.gc();
            double idle = afterCollection();
            runtime.getBean(Pauses.class).pause(Rig.DESTINATION, Pauses.Cause.OPERATOR, "benchmark");
            rig.jdbc()
                    .update(
                            """
                            insert into prospect (destination, prospect_id, desired, pending_since, due_at)
                            select ?, id, '{"custom4": ["realized", 1772323200000000], "firstName": ["Mira", 1772323200000000]}',
                                   now(), now()
                            from generate_series(1, ?) as id
                            """,
                            Rig.DESTINATION,
                            PROSPECTS);
            rig.jdbc().execute("vacuum analyze prospect");
            runtime.getBean(Pauses.class).resume(Rig.DESTINATION);
            double most = 0;
            for (int second = 0; second < 30; second++) {
                Thread.sleep(1_000);
                if (second % 5 == 4) {
                    System.gc();
                }
                most = Math.max(most, afterCollection());
            }
            int left =
                    rig.jdbc().queryForObject("select count(*) from prospect where due_at is not null", Integer.class);
            runtime.close();
            System.out.println("| heap, -Xmx" + (Runtime.getRuntime().maxMemory() >> 20) + "m | |");
            System.out.println("|---|---|");
            Rig.row(
                    "in use after a collection, " + PROSPECTS + " pending, " + (PROSPECTS - left)
                            + " delivered meanwhile",
                    most,
                    "MB");
            Rig.row("reference: the same process without a backlog", idle, "MB");
        }
        System.exit(0);
    }

    /** What the last collection left. */
    private static double afterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
                        .map(MemoryPoolMXBean::getCollectionUsage)
                        .mapToLong(usage -> usage.getUsed())
                        .sum()
                / 1048576.0;
    }
}
