package dev.outreachroutes.monitor.prospect;

import dev.outreachroutes.backlog.request.RequestRecordings;
import dev.outreachroutes.backlog.request.RequestRecordings.Recording;
import dev.outreachroutes.deadletter.Audit;
import java.time.Instant;
import java.util.List;
import org.springframework.transaction.support.TransactionTemplate;

/** Turns recordings of requests on and off, and says in the audit who did. */
public final class RecordingSwitch {

    private final RequestRecordings recordings;
    private final Audit audit;
    private final TransactionTemplate transactions;

    public RecordingSwitch(RequestRecordings recordings, Audit audit, TransactionTemplate transactions) {
        this.recordings = recordings;
        this.audit = audit;
        this.transactions = transactions;
    }

    /**
     * Has the values of requests kept until a time, encrypted.
     *
     * @param prospectId of a prospect; null when an attribute is given
     * @param attribute of all requests in which it stands, such as the field of a segment; null when a prospect is given
     * @param until at most an hour from now
     * @param actor who wants it, for the audit
     * @throws IllegalArgumentException when both or neither of prospect and attribute are given, or the time is over or too far away
     * @throws IllegalStateException when {@value RequestRecordings#MOST} are on
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public Recording record(String destination, Long prospectId, String attribute, Instant until, String actor) {
        return transactions.execute(status -> {
            Recording recording = recordings.start(destination, prospectId, attribute, until, actor);
            audit.add(new Audit.Entry(
                    actor,
                    "record",
                    destination,
                    prospectId == null ? "requests with " + attribute : "requests for prospect " + prospectId,
                    "until " + Times.text(until)));
            return recording;
        });
    }

    /**
     * Ends a recording before its time.
     *
     * @param id of the recording
     * @param actor who wants it, for the audit
     * @return whether it was on
     */
    public boolean stop(long id, String actor) {
        return audit.when(
                () -> recordings.stop(id), new Audit.Entry(actor, "stop recording", "", "recording " + id, ""));
    }

    /** All that are on, the oldest first. */
    public List<Recording> on() {
        return recordings.on();
    }
}
