package dev.outreachroutes.outreach.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.WithheldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one prospect update leave for a claim, as the last step before the request, and takes note of the attributes that stand in
 * it. Only these can be acknowledged; what a step of the route took out is withheld. What is blocked does not leave either when a step has
 * put it in: it is taken out again, and the rest leaves.
 *
 * <p>A bulk request leaves as it was made, or not at all: a change of it would be one of many prospects.
 */
public final class RequestGuard {

    private static final Logger LOG = LoggerFactory.getLogger(RequestGuard.class);

    private final ObjectMapper json;
    private final Set<String> toldBlocked = ConcurrentHashMap.newKeySet();

    public RequestGuard(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Reads the document in the body, and leaves it there as bytes.
     *
     * @throws WithheldException when it is no update of the claim's prospect, or has nothing of the claim; nothing may leave then
     * @throws IllegalStateException when a request of this claim has left before, or the exchange delivers none
     */
    public void check(Exchange exchange) {
        OutreachRequest request = exchange.getProperty(OutreachExchange.REQUEST, OutreachRequest.class);
        if (request == null) {
            throw new IllegalStateException("The exchange has no property " + OutreachExchange.REQUEST
                    + ": only what backlog: hands out is sent to Outreach");
        }
        request.requireUnsent();
        if (request instanceof BatchRequest batch) {
            check(exchange, batch);
        } else {
            check(exchange, (ProspectRequest) request);
        }
    }

    private void check(Exchange exchange, BatchRequest request) {
        String path = exchange.getMessage().getHeader(Exchange.HTTP_PATH, "", String.class);
        String query = exchange.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class);
        if (!path.endsWith(request.path()) || !query.equals(request.query())) {
            throw withheld("is for another address than the batch's");
        }
        byte[] body = exchange.getMessage().getBody(byte[].class);
        if (request.step() == BatchRequest.Step.CREATE) {
            JsonNode document = document(body);
            if (!document.equals(document(bytes(request.document())))) {
                throw withheld("is not the bulk request that was made, which steps of the route may not change");
            }
            exchange.getMessage().setBody(body);
        } else if (body != null && body.length > 0) {
            throw withheld("has a body, and asks only how a batch gets on");
        }
        request.leavesNow();
    }

    private void check(Exchange exchange, ProspectRequest request) {
        String path = exchange.getMessage().getHeader(Exchange.HTTP_PATH, String.class);
        if (path != null && !path.endsWith("/prospects/" + request.prospectId())) {
            throw withheld("is for another address than the claim's prospect has");
        }
        byte[] body = exchange.getMessage().getBody(byte[].class);
        JsonNode document = document(body);
        Map<String, JsonNode> attributes = attributes(document, request.prospectId());
        Set<String> blocked = request.blockedAmong(attributes.keySet());
        if (!blocked.isEmpty()) {
            tell(exchange.getProperty(OutreachExchange.DESTINATION, String.class), blocked);
            attributes.keySet().removeAll(blocked);
            ((ObjectNode) document.path("data").path("attributes")).remove(blocked);
            body = bytes(document);
        }
        if (!request.leaves(attributes)) {
            throw withheld("has none of the claim's attributes");
        }
        exchange.getMessage().setBody(body);
    }

    /** Once for each attribute: the same step puts it into every request. */
    private void tell(String destination, Set<String> blocked) {
        for (String attribute : blocked) {
            if (toldBlocked.add(destination + " " + attribute)) {
                LOG.warn(
                        "{}: a step of the delivery route put {} into a request, whose mapping is blocked; it was taken out, now and"
                                + " from now on",
                        destination,
                        attribute);
            }
        }
    }

    private Map<String, JsonNode> attributes(JsonNode document, long prospectId) {
        JsonNode data = document.path("data");
        if (!data.path("type").asText().equals("prospect")
                || !data.path("id").asText().equals(Long.toString(prospectId))) {
            throw withheld("is no update of the claim's prospect: data has another type or id, or is missing");
        }
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        data.path("attributes").properties().forEach(entry -> attributes.put(entry.getKey(), entry.getValue()));
        if (attributes.isEmpty()) {
            throw withheld("has no attributes");
        }
        return attributes;
    }

    private JsonNode document(byte[] body) {
        try {
            return json.readTree(body == null ? new byte[0] : body);
        } catch (JsonProcessingException e) {
            throw withheld("is not JSON");
        } catch (IOException e) {
            throw new UncheckedIOException("Bytes in memory cannot fail to be read", e);
        }
    }

    private byte[] bytes(Object document) {
        try {
            return json.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("What was read as JSON, or is to be sent, can be written as JSON", e);
        }
    }

    private static WithheldException withheld(String how) {
        return new WithheldException("The document that the route's steps made " + how + ", so it was not sent");
    }
}
