package dev.outreachroutes.destination;

/** Whether one request may change many prospects of a destination. */
public enum Bulk {
    /** Where it costs fewer requests, and the grant has the scopes. The default. */
    AUTO,
    /** Never: a request for each prospect. */
    OFF
}
