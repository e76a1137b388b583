package dev.outreachroutes.intake.http;

import dev.outreachroutes.settings.InvalidSettingException;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are taken by HTTP. Who may send them is said in {@code destinations.yaml}.
 *
 * @param port a port of their own; null when they come by the console's
 * @param maxSize the most bytes of a request's body, before and after it is unpacked
 * @param concurrency the most requests whose bodies are read or that wait for Kafka at the same time
 * @param bodyTimeout how long a body may take to arrive, and how long there may be nothing of it
 * @param clientCertificateAuthorities PEM file with the authorities of the senders' certificates; empty: no certificate is asked for
 * @param jwt tokens of an issuer
 */
@ConfigurationProperties("events")
record EventsProperties(
        Integer port,
        @DefaultValue("1000000") int maxSize,
        @DefaultValue("128") int concurrency,
        @DefaultValue("5s") Duration bodyTimeout,
        @DefaultValue("") String clientCertificateAuthorities,
        @DefaultValue Jwt jwt) {

    /** What intake reads of one record. */
    private static final int LARGEST = 8 * 1024 * 1024;

    EventsProperties {
        require(maxSize >= 1_000 && maxSize <= LARGEST, "EVENTS_MAX_SIZE", "a number of bytes from 1000 to " + LARGEST);
        require(concurrency >= 1 && concurrency <= 1_000, "EVENTS_CONCURRENCY", "a number from 1 to 1000");
        require(
                bodyTimeout.toMillis() >= 100 && bodyTimeout.toMinutes() < 10,
                "EVENTS_BODY_TIMEOUT",
                "a time from 100ms to 10m, such as 5s");
        require(
                jwt.issuer().isEmpty() || !jwt.audience().isEmpty(),
                "EVENTS_JWT_AUDIENCE",
                "what the issuer's tokens for this runtime have as their audience, since EVENTS_JWT_ISSUER is set");
    }

    private static void require(boolean fulfilled, String variable, String what) {
        if (!fulfilled) {
            throw new InvalidSettingException(variable + " cannot be used.", "Set it to " + what + ".");
        }
    }

    /**
     * Access tokens that an authorisation server signs.
     *
     * @param issuer as its metadata name it; empty: none
     * @param audience one of the tokens' audiences has to be this
     * @param clientClaims the claims with the client's ID; the first that a token has counts
     */
    record Jwt(
            @DefaultValue("") String issuer,
            @DefaultValue("") String audience,
            @DefaultValue({"client_id", "azp", "appid", "cid"}) List<String> clientClaims) {}
}
