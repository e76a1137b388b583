package dev.outreachroutes.destination.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Sender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The part {@code senders} of {@code destinations.yaml}. */
class SendersTest {

    private static final String PLAIN =
            "destinations: { emea-sales: { identity: oid, segments: { s: { mapping-id: 4 } } } }\n";
    private static final String HASH = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";

    @TempDir
    private Path directory;

    @Test
    void aSenderIsReadWithAllThatItIsRecognisedBy() throws Exception {
        Findings findings = new Findings();
        Destinations destinations = read(
                """
                senders:
                  adobe:
                    token-sha256: [%s, %s]
                    destinations: [emea-sales]
                    rate: 500/s
                  partner: { client-id: 0oa7, certificate: "CN=partner, O=Example", rate: 100000/h }
                """
                        .formatted(HASH, "0".repeat(64)),
                findings);

        assertThat(findings.errors()).isEmpty();
        assertThat(destinations.senders())
                .containsExactly(
                        new Sender(
                                "adobe",
                                List.of(HASH.toLowerCase(), "0".repeat(64)),
                                null,
                                null,
                                List.of("emea-sales"),
                                new Sender.Rate(500, Duration.ofSeconds(1))),
                        new Sender(
                                "partner",
                                List.of(),
                                "0oa7",
                                "CN=partner, O=Example",
                                List.of(),
                                new Sender.Rate(100_000, Duration.ofHours(1))));
        assertThat(destinations.senders().get(0).maySendTo("emea-sales")).isTrue();
        assertThat(destinations.senders().get(0).maySendTo("apac")).isFalse();
        assertThat(destinations.senders().get(1).maySendTo("apac")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            adobe: { token-sha256: SECRET }             | senders.adobe.token-sha256: is not the SHA-256 of a token. Write the SHA-256 of the token, never the token itself
            adobe: { token-sha256: [SECRET] }           | is not the SHA-256 of a token. Write the SHA-256 of the token, never the token itself
            adobe: { rate: 5/s }                        | senders.adobe: has nothing that it is recognised by. Write token-sha256, client-id or certificate
            adobe: { client-id: x, rate: fast }         | senders.adobe.rate: 'fast' is not a rate. Write the most requests in a second
            adobe: { client-id: x, rate: 0/s }          | '0/s' is not a rate
            adobe: { client-id: x, destinations: [emea-sale] } | senders.adobe.destinations: there is no destination 'emea-sale'. Did you mean emea-sales?
            adobe: { token: SECRET }                    | senders.adobe.token: is not a known key
            adobe: { certificate: "CN=a,=" }            | senders.adobe.certificate: is not a certificate's subject
            Adobe: { client-id: x }                     | senders.Adobe: cannot be a name
            adobe:                                      | senders.adobe: has nothing behind it
            """)
    void aMistakeIsToldWithItsPlaceAndItsCureAndNeverWithAToken(String sender, String told) throws Exception {
        Findings findings = new Findings();
        read("senders:\n  " + sender + "\n", findings);

        assertThat(findings.errors())
                .anySatisfy(error -> assertThat(error.toString()).contains(told))
                .allSatisfy(error -> assertThat(error.toString()).doesNotContain("SECRET"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            client-id: x                      | client-id: x
            certificate: "CN=a, O=b"          | certificate: "cn=A,o=b"
            token-sha256: 0                   | token-sha256: 0
            """)
    void twoSendersCannotBeRecognisedByTheSame(String one, String other) throws Exception {
        Findings findings = new Findings();
        read("senders:\n  one: { %s }\n  other: { %s }\n".formatted(one, other).replace(": 0", ": " + HASH), findings);

        assertThat(findings.errors())
                .singleElement()
                .asString()
                .contains("senders.other." + one.substring(0, one.indexOf(':')) + ": is that of one too");
    }

    private Destinations read(String senders, Findings findings) throws IOException {
        Files.writeString(directory.resolve("destinations.yaml"), senders + PLAIN);
        return DestinationsFile.read(directory, findings);
    }
}
