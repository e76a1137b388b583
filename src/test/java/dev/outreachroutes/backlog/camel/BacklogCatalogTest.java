package dev.outreachroutes.backlog.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;

/** What Camel's catalogue, and so Hawtio and editors, know of the component {@code backlog:}. */
class BacklogCatalogTest {

    private static final Path PAGE = Path.of("docs/backlog-component.md");

    @Test
    void everyOptionHasADescriptionInTheCatalogue() throws Exception {
        JsonNode catalogue = catalogue();

        assertThat(catalogue.at("/component/syntax").asText()).isEqualTo("backlog:destination");
        assertThat(own())
                .containsExactlyInAnyOrder("destination", "bulk", "concurrency", "idleDelay")
                .allSatisfy(option -> {
                    JsonNode entry = catalogue.path("properties").path(option);
                    assertThat(entry.path("description").asText()).as(option).isNotBlank();
                    assertThat(entry.path("defaultValue").asText()).isEqualTo(defaultOf(option));
                });
    }

    @Test
    void thePageOfTheComponentNamesTheSameOptions() throws Exception {
        String page = Files.readString(PAGE);
        JsonNode catalogue = catalogue();

        assertThat(own()).allSatisfy(option -> assertThat(page)
                .contains("| `" + option + "` | ")
                .contains(catalogue
                        .path("properties")
                        .path(option)
                        .path("description")
                        .asText()));
    }

    private static String defaultOf(String option) {
        return Map.of("bulk", "false", "concurrency", "8", "idleDelay", "250").getOrDefault(option, "");
    }

    private static List<String> own() {
        return Arrays.stream(BacklogEndpoint.class.getDeclaredFields())
                .filter(field -> field.isAnnotationPresent(UriParam.class) || field.isAnnotationPresent(UriPath.class))
                .map(Field::getName)
                .toList();
    }

    private static JsonNode catalogue() throws Exception {
        return new ObjectMapper().readTree(new DefaultCamelContext().getComponentParameterJsonSchema("backlog"));
    }
}
