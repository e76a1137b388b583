package dev.outreachroutes.log;

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
}
