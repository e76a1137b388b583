package dev.outreachroutes.outreach.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.net.httpserver.HttpServer;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.WithheldException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bulk request that names no prospects would change all of them: it is not made, does not pass the guard, and does not leave. */
class BatchRequestTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, JsonNode> CHANGE = Map.of("custom4", TextNode.valueOf("realized"));
    private static final String MODIFY = "/api/v2/batches/actions/prospectsBulkModify";

    private final RequestGuard guard = new RequestGuard(JSON);
    private final AtomicInteger arrived = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            arrived.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void itIsNotMadeWithoutProspects() {
        assertThatThrownBy(() -> BatchRequest.create(CHANGE, Set.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BatchRequest.create(Map.of(), Set.of(1L)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itPassesTheGuardAsItWasMade() throws Exception {
        BatchRequest request = BatchRequest.create(CHANGE, Set.of(2L, 1L));

        guard.check(exchange(request, document -> {}));

        assertThat(request.hasLeft()).isTrue();
    }

    @Test
    void aDocumentFromWhichAStepHasTakenTheIdsDoesNotPassTheGuard() {
        assertWithheld(document -> attributes(document).remove("ids"));
        assertWithheld(document -> attributes(document).putArray("ids"));
        assertWithheld(document -> attributes(document).putArray("ids").add(3));
        assertWithheld(document -> attributes(document).put("custom5", "x"));
        assertWithheld(document -> document.removeAll());
    }

    @Test
    void aDocumentForAnotherAddressDoesNotPassTheGuard() throws Exception {
        BatchRequest request = BatchRequest.create(CHANGE, Set.of(1L));
        Exchange filtered = exchange(request, document -> {});
        filtered.getMessage().setHeader(Exchange.HTTP_QUERY, "actionParams[filter][id]=1");
        Exchange destroying = exchange(request, document -> {});
        destroying.getMessage().setHeader(Exchange.HTTP_PATH, "/api/v2/batches/actions/prospectsDestroyAll");

        assertThatThrownBy(() -> guard.check(filtered)).isInstanceOf(WithheldException.class);
        assertThatThrownBy(() -> guard.check(destroying)).isInstanceOf(WithheldException.class);
        assertThat(request.hasLeft()).isFalse();
    }

    @Test
    void oneRequestLeaves() throws Exception {
        BatchRequest request = BatchRequest.create(CHANGE, Set.of(1L));
        guard.check(exchange(request, document -> {}));

        assertThatThrownBy(() -> guard.check(exchange(request, document -> {})))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "no json",
                "{\"data\": {\"attributes\": {\"custom4\": \"x\"}}}",
                "{\"data\": {\"attributes\": {\"custom4\": \"x\", \"ids\": []}}}",
                "{\"data\": {\"attributes\": {\"custom4\": \"x\", \"ids\": null}}}",
                "{\"data\": {\"attributes\": {\"custom4\": \"x\", \"ids\": [\"a\"]}}}",
                "{\"data\": {\"attributes\": {\"custom4\": \"x\", \"ids\": [0]}}}",
                "{\"ids\": [1]}"
            })
    void withoutIdsNothingLeavesWhoeverSendsIt(String body) {
        assertThatThrownBy(() -> post(MODIFY, body)).isInstanceOf(ClientProtocolException.class);
        assertThat(arrived).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v2/batches/actions/prospectsDestroyAll",
                "/api/v2/batches/actions/prospects%42ulkModify/../prospectsDestroyAll",
                "/api/v2/batches//actions/prospectsDestroyAll",
                "/api/v2/./batches/./actions/prospectsDestroyAll",
                "/api/v2//batches/actions//prospectsBulkModify?filter=x",
                MODIFY + "?actionParams[filter][id]=1",
                MODIFY + "?actionParams%5Bfilter%5D%5Bid%5D=1"
            })
    void otherActionsAndFiltersDoNotLeaveEither(String path) {
        assertThatThrownBy(() -> post(path, "{\"data\": {\"attributes\": {\"custom4\": \"x\", \"ids\": [1]}}}"))
                .isInstanceOf(ClientProtocolException.class);
        assertThat(arrived).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MODIFY,
                MODIFY + "?actionParams[skipConfirmation]=true",
                "/api/v2/batches/7/actions/cancel",
                "/api/v2/prospects/7"
            })
    void whatNamesItsProspectsAndWhatIsNoActionOnManyLeaves(String path) throws IOException {
        post(path, "{\"data\": {\"attributes\": {\"custom4\": \"x\", \"ids\": [1]}}}");

        assertThat(arrived).hasValue(1);
    }

    private void post(String path, String body) throws IOException {
        try (CloseableHttpClient client = HttpClients.custom()
                .addExecInterceptorFirst("bulk-ids", new BulkIdsGuard())
                .build()) {
            HttpPost post = new HttpPost("http://localhost:"
                    + server.getAddress().getPort() + path.replace("[", "%5B").replace("]", "%5D"));
            post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
            client.execute(post, response -> null);
        }
    }

    private void assertWithheld(Consumer<ObjectNode> step) {
        BatchRequest request = BatchRequest.create(CHANGE, Set.of(1L, 2L));
        assertThatThrownBy(() -> guard.check(exchange(request, step))).isInstanceOf(WithheldException.class);
        assertThat(request.hasLeft()).isFalse();
    }

    private static ObjectNode attributes(ObjectNode document) {
        return (ObjectNode) document.at("/data/attributes");
    }

    private static Exchange exchange(BatchRequest request, Consumer<ObjectNode> step) throws JsonProcessingException {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(OutreachExchange.REQUEST, request);
        ObjectNode document = JSON.valueToTree(request.document());
        step.accept(document);
        exchange.getMessage().setHeader(Exchange.HTTP_PATH, MODIFY);
        exchange.getMessage().setHeader(Exchange.HTTP_QUERY, request.query());
        exchange.getMessage().setBody(JSON.writeValueAsBytes(document));
        return exchange;
    }
}
