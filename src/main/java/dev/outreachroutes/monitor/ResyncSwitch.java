package dev.outreachroutes.monitor;

import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.resync.Resync;
import dev.outreachroutes.resync.ResyncRequest;
import dev.outreachroutes.resync.Resyncs;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/** Begins, pauses and ends resyncs for a person, and says in the audit who did. Throws what {@link Resyncs} throws; then nothing is done. */
public final class ResyncSwitch {

    private final Resyncs resyncs;
    private final Audit audit;
    private final TransactionTemplate transactions;

    ResyncSwitch(Resyncs resyncs, Audit audit, TransactionTemplate transactions) {
        this.resyncs = resyncs;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** As {@link Resyncs#begin}. */
    public Resync begin(ResyncRequest request, String actor) {
        return done(
                request.mode() == ResyncRequest.Mode.HEAL ? "resync" : "compare",
                actor,
                () -> resyncs.begin(request, actor));
    }

    /** As {@link Resyncs#start}. */
    public Resync start(long id, String actor) {
        return done("start", actor, () -> resyncs.start(id));
    }

    /** As {@link Resyncs#pause}. */
    public Resync pause(long id, String actor) {
        return done("pause", actor, () -> resyncs.pause(id));
    }

    /** As {@link Resyncs#cancel}. */
    public Resync cancel(long id, String actor) {
        return done("cancel", actor, () -> resyncs.cancel(id));
    }

    /** Ends the resync of a destination that is under way, or paused; empty when none is. */
    public Optional<Resync> cancelOf(String destination, String actor) {
        return resyncs.latest(destination, 1).stream()
                .filter(each -> each.state() == Resync.State.RUNNING || each.state() == Resync.State.PAUSED)
                .findFirst()
                .map(each -> cancel(each.id(), actor));
    }

    private Resync done(String what, String actor, Supplier<Resync> change) {
        return transactions.execute(status -> {
            Resync resync = change.get();
            audit.add(new Audit.Entry(
                    actor,
                    what,
                    resync.request().destination(),
                    "resync " + resync.id(),
                    String.join(", ", new TreeSet<>(resync.request().attributes()))));
            return resync;
        });
    }
}
