package dev.outreachroutes.backlog;

import dev.outreachroutes.backlog.bulk.ChangeKey;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.outreach.Narrowing;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/** One locked row of table {@code prospect}: the state, and when something is to be done about it. */
final class ProspectRow {

    final long prospectId;
    final ProspectState state;
    Instant pendingSince;
    Instant dueAt;

    /** The attributes that wait for their mapping, when nothing else is pending; null otherwise. */
    Set<String> blocked;

    UUID claim;
    int attempts;

    /** Of what is pending, if it may go in a bulk request; null otherwise. See {@link ChangeKey}. */
    Long changeKey;

    /** How urgent what is pending is: 0 goes first. */
    int priority = Urgency.NORMAL;

    /** Since when Outreach does not know the prospect; null when that is not so. Not written with the row. */
    final Instant goneSince;

    /** By which version of the fields it is to be written. */
    final int fieldsVersion;

    /** How what is folded into it is to be read. */
    final Configured configured;

    /** Whether Outreach has just confirmed something of it, and so knows the prospect. */
    boolean confirmed;

    ProspectRow(long prospectId, Configured configured) {
        this.prospectId = prospectId;
        this.configured = configured;
        this.state = new ProspectState(configured.statuses());
        this.fieldsVersion = configured.version();
        this.goneSince = null;
    }

    ProspectRow(ResultSet row, Configured configured) throws SQLException {
        this.configured = configured;
        int written = row.getInt("fields_version");
        prospectId = row.getLong("prospect_id");
        state = ProspectStateJson.read(
                row.getString("desired"),
                row.getString("acknowledged"),
                row.getString("acknowledged_at"),
                row.getString("in_doubt"),
                row.getString("refused"),
                row.getString("refused_alone"),
                row.getString("withheld"),
                row.getString("narrowing"),
                row.getString("consent"),
                configured,
                configured.since(written));
        fieldsVersion = Math.max(written, configured.version());
        goneSince = Instants.of(row, "gone_since");
        pendingSince = Instants.of(row, "pending_since");
        dueAt = Instants.of(row, "due_at");
        claim = row.getObject("claim", UUID.class);
        attempts = row.getInt("attempts");
        blocked = ProspectStateJson.blocked(row.getString("blocked"));
        changeKey = row.getObject("change_key", Long.class);
        priority = row.getInt("priority");
    }

    /**
     * Sets whether and when this row is due, now that its state may have changed, or what is blocked. A claimed row is left to its
     * settlement, and a row that is due already, or is backing off, keeps its time. A row of which only blocked attributes are pending is
     * not due.
     *
     * @param impossible the attributes whose mapping is blocked now
     */
    void reschedule(Instant now, Instant due, Set<String> impossible) {
        reschedule(now, due, impossible, Urgency.of(state, impossible));
    }

    /** The same for what no event has asked for: it lets what events ask for go ahead. */
    void rescheduleLast(Instant now, Instant due, Set<String> impossible) {
        boolean asked = dueAt != null && priority != Urgency.LAST;
        reschedule(now, due, impossible, asked ? Urgency.of(state, impossible) : Urgency.LAST);
    }

    private void reschedule(Instant now, Instant due, Set<String> impossible, int urgency) {
        priority = urgency;
        if (claim != null) {
            return;
        }
        changeKey = attempts == 0 && state.narrowing().equals(Narrowing.NONE)
                ? ChangeKey.of(state.pending(impossible))
                : null;
        if (!state.isPending(impossible)) {
            Set<String> waiting = state.pending().keySet();
            blocked = waiting.isEmpty() ? null : Set.copyOf(waiting);
            pendingSince = waiting.isEmpty() ? null : pendingSince == null ? now : pendingSince;
            attempts = 0;
            // What was given up without an answer may still be applied: until then nothing else is sent.
            Instant held = dueAt == null ? due : dueAt;
            dueAt = state.inDoubt().isEmpty() || !held.isAfter(now) ? null : held;
            return;
        }
        blocked = null;
        if (pendingSince == null) {
            pendingSince = now;
        }
        if (dueAt == null) {
            dueAt = due;
        }
    }

    /** Whether an event made it pending; not so of what a resync or a change of the configuration asks for. */
    boolean isAskedByEvents() {
        return priority != Urgency.LAST;
    }

    /** Ends the claim; the row is due at the given time if it is still pending. */
    void release(Instant now, Instant due, Set<String> impossible) {
        claim = null;
        dueAt = null;
        reschedule(now, due, impossible, priority == Urgency.LAST ? Urgency.LAST : Urgency.of(state, impossible));
    }
}
