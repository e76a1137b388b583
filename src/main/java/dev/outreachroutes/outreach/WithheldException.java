package dev.outreachroutes.outreach;

/** The steps of the route left nothing to send of a claim: the request did not leave, and its attributes are withheld. */
public final class WithheldException extends OutreachException {

    private static final long serialVersionUID = 1L;

    public WithheldException(String message) {
        super(message, 0, null);
    }
}
