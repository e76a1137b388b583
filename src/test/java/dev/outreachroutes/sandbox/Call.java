package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A request as it arrived. */
final class Call {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String PROSPECTS = "/api/v2/prospects/";

    private final Instant arrived;
    private final String method;
    private final String path;
    private final Map<String, List<String>> query;
    private final HttpHeaders headers;
    private final byte[] body;
    private final Long prospectId;
    private long user;
    private long logNumber;

    Call(FullHttpRequest request, Instant arrived) {
        this.arrived = arrived;
        this.method = request.method().name();
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        this.path = uri.path();
        this.query = request.uri().indexOf('?') < 0 ? Map.of() : uri.parameters();
        this.headers = request.headers();
        this.body = ByteBufUtil.getBytes(request.content());
        this.prospectId = path.startsWith(PROSPECTS) ? idOf(path.substring(PROSPECTS.length())) : null;
    }

    Instant arrived() {
        return arrived;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** The first value of a parameter of the query, or null. */
    String parameter(String name) {
        List<String> values = query.get(name);
        return values == null ? null : values.get(0);
    }

    Map<String, List<String>> parameters() {
        return query;
    }

    /** A header, or null. */
    String header(String name) {
        return headers.get(name);
    }

    HttpHeaders headers() {
        return headers;
    }

    boolean hasBody() {
        return body.length > 0;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** @throws IOException when the body is not JSON */
    JsonNode json() throws IOException {
        return JSON.readTree(body);
    }

    /** The fields of a form, or of a JSON object of plain values. */
    Map<String, String> form() throws IOException {
        Map<String, String> fields = new HashMap<>();
        String type = headers.get("Content-Type");
        if (type != null && type.contains("json")) {
            json().properties().stream()
                    .filter(field -> !field.getValue().isNull())
                    .forEach(
                            field -> fields.put(field.getKey(), field.getValue().asText()));
        } else {
            new QueryStringDecoder(text(), StandardCharsets.UTF_8, false, 1024, true)
                    .parameters()
                    .forEach((name, values) -> fields.put(name, values.get(0)));
        }
        return fields;
    }

    /** The prospect that the path names, or null. */
    Long prospectId() {
        return prospectId;
    }

    /** The user whose token the request carries; 0 when it carries none. */
    long user() {
        return user;
    }

    void user(long user) {
        this.user = user;
    }

    /** Its number in the log; 0 before it is there. */
    long logNumber() {
        return logNumber;
    }

    void logNumber(long logNumber) {
        this.logNumber = logNumber;
    }

    private static Long idOf(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
