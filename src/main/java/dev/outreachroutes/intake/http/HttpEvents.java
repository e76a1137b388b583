package dev.outreachroutes.intake.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.intake.Intake;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.Identity;
import dev.outreachroutes.profile.ProfileEvent;
import dev.outreachroutes.profile.ProfileReader;
import dev.outreachroutes.profile.Timestamps;
import jakarta.servlet.http.HttpServletRequest;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.util.ObjectHelper;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of the route that takes events by HTTP. */
public final class HttpEvents {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEvents.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Attributes of a CloudEvent in binary form that go with the record; a header {@code ce-x} becomes {@code ce_x}. */
    private static final List<String> CLOUD_EVENT =
            List.of("specversion", "id", "source", "type", "subject", "time", "dataschema");

    private static final int LONGEST_ATTRIBUTE = 1_000;
    /** Of camel-platform-http. */
    private static final String SERVLET_REQUEST = "CamelHttpServletRequest";

    private static final String CHECKED = "httpEventsChecked";

    private final BodyReader bodies;
    private final ProfileReader reader;
    private final Destinations destinations;

    /** How long a body may wait for its check, in milliseconds: with what Kafka may take after it, an answer is there in 2 seconds. */
    private static final int LONGEST_WAIT = 500;

    private final Semaphore checks;
    private final Confirmations confirmations;

    private final LogThrottle lines = new LogThrottle(Duration.ofMinutes(1));

    private record Checked(int profiles, Faults faults) {}

    /** @param checks how many bodies are checked at once: profiles in memory take many times their bytes, and a check a processor */
    HttpEvents(
            BodyReader bodies,
            ProfileReader reader,
            Destinations destinations,
            Semaphore checks,
            Confirmations confirmations) {
        this.bodies = bodies;
        this.reader = reader;
        this.destinations = destinations;
        this.checks = checks;
        this.confirmations = confirmations;
    }

    /**
     * The step {@code read}: makes a record of the request, the body as JSON in UTF-8 and the headers that intake knows.
     *
     * @throws RefusedException when the body is too large, too slow or nothing that could be JSON, or Kafka is known to be away
     */
    public void read(Exchange exchange) throws RefusedException {
        EventRequest request = request(exchange);
        if (!confirmations.mayTry()) {
            throw new RefusedException(notConfirmed());
        }
        HttpServletRequest whole = request.whole();
        Map<String, String> attributes = cloudEvent(whole);
        byte[] body = bodies.read(whole);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(body);
        if (!request.destinations().isEmpty()) {
            message.setHeader(Intake.DESTINATION_HEADER, String.join(",", request.destinations()));
        }
        attributes.forEach(message::setHeader);
        exchange.setProperty(CHECKED, new Checked(0, new Faults()));
    }

    private static EventRequest request(Exchange exchange) {
        if (exchange.getMessage().getHeader(SERVLET_REQUEST) instanceof EventRequest request) {
            return request;
        }
        throw new IllegalStateException("The step read is the first of a route that begins at platform-http:"
                + EventGate.PATH + "; only requests to that path come with a sender");
    }

    private static Map<String, String> cloudEvent(HttpServletRequest request) throws RefusedException {
        Map<String, String> attributes = new LinkedHashMap<>();
        if (request.getHeader("ce-specversion") == null) {
            return attributes;
        }
        for (String name : CLOUD_EVENT) {
            String value = request.getHeader("ce-" + name);
            if (value != null && value.length() > LONGEST_ATTRIBUTE) {
                throw new RefusedException(Problem.unreadable("The header ce-" + name + " is too long.", List.of()));
            }
            if (value != null) {
                attributes.put("ce_" + name, value);
            }
        }
        String time = attributes.get("ce_time");
        if (time != null && Timestamps.parse(time.strip()).isEmpty()) {
            throw new RefusedException(Problem.unreadable(
                    "The header ce-time is no date and time, such as 2026-05-01T10:00:00Z.", List.of()));
        }
        return attributes;
    }

    /**
     * The step {@code check}: whether there is anything in the body that intake will understand. What it does not understand beside
     * that becomes a dead letter there. Events of one prospect alone get its number as their key, so that they stand in one partition.
     *
     * @throws RefusedException when nothing can be understood, or too many other bodies are before it
     */
    public void check(Exchange exchange) throws RefusedException, InterruptedException {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        Faults faults = new Faults();
        Set<String> prospects = new HashSet<>();
        int[] profiles = new int[1];
        if (!checks.tryAcquire(LONGEST_WAIT, TimeUnit.MILLISECONDS)) {
            throw new RefusedException(Problem.later("Too many bodies wait to be read. Send it again.", 1));
        }
        try {
            reader.read(body, faults, event -> {
                profiles[0]++;
                addProspects(event, prospects);
            });
        } finally {
            checks.release();
        }
        if (profiles[0] == 0 && !faults.isEmpty()) {
            throw new RefusedException(
                    Problem.unreadable("There is no profile in the body that can be read.", places(faults)));
        }
        if (prospects.size() == 1) {
            exchange.getMessage()
                    .setHeader(KafkaConstants.KEY, prospects.iterator().next());
        }
        exchange.setProperty(CHECKED, new Checked(profiles[0], faults));
    }

    /** More than one are as good as many. */
    private void addProspects(ProfileEvent event, Set<String> prospects) {
        if (prospects.size() > 1) {
            return;
        }
        for (Destination destination : destinations.destinations()) {
            event.identities(destination.identity()).stream()
                    .map(Identity::id)
                    .filter(id -> id != null && id.length() < 20)
                    .forEach(prospects::add);
        }
    }

    private static List<Problem.Place> places(Faults faults) {
        return faults.first().stream()
                .map(fault -> new Problem.Place(fault.place().toString(), fault.reason()))
                .toList();
    }

    /** The step {@code accept}: 202, with the number of profiles, where their record stands, and what could not be understood beside them. */
    public void accept(Exchange exchange) {
        confirmations.confirmed();
        Checked checked = exchange.getProperty(CHECKED, Checked.class);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("profiles", checked.profiles());
        if (exchange.getMessage().getHeader(KafkaConstants.KAFKA_RECORD_META) instanceof List<?> written
                && written.size() == 1
                && written.get(0) instanceof RecordMetadata record) {
            answer.put("event", record.partition() + "-" + record.offset());
        }
        if (!checked.faults().isEmpty()) {
            answer.put("unreadable", places(checked.faults()));
        }
        try {
            answer(exchange, 202, "application/json", Map.of(), JSON.writeValueAsString(answer));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Texts and numbers can be written as JSON", e);
        }
    }

    /** Of {@code onException}: the answer that a {@link RefusedException} says. */
    public void refuse(Exchange exchange) {
        answer(
                exchange,
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RefusedException.class)
                        .problem());
    }

    /** Of {@code onException}: 413, the broker does not take so large a record. */
    public void tooLarge(Exchange exchange) {
        answer(exchange, Problem.tooLarge(exchange.getMessage().getBody(byte[].class).length - 1));
    }

    /** Of {@code onException}: 503, the record is not in Kafka for certain. */
    public void later(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (ObjectHelper.getException(KafkaException.class, failure) != null) {
            confirmations.failed();
        }
        long times = lines.times();
        if (times > 0) {
            LOG.atWarn()
                    .addKeyValue(LogFields.ROUTE, exchange.getFromRouteId())
                    .log(
                            "{}: events by HTTP are answered with 503, {} since the last such line. Cause: {}",
                            exchange.getFromRouteId(),
                            times,
                            Cause.withoutValues(failure));
        }
        answer(exchange, notConfirmed());
    }

    private static Problem notConfirmed() {
        return Problem.later("Kafka does not confirm the event. Send it again.", 5);
    }

    private static void answer(Exchange exchange, Problem problem) {
        answer(exchange, problem.status(), Problem.MEDIA_TYPE, problem.headers(), problem.json());
    }

    private static void answer(Exchange exchange, int status, String type, Map<String, String> headers, String json) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, type);
        message.setBody(json.getBytes(StandardCharsets.UTF_8));
    }
}
