package dev.outreachroutes.monitor;

/**
 * A destination as JMX shows it, and so the console. What comes from the database is at most 5 seconds old. While the database is
 * away numbers are null, texts are {@code unknown} and {@code Problem} says why. Times are ISO 8601 in UTC; a text is empty when
 * there is nothing to say.
 */
@Words("A destination: what waits, what was delivered, and the switch that pauses its delivery")
public interface DestinationMBean {

    String REASON = "unreadable, rejected, attempts-exhausted or failed; empty means all";
    String ID = "The dead letter's number";
    String ATTRIBUTE = "The prospect attribute, such as custom4; empty means all that are mapped";
    String NOTE = "Why; kept with the dead letters";

    @Words("What destinations.yaml says this destination is for")
    String getDescription();

    @Words("The account whose connection and quota it uses")
    String getAccount();

    @Words("live, or dry-run: then all is recorded that would be sent, and nothing is sent")
    String getMode();

    @Words("Prospects that wait for a request, or for the answer to one")
    Long getPending();

    @Words("Since when the longest waiting prospect waits")
    String getOldestPendingSince();

    @Words("How many seconds the longest waiting prospect has waited; 0 when none waits")
    Long getOldestPendingSeconds();

    @Words(
            "Prospects of which a step of the delivery route took something out of the request; it is not sent until something"
                    + " else is desired of it or the routes are changed")
    Long getWithheld();

    @Words(
            "Attributes for which nothing is sent because their mapping cannot work or is in dry run, one line each with the reason; empty when none is")
    String getBlocked();

    @Words("Prospects of which nothing else waits than blocked attributes; they are not among the pending ones")
    Long getBlockedProspects();

    @Words(
            "Prospects that are still to be made pending since the configuration changed what their statuses are sent as; that is"
                    + " done when nothing newer is due")
    Long getStatusesToRenew();

    @Words("Whether delivery is paused until somebody resumes it; events are taken in all the same")
    Boolean getPaused();

    @Words("Why delivery is paused")
    String getPauseReason();

    @Words("Since when delivery is paused")
    String getPausedSince();

    @Words(
            "Requests that the account may send now, all its destinations together; 0 while it waits. When the next request"
                    + " goes alone, as AccountWaitsBecause then says, that is the first of them")
    Integer getQuotaLeft();

    @Words("When requests that count against the quota now stop counting")
    String getQuotaRefillsAt();

    @Words("Until when the account sends nothing")
    String getAccountWaitsUntil();

    @Words("Why the account sends nothing, or only one request at a time")
    String getAccountWaitsBecause();

    @Words("The latest resync: how far it is, what it has found, and what it waits for; empty when there was none")
    String getResync();

    @Words("Open dead letters: events and changes that were given up, and that nobody has settled")
    Long getDeadLetters();

    @Words("Profile events read since this process started")
    long getEvents();

    @Words("Events that asked for nothing we may send, all reasons, since this process started")
    long getExcluded();

    @Words("Changes joined to one that waited already, a request saved each, since this process started")
    long getMerged();

    @Words("Changes that asked for what was so already, since this process started")
    long getUnchanged();

    @Words("Requests that Outreach confirmed, since this process started")
    long getDelivered();

    @Words("Requests that failed and are tried again, since this process started")
    long getFailed();

    @Words("Why some of this is unknown; empty when all is well")
    String getProblem();

    @Words("Says why a prospect is as it is: pending, confirmed, excluded, or never seen")
    String explain(@Words("The prospect's number in Outreach") long prospect);

    @Words(
            "Removes all that is kept of a prospect here, for good; records of before do not bring it back, one of after does")
    String forget(@Words("The prospect's number in Outreach") long prospect);

    @Words("Pauses delivery, on all replicas and across restarts; events are taken in all the same")
    String pause(@Words("Why, for whoever looks next") String reason);

    @Words("Ends the pause, unless the account is disconnected; says what delivery still waits for")
    String resume();

    @Words(
            "Reads what Outreach holds of the destination's prospects, a request for each few hundred, and sends again what differs from"
                    + " what is desired; goes on in the background, when nothing else is due")
    String resync(@Words(ATTRIBUTE) String attribute);

    @Words("The same, but only counts and lists what differs; nothing is sent for it")
    String compare(@Words(ATTRIBUTE) String attribute);

    @Words("Ends the resync that is under way; what it has found stays as it is")
    String cancelResync();

    @Words("Does the open dead letters of a reason again, in the background")
    String replayDeadLetters(@Words(REASON) String reason);

    @Words("Gives the open dead letters of a reason up")
    String discardDeadLetters(@Words(REASON) String reason, @Words(NOTE) String note);

    @Words("Does one open dead letter again, in the background")
    String replayDeadLetter(@Words(ID) long id);

    @Words("Gives one open dead letter up")
    String discardDeadLetter(@Words(ID) long id, @Words(NOTE) String note);
}
