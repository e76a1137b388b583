package dev.outreachroutes.destination.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.destination.Destinations;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class InvalidConfigurationStartTest {

    private static Path routes;

    @Configuration(proxyBeanMethods = false)
    static class Start {

        @Bean
        Destinations destinations() {
            Findings findings = new Findings();
            Destinations destinations = DestinationsFile.read(routes, findings);
            findings.refuseErrors(routes.toString());
            return destinations;
        }
    }

    @Test
    void aWrongFileEndsTheStartWithEveryMistakeAndNoStackTrace(@TempDir Path directory, CapturedOutput output)
            throws Exception {
        routes = directory;
        Files.writeString(
                directory.resolve("destinations.yaml"),
                "destinations: { d: { identiy: oid, segments: { s: { mapping-id: 151 } } } }");
        SpringApplication application = new SpringApplication(Start.class);
        application.setWebApplicationType(WebApplicationType.NONE);

        assertThatThrownBy(application::run).isInstanceOf(BeanCreationException.class);

        assertThat(output)
                .contains(
                        "APPLICATION FAILED TO START",
                        directory + " has 3 mistakes:",
                        "- destinations.yaml, line 1, destinations.d.identiy: is not a known key. Did you mean identity?",
                        "- destinations.yaml, line 1, destinations.d.identity: is missing.",
                        "- destinations.yaml, line 1, destinations.d.segments.s.mapping-id: 151 is too large. Write a whole number from 1 to 150: ",
                        "Correct every place listed, or set ROUTES_DIR to another directory, then start again.")
                .doesNotContain("\tat ");
    }
}
