package dev.outreachroutes.destination.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationsReferenceTest {

    @Test
    void thePageIsWhatTheSchemaMakes() throws IOException {
        if (System.getenv("WRITE_DOCS") != null) {
            DestinationsReference.main(new String[0]);
        }

        assertThat(Files.readString(DestinationsReference.PAGE))
                .as(
                        "docs/destinations-reference.md; make it anew with: WRITE_DOCS=1 ./mvnw -q test -Dtest=DestinationsReferenceTest")
                .isEqualTo(DestinationsReference.page());
    }

    /** Found by another walk than the page's: every name of a property, wherever it is defined, and all that is said of it. */
    @Test
    void everyKeyWithItsCureItsValuesAndItsRangeIsOnThePage() throws IOException {
        String page = Files.readString(DestinationsReference.PAGE);
        List<String> missing = new ArrayList<>();
        JsonNode schema = new ObjectMapper()
                .readTree(Path.of("routes/destinations.schema.json").toFile());
        look(schema, page, missing);

        assertThat(missing).isEmpty();
        assertThat(DestinationsReference.places())
                .doesNotHaveDuplicates()
                .contains(
                        "accounts.NAME.quota.requests",
                        "accounts.NAME.quiet-hours[].days",
                        "destinations.NAME.attributes.ATTRIBUTE.empty",
                        "destinations.NAME.segments.SEGMENT-ID.qualified-at.zone")
                .allSatisfy(place -> assertThat(page).contains("## `" + place + "`\n\n"));
    }

    private static void look(JsonNode schema, String page, List<String> missing) {
        schema.path("properties").properties().forEach(each -> {
            if (!page.contains("." + each.getKey() + "`\n") && !page.contains("`" + each.getKey() + "`\n")) {
                missing.add("the key " + each.getKey());
            }
            JsonNode property = each.getValue();
            String said = property.path("description").asText("");
            if (!page.contains(said)) {
                missing.add(each.getKey() + ": " + said);
            }
            property.path("enum").forEach(value -> {
                if (!value.isNull() && !page.contains("`" + value.asText() + "`")) {
                    missing.add(each.getKey() + ": " + value);
                }
            });
            if (property.has("maximum")
                    && !page.contains("- from " + property.path("minimum").asText() + " to "
                            + property.path("maximum").asText())) {
                missing.add(each.getKey() + ": its range");
            }
            boolean required = false;
            for (JsonNode name : schema.path("required")) {
                required |= name.asText().equals(each.getKey());
            }
            if (!required
                    && !property.has("$ref")
                    && !said.matches("(?s).*(Left out|leave it out|Without this part).*")) {
                missing.add(each.getKey() + ": what it is when it is left out");
            }
            if (property.path("description").isMissingNode() && !property.has("$ref")) {
                missing.add(each.getKey() + ": what it means");
            }
        });
        schema.forEach(part -> look(part, page, missing));
    }
}
