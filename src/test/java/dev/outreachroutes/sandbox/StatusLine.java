package dev.outreachroutes.sandbox;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** Prints in one line what the MBeans of all destinations say: every five seconds for two minutes, then once a minute. */
final class StatusLine {

    private static final int SECONDS = 5;
    private static final int OFTEN = 24;
    private static final int EVERY = 12;

    private int turns;
    private final MBeanServer mbeans = ManagementFactory.getPlatformMBeanServer();

    void start() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "status-line");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::turn, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private void turn() {
        turns++;
        if (turns <= OFTEN || turns % EVERY == 0) {
            System.out.println(line());
        }
        if (turns == OFTEN) {
            System.out.println("From here on once a minute.");
        }
    }

    /** Never fails: what cannot be read is unknown. */
    String line() {
        try {
            List<ObjectName> destinations =
                    new ArrayList<>(mbeans.queryNames(new ObjectName("dev.outreachroutes:type=Destination,*"), null));
            return "events " + sum(destinations, "Events")
                    + "  pending " + sum(destinations, "Pending")
                    + "  delivered " + sum(destinations, "Delivered")
                    + "  merged " + sum(destinations, "Merged")
                    + "  unchanged " + sum(destinations, "Unchanged")
                    + "  excluded " + sum(destinations, "Excluded")
                    + "  dead letters " + sum(destinations, "DeadLetters")
                    + "  quota left " + sum(onePerAccount(destinations), "QuotaLeft");
        } catch (JMException e) {
            return "status unknown: " + e.getMessage();
        }
    }

    private String sum(Iterable<ObjectName> names, String attribute) throws JMException {
        long sum = 0;
        for (ObjectName name : names) {
            if (!(mbeans.getAttribute(name, attribute) instanceof Number number)) {
                return "unknown";
            }
            sum += number.longValue();
        }
        return Long.toString(sum);
    }

    /** Destinations of one account all show the same quota. */
    private Iterable<ObjectName> onePerAccount(List<ObjectName> destinations) throws JMException {
        Map<Object, ObjectName> byAccount = new HashMap<>();
        for (ObjectName name : destinations) {
            byAccount.put(mbeans.getAttribute(name, "Account"), name);
        }
        return byAccount.values();
    }
}
