package dev.outreachroutes.backlog;

/** The row of one prospect cannot be read, or cannot be written; the database is not to blame. */
public final class ProspectFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final long prospectId;

    /**
     * @param prospectId Outreach's number for the prospect
     */
    public ProspectFailedException(long prospectId, Throwable cause) {
        super("The row of prospect " + prospectId + " cannot be used", cause);
        this.prospectId = prospectId;
    }

    /** Whose row it is. */
    public long prospectId() {
        return prospectId;
    }
}
