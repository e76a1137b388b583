package dev.outreachroutes.outreach.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.outreach.Acknowledgement;
import dev.outreachroutes.outreach.ForbiddenException;
import dev.outreachroutes.outreach.RateLimitedException;
import dev.outreachroutes.outreach.RejectedException;
import dev.outreachroutes.outreach.UnauthorizedException;
import dev.outreachroutes.outreach.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutreachResponseTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:30:00Z");
    private static final long PROSPECT = 184_849;
    private static final String CAPTIVE_PORTAL = "<!DOCTYPE html><html><head><title>Welcome\n to the Wi-Fi</title>";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{\"type\":\"prospect\",\"id\":184849,\"attributes\":{}}}",
                "{\"data\":{\"id\":\"184849\"}}",
                "{\"meta\":{\"id\":5,\"x\":[1]},\"data\":{\"attributes\":{\"id\":7},\"id\":184849}}",
                "{\"data\":{\"id\":184849,\"attributes\":{\"cut off"
            })
    void jsonForThisProspectIsEvidenceOfSuccess(String body) {
        Map<String, String> headers = Map.of("x-ratelimit-limit", "10000", "x-ratelimit-remaining", "9999, 19988");

        assertThat(OutreachResponse.check(200, headers, body, PROSPECT, Map.of(), false, NOW))
                .isEqualTo(new Acknowledgement(PROSPECT, 200, Set.of()));
    }

    @Test
    void onlyASuccessIsEvidence() {
        assertThatThrownBy(() -> new Acknowledgement(PROSPECT, 302, Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 302");
    }

    @Test
    void noContentIsEvidenceOfSuccess() {
        assertThat(OutreachResponse.check(204, Map.of(), null, PROSPECT, Map.of(), false, NOW)
                        .status())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"data\":{\"id\":184849,\"attributes\":{\"custom4\":\"exited\"}}} | false",
                "{\"data\":{\"attributes\":{\"x\":[{}],\"custom4\":\"exited\"},\"id\":184849}} | false",
                "{\"data\":{\"id\":184849,\"attributes\":{\"custom5\":\"realized\"}}} | false",
                "{\"data\":{\"id\":184849,\"attributes\":[]}} | false",
                "{\"data\":{\"id\":184849,\"attributes\":{\"custom4\":[]}}} | false",
                "{\"data\":{\"id\":184849,\"attributes\":{\"cut off | false",
                "{\"data\":{\"id\":184849,\"attributes\":{\"custom4\":\"realized\"}}} | true",
                "{\"data\":{\"attributes\":{\"custom4\":null},\"id\":184849}} | true",
            })
    void aSuccessThatShowsAnotherSegmentStatusIsNoEvidenceForIt(String body, boolean another) {
        Acknowledgement evidence = OutreachResponse.check(
                200, Map.of(), body, PROSPECT, Map.of("custom4", TextNode.valueOf("exited")), false, NOW);

        assertThat(evidence.notApplied()).isEqualTo(another ? Set.of("custom4") : Set.of());
    }

    @Test
    void aFreshTokenThatIsForbiddenWithoutAReasonIsNotTooOld() {
        RejectedException failure = catchThrowableOfType(
                RejectedException.class,
                () -> OutreachResponse.check(403, Map.of(), "Forbidden", PROSPECT, Map.of(), true, NOW));

        assertThat(failure.kind()).isEqualTo("403");
    }

    @ParameterizedTest
    @CsvSource({"unauthorizedRequest", "somethingElse"})
    void aRefusalThatNamesNoScopeMayBeAboutThisProspect(String id) {
        String body = "{\"errors\":[{\"id\":\"" + id + "\",\"detail\":\"You may not.\"}]}";

        RejectedException failure = catchThrowableOfType(RejectedException.class, () -> check(403, Map.of(), body));

        assertThat(failure.status()).isEqualTo(403);
        assertThat(failure.kind()).isEqualTo("403 " + id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                CAPTIVE_PORTAL,
                "OK",
                "\"OK\"",
                "[]",
                "{\"data\":",
                "{\"data\":null}",
                "{}",
                "{\"data\":{\"id\":184850}}",
                "{\"errors\":[{\"id\":\"x\",\"title\":\"X\"}]}"
            })
    void aSuccessThatIsNotOutreachsForThisProspectIsInDoubt(String body) {
        UnavailableException failure = unavailable(200, Map.of(), body);

        assertThat(failure.sent()).isTrue();
        assertThat(failure.status()).isEqualTo(200);
        assertThat(failure).hasMessageContaining("OUTREACH_API_URL");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "401 | {\"error\":\"Invalid JWT token.\",\"description\":\"The JWT token could not be decoded.\"}",
                "401 | {\"errors\":[{\"id\":\"unauthorized\"}]}",
                "401 | ``",
                "403 | {\"error\":\"Forbidden\"}",
                "403 | Forbidden",
                "403 | ``",
                "403 | <html><title>403</title></html>"
            })
    void aTokenThatIsNotAcceptedIsUnauthorized(int status, String body) {
        UnauthorizedException failure =
                catchThrowableOfType(UnauthorizedException.class, () -> check(status, Map.of(), body));

        assertThat(failure.status()).isEqualTo(status);
    }

    @Test
    void aRefusalThatMissesAScopeConcernsTheAccount() {
        String body =
                """
                {"errors":[{"id":"unauthorizedOauthScope","title":"Unauthorized OAuth Scope",
                "detail":"Your authorization does not include the required scope 'prospects.write'."}]}""";

        ForbiddenException failure = catchThrowableOfType(ForbiddenException.class, () -> check(403, Map.of(), body));

        assertThat(failure)
                .hasMessage("403 unauthorizedOauthScope: "
                        + "Your authorization does not include the required scope 'prospects.write'.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "404 | {\"errors\":[{\"id\":\"routeNotFound\",\"title\":\"Route Not Found\"}]}",
                "404 | {\"error\":\"404\",\"error_description\":\"route not found\"}",
                "405 | ``"
            })
    void aWrongApiUrlStopsTheAccountInsteadOfEveryProspect(int status, String body) {
        ForbiddenException failure =
                catchThrowableOfType(ForbiddenException.class, () -> check(status, Map.of(), body));

        assertThat(failure).hasMessageContaining("OUTREACH_API_URL");
    }

    @Test
    void aMissingPlanStopsTheAccount() {
        assertThat(catchThrowableOfType(ForbiddenException.class, () -> check(402, Map.of(), "")))
                .hasMessageContaining("plan");
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After, 1795431100, 1300",
        "X-RateLimit-Reset, 1795431100, 1300",
        "retry-after, 7, 7",
        "Other, 1, 1800"
    })
    void aRateLimitSaysHowLongToWait(String header, String value, int seconds) {
        String body =
                "{\"errors\":[{\"id\":\"rateLimitExceeded\",\"detail\":\"please try again at 2026-11-23T11:00:00.\"}]}";

        RateLimitedException failure =
                catchThrowableOfType(RateLimitedException.class, () -> check(429, Map.of(header, value), body));

        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aRateLimitWithoutATimeAsksForNoWait() {
        RateLimitedException failure =
                catchThrowableOfType(RateLimitedException.class, () -> check(429, Map.of(), "Retry later\n"));

        assertThat(failure.retryAfter()).isNull();
        assertThat(failure).hasMessage("429 Retry later");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 406, 409, 410, 413, 415, 418, 422})
    void aRefusedChangeIsRejectedWithOutreachsText(int status) {
        String body =
                """
                {"errors":[{"id":"validationError","title":"Validation Error","code":"opted_out",
                "detail":"Custom7 is not included in the list","source":{"pointer":"/data/attributes/custom7"}},
                {"id":"unsupportedMediaType","details":"Expected another type."}]}""";

        RejectedException failure = catchThrowableOfType(RejectedException.class, () -> check(status, Map.of(), body));

        assertThat(failure.errorText())
                .isEqualTo(
                        "validationError opted_out at /data/attributes/custom7: Custom7 is not included in the list; "
                                + "unsupportedMediaType: Expected another type.");
        assertThat(failure).hasMessage(status + " " + failure.errorText());
    }

    @Test
    void aRefusalWithoutABodySaysSo() {
        RejectedException failure = catchThrowableOfType(RejectedException.class, () -> check(422, Map.of(), null));

        assertThat(failure).hasMessage("422 without a reason");
        assertThat(failure.errorText()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 500, 502, 503, 504, 520})
    void anOutageLeavesTheChangeInDoubt(int status) {
        UnavailableException failure =
                unavailable(status, Map.of(), "<html><head><title>Bad Gateway</title></head></html>");

        assertThat(failure.sent()).isTrue();
        assertThat(failure.retryAfter()).isNull();
        assertThat(failure).hasMessage(status + " Bad Gateway");
    }

    @Test
    void maintenanceSaysWhenItEnds() {
        String body =
                "{\"errors\":[{\"id\":\"scheduledServerMaintenance\",\"detail\":\"try again at 2026-11-23T11:00:00.\"}]}";

        assertThat(unavailable(503, Map.of("Retry-After", "2026-11-23T10:40:00"), body)
                        .retryAfter())
                .isEqualTo(Duration.ofMinutes(10));
        assertThat(unavailable(503, Map.of(), body).retryAfter()).isEqualTo(Duration.ofMinutes(30));
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 301, 302, 307, 308})
    void anAnswerFromElsewhereNamesItsStatus(int status) {
        assertThat(unavailable(status, Map.of("Location", "https://login.example/"), ""))
                .hasMessageStartingWith(Integer.toString(status))
                .hasMessageContaining("OUTREACH_API_URL");
    }

    @Test
    void aPageForPeopleInsteadOfA404IsNotAboutTheProspect() {
        assertThat(unavailable(404, Map.of(), "<html><title>nginx: not found</title></html>"))
                .hasMessageContaining("OUTREACH_API_URL");
    }

    @Test
    void a422IsARefusalOfTheChangeInWhateverForm() {
        assertThat(catchThrowableOfType(
                                RejectedException.class,
                                () -> check(422, Map.of(), "<html><title>The change was rejected</title></html>"))
                        .attributes())
                .isEmpty();
    }

    @Test
    void aProxyThatWantsCredentialsHasNotForwardedTheChange() {
        assertThat(unavailable(407, Map.of(), "").sent()).isFalse();
    }

    private static UnavailableException unavailable(int status, Map<String, ?> headers, String body) {
        return catchThrowableOfType(UnavailableException.class, () -> check(status, headers, body));
    }

    private static void check(int status, Map<String, ?> headers, String body) {
        OutreachResponse.check(status, headers, body, PROSPECT, Map.of(), false, NOW);
    }
}
