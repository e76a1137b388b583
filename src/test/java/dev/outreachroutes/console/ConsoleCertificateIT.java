package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.sandbox.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A certificate with which the console could not be served ends the start, and the first screen says what to set right. */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleCertificateIT {

    private TestCertificate own;
    private TestCertificate other;
    private RuntimeFixture fixture;

    @BeforeAll
    void prepare(@TempDir Path directory) {
        own = TestCertificate.make(directory, "own");
        other = TestCertificate.make(directory, "other");
        fixture = RuntimeFixture.create(sandbox -> {});
    }

    @AfterAll
    void stop() {
        fixture.close();
    }

    Stream<Arguments> mistakes() throws IOException {
        String certificate = own.certificate().toString();
        String key = own.privateKey().toString();
        String pasted = Files.readString(own.privateKey()).replaceFirst("-----END[^$]*", "");
        return Stream.of(
                Arguments.of(true, "", "", "so CONSOLE_CERTIFICATE and CONSOLE_PRIVATE_KEY have to be set"),
                Arguments.of(false, certificate, key, "SERVER_SSL_ENABLED is not true"),
                Arguments.of(true, certificate, "", "cannot be used: 'privateKey' must not be null"),
                Arguments.of(true, certificate, other.privateKey().toString(), "matches none of the certificates"),
                Arguments.of(true, "/nowhere/own.crt", key, "cannot be used: /nowhere/own.crt"),
                Arguments.of(true, key, key, "cannot be used: Missing certificates"),
                Arguments.of(true, certificate, pasted, "it is no file, and no whole PEM text"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isTold(boolean https, String certificate, String privateKey, String told, CapturedOutput output)
            throws IOException {
        fixture.with("SERVER_SSL_ENABLED", https)
                .with("CONSOLE_CERTIFICATE", certificate)
                .with("CONSOLE_PRIVATE_KEY", privateKey);

        assertThatThrownBy(fixture::start).isInstanceOf(Exception.class);
        String secret = Files.readAllLines(own.privateKey()).get(1);
        assertThat(output)
                .contains("APPLICATION FAILED TO START", told)
                .doesNotContain("\tat ")
                .doesNotContain(secret);
    }
}
