package dev.outreachroutes.outreach;

/** 401, or a 403 that does not say why: the access token is not, or no longer, accepted. Nothing was applied. */
public final class UnauthorizedException extends OutreachException {

    private static final long serialVersionUID = 1L;

    public UnauthorizedException(String message, int status) {
        super(message, status, null);
    }
}
