package dev.outreachroutes.backlog;

import java.util.HashSet;
import java.util.Set;

/**
 * The prospects of a destination that Outreach has refused in a row, without taking any in between. One refusal concerns one prospect;
 * so many concern the destination, and it is better to stop than to make a dead letter of everything.
 *
 * <p>Each process counts for itself.
 */
final class RefusalRun {

    private static final int FORBIDDEN = 403;

    private final int mostForbidden;
    private final int mostRejected;
    private final Set<Long> forbidden = new HashSet<>();
    private final Set<Long> rejected = new HashSet<>();

    RefusalRun(BacklogSettings settings) {
        this.mostForbidden = settings.forbiddenInARow();
        this.mostRejected = settings.rejectedInARow();
    }

    /** Outreach has taken something: the run is over. */
    void taken() {
        forbidden.clear();
        rejected.clear();
    }

    /**
     * Takes note of a refusal.
     *
     * @return how many prospects were refused in a row, if that is as many as are borne; the next run begins then. Else 0
     */
    int refused(long prospectId, int status) {
        Set<Long> refused = status == FORBIDDEN ? forbidden : rejected;
        refused.add(prospectId);
        if (refused.size() < (status == FORBIDDEN ? mostForbidden : mostRejected)) {
            return 0;
        }
        int run = refused.size();
        taken();
        return run;
    }
}
