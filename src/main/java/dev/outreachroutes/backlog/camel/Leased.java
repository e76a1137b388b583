package dev.outreachroutes.backlog.camel;

import java.time.Instant;

/** What may be sent for a while only: the exchange property {@value BacklogConstants#DELIVERY}. */
interface Leased {

    /** When somebody else may send it. */
    Instant leaseUntil();
}
