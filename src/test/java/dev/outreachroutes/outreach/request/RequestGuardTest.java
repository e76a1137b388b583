package dev.outreachroutes.outreach.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.WithheldException;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What is blocked does not leave, whoever puts it into the document. */
class RequestGuardTest {

    private static final Map<String, JsonNode> CLAIM = Map.of("custom5", TextNode.valueOf("realized"));

    private final RequestGuard guard = new RequestGuard(new ObjectMapper());
    private final ProspectRequest request =
            new ProspectRequest(7, CLAIM, CLAIM, Set.of(), Narrowing.NONE, Set.of("custom4"));

    @Test
    void aBlockedAttributeThatAStepAddsIsTakenOutAgainAndTheRestLeaves() {
        Exchange exchange = exchange("\"custom4\":\"x\",\"custom5\":\"realized\",\"title\":\"CTO\"");

        try (LogCapture log = new LogCapture(RequestGuard.class.getName(), Level.WARN)) {
            guard.check(exchange);

            assertThat(log.lines()).singleElement().asString().contains("custom4", "blocked");
        }

        assertThat(exchange.getMessage().getBody(String.class))
                .isEqualTo(
                        "{\"data\":{\"type\":\"prospect\",\"id\":7,\"attributes\":{\"custom5\":\"realized\",\"title\":\"CTO\"}}}");
        assertThat(request.left()).containsExactly("custom5");
    }

    @Test
    void aDocumentWithNothingElseDoesNotLeave() {
        assertThatThrownBy(() -> guard.check(exchange("\"custom4\":\"x\""))).isInstanceOf(WithheldException.class);
        assertThat(request.hasLeft()).isFalse();
    }

    @Test
    void aDocumentWithoutBlockedAttributesIsLeftAsItIs() {
        Exchange exchange = exchange(" \"custom5\" : \"realized\"");

        guard.check(exchange);

        assertThat(exchange.getMessage().getBody(String.class)).contains(" \"custom5\" : ");
    }

    private Exchange exchange(String attributes) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(OutreachExchange.DESTINATION, "sales");
        exchange.setProperty(OutreachExchange.REQUEST, request);
        exchange.getMessage()
                .setBody("{\"data\":{\"type\":\"prospect\",\"id\":7,\"attributes\":{" + attributes + "}}}");
        return exchange;
    }
}
