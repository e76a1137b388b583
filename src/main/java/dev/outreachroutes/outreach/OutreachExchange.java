package dev.outreachroutes.outreach;

/** Names of the exchange properties by which the steps of a delivery route know of each other. */
public final class OutreachExchange {

    /** The destination that the exchange delivers for, {@link String}. */
    public static final String DESTINATION = "outreachDestination";

    /** The account whose grant and quota the request uses, {@link String}. */
    public static final String ACCOUNT = "outreachAccount";

    /** Outreach's number for the prospect that the exchange is about, {@link Long}. */
    public static final String PROSPECT_ID = "outreachProspectId";

    /** What the exchange is to send, what left of it, and what Outreach answered, {@code ProspectRequest}. */
    public static final String REQUEST = "outreachRequest";

    /** Whether the request's access token is too young to be refused for its age, {@link Boolean}. */
    public static final String TOKEN_FRESH = "outreachTokenFresh";

    private OutreachExchange() {}
}
