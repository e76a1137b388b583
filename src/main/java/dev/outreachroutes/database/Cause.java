package dev.outreachroutes.database;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.core.NestedExceptionUtils;

/** What a line of the log says of a failure. */
public final class Cause {

    private Cause() {}

    /**
     * @return kind and message of what the failure goes back to; the kind alone when there is no message
     */
    public static String of(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        String kind = root.getClass().getSimpleName();
        return root.getMessage() == null ? kind : kind + ": " + root.getMessage();
    }

    /**
     * What can be told of an error about data: what PostgreSQL's or Java's own words are may repeat a value.
     *
     * @return SQLSTATE and, if it is one's, the constraint; or kind and place in the code
     */
    public static String withoutValues(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        if (root instanceof SQLException refusal) {
            ServerErrorMessage told = root instanceof PSQLException known ? known.getServerErrorMessage() : null;
            return "the database refuses it, SQLSTATE " + refusal.getSQLState()
                    + (told == null || told.getConstraint() == null
                            ? ""
                            : ", constraint " + told.getConstraint() + " of " + told.getTable());
        }
        StackTraceElement[] stack = root.getStackTrace();
        return root.getClass().getName() + (stack.length == 0 ? "" : " at " + stack[0]);
    }
}
