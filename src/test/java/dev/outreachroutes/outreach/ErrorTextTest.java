package dev.outreachroutes.outreach;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":\"invalid_grant\",\"error_description\":\"It expired.\"} | invalid_grant: It expired.",
                "{\"error\":\"Invalid JWT token.\",\"description\":\"Not decoded.\"} | Invalid JWT token.: Not decoded.",
                "{\"error\":{\"code\":7,\"message\":\"No.\"}}                      | 7: No.",
                "{\"message\":\"Endpoint request timed out\"}                      | Endpoint request timed out",
                "{\"errors\":[\"plain\",{\"title\":\"T\"},{\"title\":\"T\"},{}]}    | plain; T",
                "{\"errors\":[{\"id\":\"x\",\"source\":{\"pointer\":\"/data\"}}]}   | x at /data",
                "{\"data\":{\"attributes\":{\"firstName\":\"Ada\"}}}                | ``",
                "{broken                                                          | ``",
                "Retry later                                                      | Retry later",
                "<html><TITLE lang='en'>502 Bad\tGateway</TITLE>                  | 502 Bad Gateway",
                "<p>no title</p>                                                  | ``"
            })
    void readsEveryFormOfAnError(String body, String text) {
        assertThat(ErrorText.of(body).text()).isEqualTo(text);
    }

    @Test
    void standsBehindItsStatusWhichIsSaidOnce() {
        assertThat(ErrorText.of("<title>502 Bad Gateway</title>").behind(502)).isEqualTo("502 Bad Gateway");
        assertThat(ErrorText.of("Retry later").behind(429)).isEqualTo("429 Retry later");
        assertThat(ErrorText.of("").behind(500)).isEqualTo("500 without a reason");
    }

    @Test
    void namesTheAttributesThatErrorsPointAt() {
        ErrorText error = ErrorText.of(
                """
                {"errors":[
                  {"id":"validationError","source":{"pointer":"/data/attributes/custom4"}},
                  {"id":"validationError","source":{"pointer":"/data/attributes/emails/0"}},
                  {"id":"validationError","source":{"pointer":"/data"}},
                  {"id":"validationError","source":{"pointer":"/data/relationships/owner"}},
                  {"id":"validationError","source":{"parameter":"custom5"}},
                  {"id":"validationError"}]}
                """);

        assertThat(error.attributes()).containsExactlyInAnyOrder("custom4", "emails");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ada.lovelace+x@example.co.uk has already been taken. | <e-mail> has already been taken.",
                "'ada@example.com' is excluded                        | '<e-mail>' is excluded",
                "Authorization: Bearer abcdef0123456789.x             | Authorization: Bearer <token>",
                "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln bad  | token <token> bad",
                "client_secret=s3cr3t&x=1                             | client_secret=<token>&x=1",
                "\"refresh_token\": \"abc-def\"                       | \"refresh_token\": \"<token>\""
            })
    void masksAddressesAndTokens(String said, String shown) {
        assertThat(ErrorText.clean(said)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\r\nb", "a\u2028b", "a\u202Eb", "a\u001B[31mb"})
    void isOneLineWithoutControlCharacters(String said) {
        assertThat(ErrorText.clean(said)).startsWith("a ").doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}]");
    }

    @Test
    void isCutAtTwoThousandCharactersBetweenCharacters() {
        String text = ErrorText.clean("x" + "\uD83D\uDE00".repeat(5_000));

        assertThat(text).hasSize(1_999).endsWith("\uD83D\uDE00");
    }

    @Property
    void noBodyMakesItFail(@ForAll String body) {
        assertThat(ErrorText.of(body).text()).hasSizeLessThanOrEqualTo(2_000);
        assertThat(ErrorText.of("{\"errors\":" + body).text()).hasSizeLessThanOrEqualTo(2_000);
    }
}
