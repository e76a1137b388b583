package dev.outreachroutes.outreach;

/** Names of the exchange properties by which the steps of a delivery route know of each other. */
public final class OutreachExchange {

    /** The destination that the exchange delivers for, {@link String}. */
    public static final String DESTINATION = "outreachDestination";

    /** The account whose grant and quota the request uses, {@link String}. */
    public static final String ACCOUNT = "outreachAccount";

    /** Outreach's number for the prospect that the exchange is about, {@link Long}. */
    public static final String PROSPECT_ID = "outreachProspectId";

    /** What the exchange is to send, {@link ProspectUpdate}. */
    public static final String UPDATE = "outreachUpdate";

    /** The {@link Acknowledgement}; there only when Outreach's 2xx for this prospect was seen. */
    public static final String EVIDENCE = "outreachEvidence";

    /** What the answer, good or bad, said of the quota, {@link RateLimit}. */
    public static final String RATE_LIMIT = "outreachRateLimit";

    private OutreachExchange() {}
}
