package dev.outreachroutes.outreach;

/**
 * Outreach refuses a request and does not say which of its attributes it means. Nothing was applied; requests with fewer attributes
 * tell.
 */
public final class UnclearRefusalException extends OutreachException {

    private static final long serialVersionUID = 1L;

    private final transient Narrowing next;

    public UnclearRefusalException(RejectedException refusal, Narrowing next) {
        // Not as its cause: Camel looks for clauses that fit a cause first.
        super(refusal.getMessage(), refusal.status(), null);
        this.next = next;
    }

    /** How to go on. */
    public Narrowing next() {
        return next;
    }
}
