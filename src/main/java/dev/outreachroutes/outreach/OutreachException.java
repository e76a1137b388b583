package dev.outreachroutes.outreach;

/**
 * A request to Outreach that did not succeed. The subtype says what to do about it; {@code onException} in the routes names
 * them. Messages carry Outreach's own error text but no token and no value that was sent.
 */
public abstract sealed class OutreachException extends RuntimeException
        permits RateLimitedException,
                UnauthorizedException,
                ForbiddenException,
                RejectedException,
                UnclearRefusalException,
                WithheldException,
                UnavailableException,
                NotConnectedException {

    private static final long serialVersionUID = 1L;

    private final int status;

    OutreachException(String message, int status, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The HTTP status of the answer; 0 when there was none. */
    public int status() {
        return status;
    }
}
