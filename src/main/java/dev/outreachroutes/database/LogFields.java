package dev.outreachroutes.database;

/**
 * Names of the fields that our lines have beside their text where the log is structured, such as ECS. They stand below one name of our own,
 * since ECS has a meaning for a plain {@code destination}. {@code docs/operating.md} lists them.
 */
public final class LogFields {

    public static final String DESTINATION = "outreach.destination";
    public static final String ACCOUNT = "outreach.account";

    /** The ID of the Camel route, of lines about a route and not about a destination. */
    public static final String ROUTE = "outreach.route";

    /** Outreach's number for the prospect. */
    public static final String PROSPECT = "outreach.prospect";

    /** The number of a request that left, as the API has it. */
    public static final String REQUEST = "outreach.request";

    /** The events of a request, each as partition-offset. */
    public static final String EVENTS = "outreach.events";

    private LogFields() {}
}
