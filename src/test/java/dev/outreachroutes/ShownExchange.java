package dev.outreachroutes;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;

/** What steps of an edited route could show of exchanges: all of their headers, properties and bodies, in every form there is. */
public final class ShownExchange {

    private static final List<String> SHOWN = new CopyOnWriteArrayList<>();

    private static final ObjectMapper EVERY_FIELD = JsonMapper.builder()
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .findAndAddModules()
            .build();

    /** A step. */
    public void show(Exchange exchange) {
        Map<String, Object> values = new LinkedHashMap<>(exchange.getAllProperties());
        values.putAll(exchange.getMessage().getHeaders());
        values.put("body", exchange.getMessage().getBody(String.class));
        values.forEach(
                (name, value) -> SHOWN.add(name + " = " + value + "\n" + asJson(value) + "\n" + serialised(value)));
    }

    static void forget() {
        SHOWN.clear();
    }

    static List<String> shown() {
        return List.copyOf(SHOWN);
    }

    private static String asJson(Object value) {
        try {
            return EVERY_FIELD.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            return "not as JSON";
        }
    }

    private static String serialised(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            return "not serialisable";
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
