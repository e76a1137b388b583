package dev.outreachroutes.backlog;

import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.outreach.Acknowledgement;
import dev.outreachroutes.outreach.NetworkFailure;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.OutreachException;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.RateLimit;
import dev.outreachroutes.outreach.RateLimitedException;
import dev.outreachroutes.outreach.RejectedException;
import dev.outreachroutes.outreach.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;

/**
 * Reads off a finished exchange how its claim ended. Only Outreach's 2xx for the claim's prospect acknowledges; an exchange
 * that ended in any other way, however it was handled, is tried again unless the route says otherwise.
 */
record SettlementReader(Duration quotaFallback) {

    Settlement read(Exchange exchange, Claim claim, Instant at) {
        RateLimit rateLimit = exchange.getProperty(OutreachExchange.RATE_LIMIT, RateLimit.class);
        Acknowledgement evidence = exchange.getProperty(OutreachExchange.EVIDENCE, Acknowledgement.class);
        if (evidence != null && evidence.prospectId() == claim.prospectId()) {
            return new Settlement(claim, Outcome.ACKNOWLEDGED, Set.of(), true, false, null, rateLimit, at, "");
        }
        Throwable failure = exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        OutreachException known = known(failure);
        boolean sent = !(known instanceof NotConnectedException)
                && !(known instanceof UnavailableException unavailable && !unavailable.sent());
        boolean inDoubt = known == null || known instanceof UnavailableException && sent;
        Outcome outcome = outcome(exchange.getProperty(BacklogConstants.SETTLEMENT, String.class));
        Set<String> refused = outcome == Outcome.REFUSED ? refused(claim, known) : Set.of();
        return new Settlement(
                claim, outcome, refused, sent, inDoubt, retryAfter(known), rateLimit, at, reason(failure, known));
    }

    private static Outcome outcome(String settlement) {
        return switch (settlement == null ? "" : settlement) {
            case "wait" -> Outcome.WAIT;
            case "pause" -> Outcome.PAUSE;
            case "refuse" -> Outcome.REFUSED;
            default -> Outcome.RETRY;
        };
    }

    private static Set<String> refused(Claim claim, OutreachException known) {
        Set<String> sent = claim.attributes().keySet();
        return known instanceof RejectedException rejected ? rejected.refused(sent) : sent;
    }

    private static OutreachException known(Throwable failure) {
        OutreachException typed = ObjectHelper.getException(OutreachException.class, failure);
        if (typed != null) {
            return typed;
        }
        IOException network = ObjectHelper.getException(IOException.class, failure);
        return network == null ? null : NetworkFailure.of(network);
    }

    private Duration retryAfter(OutreachException failure) {
        if (failure instanceof RateLimitedException limited) {
            return limited.retryAfter() == null ? quotaFallback : limited.retryAfter();
        }
        if (failure instanceof NotConnectedException notConnected) {
            return notConnected.retryAfter();
        }
        return failure instanceof UnavailableException unavailable ? unavailable.retryAfter() : null;
    }

    private static String reason(Throwable failure, OutreachException known) {
        if (known != null) {
            return known.getMessage();
        }
        return failure == null
                ? "the route ended without Outreach's answer"
                : "a step of the route failed: " + failure.getClass().getName();
    }
}
