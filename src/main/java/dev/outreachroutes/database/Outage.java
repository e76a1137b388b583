package dev.outreachroutes.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Tells an outage from an error.
 *
 * <p>An outage is about what is around us: the database is away, full, read-only or lacks a table, the brokers do not answer. The same
 * step succeeds when somebody has put that right, so it is tried again for as long as it takes. An error is about what is being
 * done: a value that the database cannot hold, a bug. Trying again does not help, so what it is about becomes a dead letter.
 *
 * <p>A failure that is not known counts as an error. The database's are told apart by their SQLSTATE, see <a
 * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's list</a>.
 */
public final class Outage {

    /**
     * Classes of SQLSTATE: connection, feature not supported (a plan or a pooler that changed), transaction state (read-only, idle for too
     * long), statement or cursor gone (a pooler), authorisation, no such database, no such schema, rollback (deadlock,
     * serialization), rights and schema, resources, object state (locks), operator (shutdown, time-out), the server's system.
     */
    private static final Set<String> CLASSES =
            Set.of("08", "0A", "25", "26", "34", "28", "3D", "3F", "40", "42", "53", "55", "57", "58");

    /** How deep causes are looked into. */
    private static final int DEPTH = 30;

    private Outage() {}

    /** Whether the failure, or one that it goes back to, is an outage. */
    public static boolean is(Throwable failure) {
        SQLException refusal = sql(failure);
        if (refusal != null) {
            // Without one it is the driver or the pool that has no connection, or lost it.
            String state = refusal.getSQLState();
            return state == null || state.length() == 5 && CLASSES.contains(state.substring(0, 2));
        }
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            if (isAboutData(cause)) {
                return false;
            }
            if (isKind(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Java calls these failures of input and output, though it is the input that is wrong, each time. */
    private static boolean isAboutData(Throwable cause) {
        return cause instanceof JsonProcessingException
                || cause instanceof CharacterCodingException
                || cause instanceof ZipException;
    }

    private static boolean isKind(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof UncheckedIOException
                || cause instanceof TimeoutException
                || cause instanceof InterruptedException
                || cause instanceof CancellationException
                || cause instanceof RejectedExecutionException
                || cause instanceof KafkaException
                        && !(cause instanceof RecordTooLargeException)
                        && !(cause instanceof SerializationException);
    }

    /** The database's refusal that a failure goes back to: the innermost that says which it is. Null when it goes back to none. */
    static SQLException sql(Throwable failure) {
        SQLException found = null;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEPTH; depth++) {
            if (cause instanceof SQLException refusal && (found == null || refusal.getSQLState() != null)) {
                found = refusal;
            }
            cause = cause.getCause();
        }
        return found;
    }
}
