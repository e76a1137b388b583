package dev.outreachroutes.intake.http;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.Events;
import dev.outreachroutes.RunningClock;
import dev.outreachroutes.RuntimeFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Senders that an authorisation server names, as the whole runtime answers them. The server is away when the runtime starts. */
@ExtendWith(OutputCaptureExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SendersByIssuerIT {

    private static final AtomicLong NEXT_PROSPECT = new AtomicLong(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final TokenIssuer ISSUER = new TokenIssuer();
    private static final RunningClock CLOCK = new RunningClock();

    private static RuntimeFixture fixture;
    private static String port;

    @BeforeAll
    static void startWithoutTheIssuer() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100))
                .edit(
                        "destinations.yaml",
                        before -> before
                                + """
                                  emea-support:
                                    account: emea-ops
                                    identity: oid
                                    segments:
                                      3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 20 }
                                senders:
                                  warehouse: { client-id: outreach-events, destinations: [emea-sales] }
                                  other: { token-sha256: d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa }
                                """)
                .with("EVENTS_JWT_ISSUER", ISSUER.url())
                .with("EVENTS_JWT_AUDIENCE", TokenIssuer.AUDIENCE)
                .with(CLOCK);
        port = fixture.start().getEnvironment().getRequiredProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
        ISSUER.close();
    }

    @Test
    @Order(1)
    void whileTheIssuerIsAwayItsTokensAreAnsweredWith503AndOtherSendersAreNotConcerned(CapturedOutput log)
            throws Exception {
        String token = ISSUER.token("outreach-events");

        HttpResponse<String> answer = post("/events", token);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After")).hasValue(5);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("issuer does not answer");
        assertThat(post("/events", "other").statusCode()).isEqualTo(202);
        assertThat(post("/events", "nonsense").statusCode()).isEqualTo(401);
        assertThat(log).contains("does not tell its metadata or keys").doesNotContain(token, "\tat ");

        ISSUER.start();
        CLOCK.advance(Duration.ofSeconds(5));
        assertThat(post("/events", token).statusCode()).isEqualTo(202);
    }

    @Test
    @Order(2)
    void anEventWithAGoodTokenReachesOutreach() throws Exception {
        long prospect = NEXT_PROSPECT.getAndIncrement();

        assertThat(post("/events/emea-sales", ISSUER.token("outreach-events"), prospect)
                        .statusCode())
                .isEqualTo(202);

        await(Duration.ofSeconds(60))
                .until(() -> "realized".equals(fixture.database().desired(prospect, "custom4")));
        fixture.awaitRest(SALES, Duration.ofSeconds(60));
        assertThat(fixture.sandbox().prospect(prospect)).containsEntry("custom4", "realized");
    }

    @Test
    @Order(2)
    void aTokenOfNoSenderIsRefusedAndSoIsADestinationThatIsNotTheSenders(CapturedOutput log) throws Exception {
        String stranger = ISSUER.token("a stranger");
        HttpResponse<String> refused = post("/events", stranger);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate"))
                .hasValue("Bearer realm=\"events\", error=\"invalid_token\"");
        assertThat(post("/events", ISSUER.forged("outreach-events")).statusCode())
                .isEqualTo(401);
        assertThat(post("/events", ISSUER.token("outreach-events", claims -> claims.audience("another")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("/events/emea-support", ISSUER.token("outreach-events")).statusCode())
                .isEqualTo(403);
        assertThat(log).doesNotContain(stranger, "\tat ");
    }

    @Test
    @Order(3)
    void anIssuerThatGoesAwayLaterStopsNoTokenThatItCanVouchForAlready() throws Exception {
        String known = ISSUER.token("outreach-events");
        assertThat(post("/events", known).statusCode()).isEqualTo(202);
        ISSUER.stop();

        assertThat(post("/events", ISSUER.byUnknownKey("outreach-events")).statusCode())
                .isEqualTo(503);
        assertThat(post("/events", known).statusCode()).isEqualTo(202);

        ISSUER.rotateKey();
        ISSUER.start();
        CLOCK.advance(Duration.ofSeconds(5));
        assertThat(post("/events", ISSUER.token("outreach-events")).statusCode())
                .as("with the new key")
                .isEqualTo(202);
    }

    private static HttpResponse<String> post(String path, String token) throws Exception {
        return post(path, token, NEXT_PROSPECT.getAndIncrement());
    }

    private static HttpResponse<String> post(String path, String token, long prospect) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Events.joins(prospect)))
                        .build(),
                BodyHandlers.ofString());
    }
}
