package dev.outreachroutes.outreach.request;

import dev.outreachroutes.outreach.Acknowledgement;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.OutreachException;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.RejectedException;
import dev.outreachroutes.outreach.UnclearRefusalException;
import dev.outreachroutes.outreach.answer.BatchAnswer;
import dev.outreachroutes.outreach.answer.BatchItems;
import dev.outreachroutes.outreach.answer.OutreachResponse;
import dev.outreachroutes.outreach.answer.RateLimitHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Leaves the evidence of success in the exchange, as the step after the request in a delivery route, or throws the exception that
 * says what to do.
 */
public final class ResponseCheck {

    /** More than any error text and far more than is read of a success. */
    private static final int LONGEST_BODY = 1024 * 1024;

    private final InstantSource clock;

    public ResponseCheck(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Reads the answer that the HTTP step left in the message.
     *
     * @throws OutreachException when it is no success; its subtype says what to do
     * @throws IOException when the answer breaks off
     */
    public void check(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        OutreachRequest request = exchange.getProperty(OutreachExchange.REQUEST, OutreachRequest.class);
        if (status == null || request == null) {
            throw new IllegalStateException(
                    "The step that checks Outreach's answer stands before the request in this route");
        }
        request.answered(RateLimitHeaders.parse(message.getHeaders(), null, clock.instant())
                .rateLimit());
        if (!request.isGone()) {
            throw new IllegalStateException(
                    "A request left past the step requestGuard, so nothing of its answer can be acknowledged");
        }
        boolean freshToken = Boolean.TRUE.equals(exchange.getProperty(OutreachExchange.TOKEN_FRESH, Boolean.class));
        if (request instanceof BatchRequest batch) {
            check(batch, status, message, freshToken);
        } else {
            check((ProspectRequest) request, status, message, freshToken);
        }
    }

    private void check(BatchRequest request, int status, Message message, boolean freshToken) throws IOException {
        String body = body(message);
        try {
            OutreachResponse.requireSuccess(status, message.getHeaders(), body, freshToken, clock.instant());
        } catch (RejectedException e) {
            // It is about the request, and not about any of its prospects: no dead letter.
            throw new UnclearRefusalException(e, Narrowing.NONE);
        }
        switch (request.step()) {
            case CREATE, LOOK ->
                request.succeeded(BatchAnswer.read(body)
                        .filter(batch -> request.step() == BatchRequest.Step.CREATE || batch.id() == request.batchId())
                        .orElseThrow(() -> OutreachResponse.foreign(status, "is about no batch, or another one")));
            case ITEMS ->
                request.succeeded(BatchItems.read(body, request.batchId(), request.prospects())
                        .orElseThrow(() -> OutreachResponse.foreign(status, "is no list of a batch's items")));
            case CANCEL -> {
                // What it says is seen at the next look.
            }
        }
    }

    private void check(ProspectRequest request, int status, Message message, boolean freshToken) throws IOException {
        try {
            Acknowledgement evidence = OutreachResponse.check(
                    status,
                    message.getHeaders(),
                    body(message),
                    request.prospectId(),
                    request.statusesThatLeft(),
                    freshToken,
                    clock.instant());
            request.succeeded(evidence);
            if (!evidence.notApplied().isEmpty()) {
                throw RejectedException.notApplied(status, evidence.notApplied());
            }
        } catch (RejectedException e) {
            throw request.evidence() == null ? judged(request, e) : e;
        }
    }

    private static OutreachException judged(ProspectRequest request, RejectedException refusal) {
        Narrowing.Verdict verdict = request.refused(refusal);
        if (request.added(refusal)) {
            return refusal.aboutWhatAStepAdded(verdict);
        }
        return verdict.isUnclear() ? new UnclearRefusalException(refusal, verdict.next()) : refusal.about(verdict);
    }

    private static String body(Message message) throws IOException {
        try (InputStream body = message.getBody(InputStream.class)) {
            return body == null ? null : new String(body.readNBytes(LONGEST_BODY), StandardCharsets.UTF_8);
        }
    }
}
