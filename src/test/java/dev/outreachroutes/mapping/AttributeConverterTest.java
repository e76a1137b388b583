package dev.outreachroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.ProspectAttributes;
import dev.outreachroutes.mapping.Exclusion.Reason;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.ProfileEvent;
import dev.outreachroutes.profile.ProfileReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributeConverterTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "firstName | \"Ada\" | \"Ada\"",
                "firstName | \"\" | \"\"",
                "firstName | true | \"true\"",
                "custom1 | 42 | \"42\"",
                "custom1 | 1.10 | \"1.1\"",
                "custom1 | 6e4 | \"60000\"",
                "custom1 | 12345678901234567890123 | \"12345678901234567890123\"",
                "custom1 | 0.1000000000000000055511151231257827 | \"0.1000000000000000055511151231257827\"",
                "optedOut | true | true",
                "optedOut | \"false\" | false",
                "linkedInConnections | 500 | 500",
                "linkedInConnections | 5.0 | 5",
                "linkedInConnections | \"-7\" | -7",
                "score | 0.75 | 0.75",
                "score | \"1.5e2\" | 150",
                "dateOfBirth | \"1984-06-12\" | \"1984-06-12\"",
                "availableAt | \"2026-03-04T10:12:41+0100\" | \"2026-03-04T09:12:41Z\"",
                "availableAt | \"2026-03-04 09:12:41\" | \"2026-03-04T09:12:41Z\"",
                "availableAt | 1767182400000 | \"2025-12-31T12:00:00Z\"",
                "emails | \"ada@example.com\" | [\"ada@example.com\"]",
                "workPhones | 3312345 | [\"3312345\"]",
            })
    void aScalarIsBroughtToTheAttributesType(String attribute, String value, String sent) {
        Conversion conversion = convert(attribute, value);

        assertThat(conversion.reason()).isNull();
        assertThat(DatedValue.canonical(conversion.value())).hasToString(sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "optedOut | 1",
                "optedOut | \"yes\"",
                "linkedInConnections | 5.5",
                "linkedInConnections | true",
                "linkedInConnections | \"many\"",
                "linkedInConnections | \"\"",
                "linkedInConnections | 1234567890123456789",
                "linkedInConnections | 1e999999999",
                "score | \"NaN\"",
                "score | \"1e999\"",
                "score | 1e-999999999",
                "score | false",
                "dateOfBirth | \"12.06.1984\"",
                "dateOfBirth | \"1984-02-30\"",
                "dateOfBirth | \"1984-06-12T00:00:00Z\"",
                "dateOfBirth | 455846400000",
                "availableAt | \"2026-03-04\"",
                "availableAt | 0",
                "availableAt | true",
                "custom1 | 1e999999999",
                "custom1 | -1e-2147483647",
                "custom1 | 100e2147483647",
                "score | 100e2147483647",
                "score | \"100e2147483647\"",
                "score | \"1e99999999999\"",
                "linkedInConnections | \"1e99999999999\"",
                "custom1 | \"a\\u0000b\"",
                "emails | \"a\\u0000b\"",
                "custom1 | \"\\ud83d\"",
                "custom1 | \"\\ude00\"",
                "custom1 | \"\\ude00\\ud83d\"",
                "custom1 | \"\\ud83dx\"",
            })
    void aValueOfAnotherTypeIsRefused(String attribute, String value) {
        assertThat(convert(attribute, value).reason()).isEqualTo(Reason.WRONG_TYPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"firstName", "emails", "score", "optedOut", "dateOfBirth"})
    void aListOrAnObjectIsNoScalar(String attribute) {
        assertThat(convert(attribute, "[\"a\"]").reason()).isEqualTo(Reason.NOT_A_SCALAR);
        assertThat(convert(attribute, "{\"value\": \"a\"}").reason()).isEqualTo(Reason.NOT_A_SCALAR);
    }

    @Test
    void lengthIsCountedInCodePointsAndNothingIsTruncated() {
        assertThat(convert("firstName", "\"" + "x".repeat(255) + "\"").reason()).isNull();
        assertThat(convert("firstName", "\"" + "😀".repeat(255) + "\"").value().textValue())
                .hasSize(510);
        assertThat(convert("firstName", "\"" + "x".repeat(256) + "\"").reason()).isEqualTo(Reason.TOO_LONG);
        assertThat(convert("firstName", "\"" + "😀".repeat(256) + "\"").reason())
                .isEqualTo(Reason.TOO_LONG);
        assertThat(convert("company", "\"" + "x".repeat(70_000) + "\"").reason())
                .isNull();
    }

    @Test
    void equalNumbersBecomeTheSameText() {
        assertThat(convert("custom1", "1.0").value())
                .isEqualTo(convert("custom1", "1").value())
                .isEqualTo(TextNode.valueOf("1"));
    }

    private static Conversion convert(String attribute, String json) {
        byte[] body = ("{\"identityMap\": {}, \"value\": " + json + "}").getBytes(StandardCharsets.UTF_8);
        List<ProfileEvent> events = new ArrayList<>();
        new ProfileReader().read(body, new Faults(), events::add);
        return AttributeConverter.convert(
                events.get(0).attribute("value"),
                ProspectAttributes.named(attribute).orElseThrow());
    }
}
