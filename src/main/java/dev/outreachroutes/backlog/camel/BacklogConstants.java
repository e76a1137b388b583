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

    private BacklogConstants() {}
}
