package dev.outreachroutes.outreach.field;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.outreach.field.FieldCatalogue.Source;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Outreach answers about fields is read as far as it goes. */
class FieldCatalogueReaderTest {

    @Test
    void typesLabelsAndOptionsOfProspectsAreRead() {
        FieldCatalogue fields = types(
                """
                {"data": [
                  {"type": "account", "meta": {"validations": {"custom4": {"type": "url", "label": "Site"}}}},
                  {"type": "prospect", "meta": {"validations": {
                    "custom4": {"type": "inclusion", "required": false, "label": "Lead tier", "definition": ["gold", "silver"]},
                    "custom5": {"type": "date_time", "required": false, "label": null, "definition": null}}}}]}
                """);

        assertThat(fields.source()).isEqualTo(Source.TYPES);
        assertThat(fields.fields().values())
                .containsExactly(
                        new ProspectField(
                                "custom4", FieldType.INCLUSION, "Lead tier", Optional.of(List.of("gold", "silver"))),
                        new ProspectField("custom5", FieldType.DATE_TIME, "", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prospect", "Prospect", "PROSPECTS", "prospects"})
    void theSpellingOfTheTypeDoesNotMatter(String type) {
        assertThat(types("{\"data\": [{\"type\": \"" + type
                                + "\", \"meta\": {\"validations\": {\"custom1\": {\"type\": \"String\"}}}}]}")
                        .named("custom1")
                        .orElseThrow()
                        .type())
                .isEqualTo(FieldType.STRING);
    }

    @Test
    void oneEntryThatIsNoListAndValidationsAmongTheAttributesAreUnderstood() {
        assertThat(types(
                                """
                                {"data": {"id": "prospect", "attributes": {"validations": {"custom1": {"type": "date-time"}}}}}
                                """)
                        .named("custom1"))
                .hasValueSatisfying(field -> assertThat(field.type()).isEqualTo(FieldType.DATE_TIME));
    }

    @Test
    void anEmptyListOfFieldsIsAnAnswer() {
        assertThat(types("{\"data\": [{\"type\": \"prospect\", \"meta\": {\"validations\": {}}}]}")
                        .fields())
                .isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "null",
                "true",
                "[]",
                "{}",
                "<html>",
                "{\"data\": null}",
                "{\"data\": [null, 3, [], {}]}",
                "{\"data\": [{\"type\": \"account\", \"meta\": {\"validations\": {}}}]}",
                "{\"data\": [{\"type\": \"prospect\", \"meta\": {\"validations\": []}}]}",
                "{\"data\": [{\"type\": \"prospect\"}]}",
                "{\"errors\": [{\"id\": \"unauthorizedRequest\"}]}",
                "{\"data\": [{\"type\": \"prospect\", "
            })
    void whatSaysNothingOfProspectsIsNoCatalogue(String body) {
        assertThat(FieldCatalogueReader.ofTypes(body)).isEmpty();
        assertThat(FieldCatalogueReader.ofRoot(body)).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodOfAFieldIsUnknown() {
        FieldCatalogue fields = types(
                """
                {"data": [{"type": "prospect", "meta": {"validations": {
                  "custom1": {"type": "hologram", "label": {"en": "x"}, "definition": {"a": 1}},
                  "custom2": null,
                  "custom3": {"type": 7, "label": 12, "definition": ["a", {"b": 1}]},
                  "custom4": {"type": "inclusion", "definition": [1, true, "x\\u0000"]},
                  "not a name!": {"type": "string"}}}}]}
                """);

        assertThat(fields.fields()).containsOnlyKeys("custom1", "custom2", "custom3", "custom4");
        assertThat(fields.named("custom1"))
                .hasValue(new ProspectField("custom1", FieldType.UNKNOWN, "", Optional.empty()));
        assertThat(fields.named("custom3"))
                .hasValue(new ProspectField("custom3", FieldType.UNKNOWN, "12", Optional.empty()));
        assertThat(fields.named("custom4").orElseThrow().options()).hasValue(List.of("1", "true", "x"));
    }

    @Test
    void labelsAreOneLineAndNotLong() {
        String label = "a\\u0000b\\r\\nc\\u200b " + "\\ud83d\\ude00".repeat(400);

        assertThat(types("{\"data\": [{\"type\": \"prospect\", \"meta\": {\"validations\": {\"custom1\": {\"label\": \""
                                + label + "\"}}}}]}")
                        .named("custom1")
                        .orElseThrow()
                        .label())
                .startsWith("a b c \ud83d\ude00")
                .hasSizeLessThan(520)
                .doesNotContain("\n")
                .endsWith("\ud83d\ude00");
    }

    @Test
    void aHugeAnswerIsBounded() {
        StringBuilder body =
                new StringBuilder("{\"data\": [{\"type\": \"prospect\", \"meta\": {\"validations\": {\"custom0\": {}");
        for (int i = 1; i < 20_000; i++) {
            body.append(", \"custom").append(i).append("\": {\"type\": \"string\"}");
        }
        assertThat(types(body + "}}}]}").fields()).hasSize(2_000);
    }

    @Test
    void theLabelsOfTheRootAreThoseOfTheCustomFields() {
        FieldCatalogue fields = FieldCatalogueReader.ofRoot(
                        """
                        {"data": {"type": "org", "attributes": {"name": "Acme", "accountLabel1": "Tier", "prospectLabel1": "Lead tier",
                         "prospectLabel2": null, "prospectLabelX": "y"}}}
                        """)
                .orElseThrow();

        assertThat(fields.source()).isEqualTo(Source.LABELS);
        assertThat(fields.fields()).containsOnlyKeys("custom1", "custom2");
        assertThat(fields.named("custom1").orElseThrow().label()).isEqualTo("Lead tier");
        assertThat(fields.named("custom1").orElseThrow().type()).isEqualTo(FieldType.UNKNOWN);
    }

    @Test
    void whatIsStoredIsReadAgainAsItWas() {
        FieldCatalogue fields = types(
                """
                {"data": [{"type": "prospect", "meta": {"validations": {
                  "custom1": {"type": "multi_inclusion", "label": "L", "definition": ["a"]},
                  "custom2": {"type": "inclusion", "definition": []},
                  "custom3": {"type": "hologram"}}}}]}
                """);

        assertThat(FieldCatalogueReader.stored(FieldCatalogueReader.store(fields)))
                .hasValue(fields);
        assertThat(FieldCatalogueReader.stored("{}")).isEmpty();
        assertThat(FieldCatalogueReader.stored(null)).isEmpty();
    }

    @Property(tries = 300)
    void noTextMakesItFail(@ForAll String text) {
        FieldCatalogueReader.ofTypes(text);
        FieldCatalogueReader.ofRoot(text);
        FieldCatalogueReader.ofTypes(
                "{\"data\": [{\"type\": \"prospect\", \"meta\": {\"validations\": {\"custom1\": {\"type\": \"" + text
                        + "\"}}}}]}");
    }

    private static FieldCatalogue types(String body) {
        return FieldCatalogueReader.ofTypes(body).orElseThrow();
    }
}
