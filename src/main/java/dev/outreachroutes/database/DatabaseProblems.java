package dev.outreachroutes.database;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of the database is in the way now. Says it in one line, however many of this process meet it, and again once a minute while it
 * lasts. Whoever meets it waits and tries again; sessions that may have been made in the wrong mode are replaced meanwhile.
 */
public final class DatabaseProblems {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProblems.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Runnable replaceSessions;
    private final Map<Object, DatabaseProblem> problems = new HashMap<>();

    /** By cure, of which there are few. */
    private final Map<String, LogThrottle> lines = new HashMap<>();

    private boolean told;

    /**
     * @param replaceSessions makes the next statements use new sessions
     */
    public DatabaseProblems(Runnable replaceSessions) {
        this.replaceSessions = replaceSessions;
    }

    /**
     * Somebody cannot go on.
     *
     * @param whose a name of who it is, until {@link #over}
     * @return what it means for an operator; empty when the failure is no outage of the database
     */
    public synchronized Optional<DatabaseProblem> met(Object whose, Throwable failure) {
        Optional<DatabaseProblem> problem = DatabaseProblem.of(failure);
        problem.ifPresentOrElse(each -> met(whose, each), () -> over(whose));
        return problem;
    }

    /** The same, when it is known already what it means. */
    public synchronized void met(Object whose, DatabaseProblem problem) {
        problems.put(whose, problem);
        // A session keeps the settings that it was made with, such as read-only, also when the database has others by
        // now.
        replaceSessions.run();
        LogThrottle line = lines.computeIfAbsent(problem.cure(), any -> new LogThrottle(BETWEEN_LINES));
        if (line.times() > 0) {
            told = true;
            LOG.warn("{} Intake and delivery wait meanwhile, and go on by themselves", problem.sentence());
        }
    }

    /** Whoever it was goes on, or does not need the database any more. */
    public synchronized void over(Object whose) {
        if (problems.remove(whose) != null && problems.isEmpty() && told) {
            told = false;
            LOG.info("The database works again");
        }
    }

    /** What is in the way now, if anything is. */
    public synchronized Optional<DatabaseProblem> now() {
        return problems.values().stream().findAny();
    }
}
