package dev.outreachroutes.outreach;

/**
 * Outreach forbids the account something that concerns every prospect, such as by a missing scope. Nothing was applied; a person
 * has to change something.
 */
public final class ForbiddenException extends OutreachException {

    private static final long serialVersionUID = 1L;

    public ForbiddenException(String message, int status) {
        super(message, status, null);
    }
}
