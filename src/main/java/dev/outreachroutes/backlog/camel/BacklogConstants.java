package dev.outreachroutes.backlog.camel;

/** Names that routes and the {@code backlog:} component share. */
public final class BacklogConstants {

    /** Exchange property with the request that the exchange delivers, and the claims that it answers for. */
    public static final String DELIVERY = "backlogDelivery";

    /**
     * Exchange property by which an {@code onException} clause says what becomes of the claim: {@code retry}, {@code wait},
     * {@code pause}, {@code narrow}, {@code withhold} or {@code refuse}. Anything else, and nothing at all, is what follows from the failure, {@code retry} mostly.
     */
    public static final String SETTLEMENT = "backlogSettlement";

    /** Exchange property, true when one more failure is to end the attempts at this prospect change. */
    public static final String LAST_ATTEMPT = "backlogLastAttempt";

    /**
     * Exchange property of a bulk delivery, with what its request is for: {@code create}, {@code look}, {@code items} or {@code cancel}.
     */
    public static final String BATCH_STEP = "batchStep";

    /** Exchange property of a bulk delivery, with Outreach's number for the batch; 0 while it has none, {@link Long}. */
    public static final String BATCH_ID = "batchId";

    /** Exchange property of a bulk delivery, with what stands behind the question mark of its request's address. */
    public static final String BATCH_QUERY = "batchQuery";

    private BacklogConstants() {}
}
