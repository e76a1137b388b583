package dev.outreachroutes.outreach;

/** 400, 404, 415, 422 and the like: Outreach refuses this change for good. Nothing was applied; sending it again is useless. */
public final class RejectedException extends OutreachException {

    private static final long serialVersionUID = 1L;

    private final String errorText;

    public RejectedException(String message, int status, String errorText) {
        super(message, status, null);
        this.errorText = errorText;
    }

    /** Outreach's error text, at most 2,000 characters; empty when the answer has none. */
    public String errorText() {
        return errorText;
    }
}
