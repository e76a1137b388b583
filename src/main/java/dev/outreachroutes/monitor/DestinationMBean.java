package dev.outreachroutes.monitor;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;

/** A destination as JMX shows it, and so the console, with words for operators. */
final class DestinationMBean {

    private static final MBeanOperationInfo PAUSE = new MBeanOperationInfo(
            "pause",
            "Pauses delivery, on all replicas and across restarts; events are taken in all the same",
            new MBeanParameterInfo[] {
                new MBeanParameterInfo("reason", String.class.getName(), "Why, for whoever looks next")
            },
            String.class.getName(),
            MBeanOperationInfo.ACTION);

    private static final MBeanOperationInfo RESUME = new MBeanOperationInfo(
            "resume",
            "Ends the pause, unless the account is disconnected; says what delivery still waits for",
            new MBeanParameterInfo[0],
            String.class.getName(),
            MBeanOperationInfo.ACTION);

    private static final MBeanParameterInfo REASON = new MBeanParameterInfo(
            "reason", String.class.getName(), "unreadable, rejected, attempts-exhausted or failed; empty means all");
    private static final MBeanParameterInfo ID =
            new MBeanParameterInfo("id", long.class.getName(), "The dead letter's number");
    private static final MBeanParameterInfo NOTE =
            new MBeanParameterInfo("note", String.class.getName(), "Why; kept with the dead letters");

    private static final MBeanOperationInfo REPLAY_ALL =
            operation("replayDeadLetters", "Does the open dead letters of a reason again, in the background", REASON);
    private static final MBeanOperationInfo DISCARD_ALL =
            operation("discardDeadLetters", "Gives the open dead letters of a reason up", REASON, NOTE);
    private static final MBeanOperationInfo REPLAY_ONE =
            operation("replayDeadLetter", "Does one open dead letter again, in the background", ID);
    private static final MBeanOperationInfo DISCARD_ONE =
            operation("discardDeadLetter", "Gives one open dead letter up", ID, NOTE);

    private static final MBeanOperationInfo EXPLAIN = new MBeanOperationInfo(
            "explain",
            "Says why a prospect is as it is: pending, confirmed, excluded, or never seen",
            new MBeanParameterInfo[] {
                new MBeanParameterInfo("prospect", long.class.getName(), "The prospect's number in Outreach")
            },
            String.class.getName(),
            MBeanOperationInfo.INFO);

    private DestinationMBean() {}

    private static MBeanOperationInfo operation(String name, String words, MBeanParameterInfo... parameters) {
        return new MBeanOperationInfo(name, words, parameters, String.class.getName(), MBeanOperationInfo.ACTION);
    }

    static ManagedTable of(ManagedDestination destination) {
        ManagedTable table = new ManagedTable(
                "A destination: what waits, what was delivered, and the switch that pauses its delivery");
        table.show(
                "Description",
                String.class,
                "What destinations.yaml says this destination is for",
                destination::description);
        table.show("Account", String.class, "The account whose connection and quota it uses", destination::account);
        table.show(
                "Pending",
                Long.class,
                "Prospects that wait for a request, or for the answer to one",
                destination::pending);
        table.show(
                "OldestPendingSince",
                String.class,
                "Since when the longest waiting prospect waits",
                destination::oldestPendingSince);
        table.show(
                "OldestPendingSeconds",
                Long.class,
                "How many seconds the longest waiting prospect has waited; 0 when none waits",
                destination::oldestPendingSeconds);
        table.show(
                "Withheld",
                Long.class,
                "Prospects of which a step of the delivery route took something out of the request; it is not sent until something"
                        + " else is desired of it or the routes are changed",
                destination::withheld);
        table.show(
                "Paused",
                Boolean.class,
                "Whether delivery is paused until somebody resumes it; events are taken in all the same",
                destination::paused);
        table.show("PauseReason", String.class, "Why delivery is paused", destination::pauseReason);
        table.show("PausedSince", String.class, "Since when delivery is paused", destination::pausedSince);
        table.show(
                "QuotaLeft",
                Integer.class,
                "Requests that the account may send now, all its destinations together; 0 while it waits. When the next request"
                        + " goes alone, as AccountWaitsBecause then says, that is the first of them",
                destination::quotaLeft);
        table.show(
                "QuotaRefillsAt",
                String.class,
                "When requests that count against the quota now stop counting",
                destination::quotaRefillsAt);
        table.show(
                "AccountWaitsUntil",
                String.class,
                "Until when the account sends nothing",
                destination::accountWaitsUntil);
        table.show(
                "AccountWaitsBecause",
                String.class,
                "Why the account sends nothing, or only one request at a time",
                destination::accountWaitsBecause);
        table.show(
                "DeadLetters",
                Long.class,
                "Open dead letters: events and changes that were given up, and that nobody has settled",
                destination::deadLetters);
        table.show("Events", Long.class, "Profile events read since this process started", destination::events);
        table.show(
                "Excluded",
                Long.class,
                "Events that asked for nothing we may send, all reasons, since this process started",
                destination::excluded);
        table.show(
                "Merged",
                Long.class,
                "Changes joined to one that waited already, a request saved each, since this process started",
                destination::merged);
        table.show(
                "Unchanged",
                Long.class,
                "Changes that asked for what was so already, since this process started",
                destination::unchanged);
        table.show(
                "Delivered",
                Long.class,
                "Requests that Outreach confirmed, since this process started",
                destination::delivered);
        table.show(
                "Failed",
                Long.class,
                "Requests that failed and are tried again, since this process started",
                destination::failed);
        table.show(
                "Problem", String.class, "Why some of this is unknown; empty when all is well", destination::problem);
        table.offer(EXPLAIN, arguments -> destination.explain((long) arguments[0]));
        table.offer(PAUSE, arguments -> destination.pause((String) arguments[0]));
        table.offer(RESUME, arguments -> destination.resume());
        table.offer(REPLAY_ALL, arguments -> destination.replayDeadLetters((String) arguments[0]));
        table.offer(
                DISCARD_ALL, arguments -> destination.discardDeadLetters((String) arguments[0], (String) arguments[1]));
        table.offer(REPLAY_ONE, arguments -> destination.replayDeadLetter((long) arguments[0]));
        table.offer(
                DISCARD_ONE, arguments -> destination.discardDeadLetter((long) arguments[0], (String) arguments[1]));
        return table;
    }
}
