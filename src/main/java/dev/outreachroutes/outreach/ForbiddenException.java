package dev.outreachroutes.outreach;

/** 403: the user's grant does not allow the request. Nothing was applied; a person has to change the grant or the permissions. */
public final class ForbiddenException extends OutreachException {

    private static final long serialVersionUID = 1L;

    public ForbiddenException(String message, int status) {
        super(message, status, null);
    }
}
