package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.BatchEnd;
import dev.outreachroutes.backlog.BatchEnd.Kind;
import dev.outreachroutes.backlog.BatchStep;
import dev.outreachroutes.outreach.ForbiddenException;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.OutreachException;
import dev.outreachroutes.outreach.RateLimitedException;
import dev.outreachroutes.outreach.UnauthorizedException;
import dev.outreachroutes.outreach.UnavailableException;
import dev.outreachroutes.outreach.WithheldException;
import dev.outreachroutes.outreach.request.BatchRequest;
import java.time.Instant;
import org.apache.camel.Exchange;

/** Reads off a finished exchange how a request of a batch ended. What the route says of it changes nothing: only what Outreach said counts. */
record BatchEndReader(SettlementReader settlements) {

    private static final int NOT_FOUND = 404;

    BatchEnd read(Exchange exchange, BatchStep step, Instant at) {
        BatchRequest request = step.request();
        request.close();
        Throwable failure = SettlementReader.failure(exchange);
        OutreachException known = SettlementReader.known(failure);
        boolean answered = request.isAnswered() || exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null;
        boolean sent = request.hasLeft() && (answered || !SettlementReader.neverReachedOutreach(failure));
        boolean told = request.batch() != null
                || request.items() != null
                || request.step() == BatchRequest.Step.CANCEL && request.isAnswered() && known == null;
        return new BatchEnd(
                step,
                told ? Kind.ANSWERED : kind(known, sent, request),
                sent,
                known == null ? 0 : known.status(),
                settlements.retryAfter(known),
                request.rateLimit(),
                at,
                SettlementReader.reason(failure, known));
    }

    BatchEnd notSent(BatchStep step, Instant at, String reason) {
        step.request().close();
        return new BatchEnd(step, Kind.NOT_SENT, false, 0, null, null, at, reason);
    }

    /** Nobody knows how far it got. */
    BatchEnd broken(BatchStep step, Instant at, Throwable failure) {
        step.request().close();
        boolean sent = step.request().hasLeft();
        return new BatchEnd(
                step,
                sent ? Kind.UNKNOWN : Kind.SKIPPED,
                sent,
                0,
                null,
                null,
                at,
                failure.getClass().getName());
    }

    private static Kind kind(OutreachException known, boolean sent, BatchRequest request) {
        if (known instanceof RateLimitedException
                || known instanceof UnauthorizedException
                || known instanceof NotConnectedException) {
            return Kind.WAIT;
        }
        if (known instanceof WithheldException) {
            // The steps of the route change every bulk request alike.
            return Kind.FORBIDDEN;
        }
        if (!sent) {
            return known == null ? Kind.SKIPPED : Kind.UNREACHED;
        }
        if (known == null || known instanceof UnavailableException) {
            return Kind.UNKNOWN;
        }
        if (known.status() == NOT_FOUND && request.step() != BatchRequest.Step.CREATE) {
            return Kind.GONE;
        }
        return known instanceof ForbiddenException || known.status() == NOT_FOUND || known.status() == 403
                ? Kind.FORBIDDEN
                : Kind.REFUSED;
    }
}
