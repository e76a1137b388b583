package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Settlement;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.outreach.Acknowledgement;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.NetworkFailure;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.OutreachException;
import dev.outreachroutes.outreach.RateLimitedException;
import dev.outreachroutes.outreach.RejectedException;
import dev.outreachroutes.outreach.UnavailableException;
import dev.outreachroutes.outreach.UnclearRefusalException;
import dev.outreachroutes.outreach.WithheldException;
import dev.outreachroutes.outreach.request.ProspectRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;

/**
 * Reads off a finished exchange how its claims ended. Only Outreach's 2xx for the claim's prospect acknowledges; an exchange
 * that ended in any other way, however it was handled, is tried again unless the route says otherwise.
 */
record SettlementReader(Duration quotaFallback) {

    /** How each claim of the exchange's delivery ended; nothing of it leaves any more. */
    List<Settlement> read(Exchange exchange, Delivery delivery, Instant at) {
        delivery.request().close();
        return delivery.claims().stream()
                .map(claim -> read(exchange, claim, delivery.request(), at))
                .toList();
    }

    private Settlement read(Exchange exchange, Claim claim, ProspectRequest request, Instant at) {
        Throwable failure = failure(exchange);
        OutreachException known = known(failure);
        boolean answered = request.isAnswered() || exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null;
        boolean sent = request.hasLeft() && (answered || !neverReachedOutreach(failure));
        Outcome asked = outcome(exchange.getProperty(BacklogConstants.SETTLEMENT, String.class), known, sent);
        Acknowledgement evidence = request.evidence();
        Settlement.Attributes attributes = attributes(claim, request, evidence, asked, known);
        Outcome outcome = evidence == null
                ? asked
                : !attributes.refused().isEmpty()
                        ? Outcome.REFUSED
                        : evidence.notApplied().isEmpty() ? Outcome.ACKNOWLEDGED : Outcome.RETRY;
        return new Settlement(
                claim,
                outcome,
                attributes,
                known == null ? 0 : known.status(),
                sent,
                evidence == null && sent && !isDefinite(known, request),
                retryAfter(known),
                request.rateLimit(),
                at,
                reason(failure, known),
                left(exchange, request, known));
    }

    private static Settlement.Left left(Exchange exchange, ProspectRequest request, OutreachException known) {
        int status = 0;
        if (request.evidence() != null) {
            status = request.evidence().status();
        } else if (known != null && known.status() > 0) {
            status = known.status();
        } else if (exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) instanceof Integer answered) {
            status = answered;
        }
        return new Settlement.Left(status, request.document(), request.took());
    }

    /** Whether a step of the route failed, and not the request. */
    static boolean isOfAStep(Exchange exchange) {
        Throwable failure = failure(exchange);
        return failure != null && known(failure) == null;
    }

    static Throwable failure(Exchange exchange) {
        return exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    /** What the route says or, where it says nothing, what follows from the failure. */
    private static Outcome outcome(String settlement, OutreachException known, boolean sent) {
        return switch (settlement == null ? "" : settlement) {
            case "wait" -> Outcome.WAIT;
            case "pause" -> Outcome.PAUSE;
            case "refuse" -> Outcome.REFUSED;
            default -> {
                if (known instanceof UnclearRefusalException) {
                    yield Outcome.NARROWED;
                }
                if (known instanceof WithheldException && !sent) {
                    yield Outcome.WITHHELD;
                }
                yield known == null && !sent ? Outcome.SKIPPED : Outcome.RETRY;
            }
        };
    }

    private static Settlement.Attributes attributes(
            Claim claim, ProspectRequest request, Acknowledgement evidence, Outcome asked, OutreachException known) {
        Set<String> withheld = Set.of();
        if (asked == Outcome.WITHHELD) {
            withheld = claim.attributes().keySet();
        } else if (!request.left().isEmpty()) {
            withheld = without(claim.attributes().keySet(), request.left());
        }
        Set<String> acknowledged = evidence == null ? Set.of() : without(request.left(), evidence.notApplied());
        if (asked == Outcome.REFUSED) {
            return known instanceof RejectedException rejected
                    ? new Settlement.Attributes(
                            acknowledged, rejected.attributes(), rejected.whole(), withheld, rejected.next())
                    : new Settlement.Attributes(
                            acknowledged,
                            without(claim.attributes().keySet(), acknowledged),
                            claim.attributes().keySet().equals(claim.pending().keySet()),
                            withheld,
                            null);
        }
        Narrowing next =
                asked == Outcome.NARROWED && known instanceof UnclearRefusalException unclear ? unclear.next() : null;
        return new Settlement.Attributes(acknowledged, Set.of(), false, withheld, next);
    }

    private static Set<String> without(Set<String> attributes, Set<String> others) {
        Set<String> rest = new HashSet<>(attributes);
        rest.removeAll(others);
        return rest;
    }

    /** Whether the connection failed before the request was written. What a step of the route throws says nothing of that. */
    static boolean neverReachedOutreach(Throwable failure) {
        IOException network = network(failure);
        return network != null
                && ObjectHelper.getException(OutreachException.class, failure) == null
                && !NetworkFailure.of(network).sent();
    }

    /** Whether Outreach's answer says that nothing was applied. */
    private static boolean isDefinite(OutreachException known, ProspectRequest request) {
        return request.isAnswered()
                && known != null
                && !(known instanceof NotConnectedException)
                && !(known instanceof WithheldException)
                && !(known instanceof UnavailableException unavailable && unavailable.sent());
    }

    static OutreachException known(Throwable failure) {
        OutreachException typed = ObjectHelper.getException(OutreachException.class, failure);
        if (typed != null) {
            return typed;
        }
        IOException network = network(failure);
        return network == null ? null : NetworkFailure.of(network);
    }

    /** The failure of the connection to Outreach. That to the database says nothing of a request. */
    private static IOException network(Throwable failure) {
        return ObjectHelper.getException(SQLException.class, failure) == null
                ? ObjectHelper.getException(IOException.class, failure)
                : null;
    }

    Duration retryAfter(OutreachException failure) {
        if (failure instanceof RateLimitedException limited) {
            return limited.retryAfter() == null ? quotaFallback : limited.retryAfter();
        }
        if (failure instanceof NotConnectedException notConnected) {
            return notConnected.retryAfter();
        }
        return failure instanceof UnavailableException unavailable ? unavailable.retryAfter() : null;
    }

    static String reason(Throwable failure, OutreachException known) {
        if (known != null) {
            return known.getMessage();
        }
        return failure == null
                ? "the route ended without Outreach's answer"
                : "a step of the route failed: " + failure.getClass().getName();
    }
}
