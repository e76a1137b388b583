package dev.outreachroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.AttributeMapping.Format;
import dev.outreachroutes.destination.AttributeMapping.Input;
import dev.outreachroutes.destination.AttributeMapping.Letters;
import java.time.ZoneId;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueFormatTest {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static AttributeMapping mapping(Format format, Input input, ZoneId zone) {
        return new AttributeMapping("a", false, Letters.AS_WRITTEN, format, input, zone, null);
    }

    private static String applied(String json, AttributeMapping mapping) throws Exception {
        Conversion conversion = ValueFormat.apply(JSON.readTree(json), mapping);
        return conversion.reason() == null ? conversion.value().toString() : conversion.detail();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "DATE | PLAIN | \"2026-01-05\" | \"2026-01-05\"",
                "DATE | PLAIN | \" 2026-01-05 \" | \"2026-01-05\"",
                "DATE | PLAIN | \"2026-01-05T23:30:00Z\" | \"2026-01-05\"",
                "DATE | PLAIN | \"2026-01-05T23:30:00-05:00\" | \"2026-01-06\"",
                "DATE | PLAIN | 1767655800 | \"2026-01-05\"",
                "DATE | PLAIN | 1767655800000 | \"2026-01-05\"",
                "DATE | PLAIN | \"05.01.2026\" | is not a date",
                "DATE | PLAIN | \"2026-02-30\" | is not a date",
                "DATE | PLAIN | true | is not a date",
                "DATE | DAY_MONTH_YEAR | \"5.1.2026\" | \"2026-01-05\"",
                "DATE | DAY_MONTH_YEAR | \"05.01.2026\" | \"2026-01-05\"",
                "DATE | DAY_MONTH_YEAR | \"2026-01-05\" | is not a date written DD.MM.YYYY",
                "DATE | DAY_MONTH_YEAR | \"31.02.2026\" | is not a date written DD.MM.YYYY",
                "DATE | DAY_MONTH_YEAR_WITH_SLASHES | \"05/01/2026\" | \"2026-01-05\"",
                "DATE | DAY_MONTH_YEAR_WITH_SLASHES | \"05.01.2026\" | is not a date written DD/MM/YYYY",
                "DATE | DAY_MONTH_YEAR_WITH_HYPHENS | \"05-01-2026\" | \"2026-01-05\"",
                "DATE | MONTH_DAY_YEAR | \"01/05/2026\" | \"2026-01-05\"",
                "DATE | MONTH_DAY_YEAR | \"13/05/2026\" | is not a date written MM/DD/YYYY",
                "DATE | YEAR_MONTH_DAY | \"2026-1-5\" | \"2026-01-05\"",
                "DATE | YEAR_MONTH_DAY_WITH_SLASHES | \"2026/01/05\" | \"2026-01-05\"",
                "DATE | YEAR_MONTH_DAY_TOGETHER | \"20260105\" | \"2026-01-05\"",
                "DATE | YEAR_MONTH_DAY_TOGETHER | 20260105 | \"2026-01-05\"",
                "DATE_TIME | PLAIN | \"2026-01-05T23:30:00+01:00\" | \"2026-01-05T22:30:00Z\"",
                "DATE_TIME | PLAIN | \"2026-01-05\" | \"2026-01-05T00:00:00Z\"",
                "DATE_TIME | DAY_MONTH_YEAR | \"05.01.2026\" | \"2026-01-05T00:00:00Z\"",
                "DATE_TIME | PLAIN | \"soon\" | is not a date and time",
                "NUMBER | PLAIN | \" 1234.50 \" | 1234.50",
                "NUMBER | PLAIN | 1234.5 | 1234.5",
                "NUMBER | PLAIN | \"1,234.5\" | is not a number",
                "NUMBER | PLAIN | true | is not a number",
                "NUMBER | COMMAS_AND_POINT | \"1,234,567.5\" | 1234567.5",
                "NUMBER | COMMAS_AND_POINT | \"-1234.5\" | -1234.5",
                "NUMBER | COMMAS_AND_POINT | \"1,23\" | is not a number written 1,234.5",
                "NUMBER | COMMAS_AND_POINT | \"1.234,5\" | is not a number written 1,234.5",
                "NUMBER | POINTS_AND_COMMA | \"1.234.567,5\" | 1234567.5",
                "NUMBER | POINTS_AND_COMMA | \"0,5\" | 0.5",
                "NUMBER | BLANKS_AND_COMMA | \"1 234,5\" | 1234.5",
                "NUMBER | BLANKS_AND_COMMA | \"1\u00a0234,5\" | 1234.5",
                "TEXT | PLAIN | 1234.50 | \"1234.5\"",
                "TEXT | PLAIN | false | \"false\"",
                "BY_ATTRIBUTE | PLAIN | 7 | 7",
                "BY_ATTRIBUTE | PLAIN | [1] | [1]"
            })
    void aValueIsReadAsItsMappingSaysAndNothingIsGuessed(Format format, Input input, String json, String expected)
            throws Exception {
        assertThat(applied(json, mapping(format, input, ZoneOffset.UTC))).isEqualTo(expected);
    }

    @Test
    void aPointInTimeIsADateByTheZoneAndADateBeginsInIt() throws Exception {
        ZoneId tokyo = ZoneId.of("Asia/Tokyo");

        assertThat(applied("\"2026-01-05T20:00:00Z\"", mapping(Format.DATE, Input.PLAIN, tokyo)))
                .isEqualTo("\"2026-01-06\"");
        assertThat(applied("\"2026-01-06\"", mapping(Format.DATE_TIME, Input.PLAIN, tokyo)))
                .isEqualTo("\"2026-01-05T15:00:00Z\"");
    }

    @Test
    void blanksAndLettersAreBroughtToTheFormThatIsWanted() throws Exception {
        AttributeMapping mapping =
                new AttributeMapping("a", true, Letters.LOWER, Format.BY_ATTRIBUTE, Input.PLAIN, ZoneOffset.UTC, null);

        assertThat(applied("\"\u00a0 Nora@Example.COM\\t\"", mapping)).isEqualTo("\"nora@example.com\"");
    }

    @Property
    void noTextIsTooOddForAnyFormat(@ForAll String text, @ForAll Format format, @ForAll Input input) {
        JsonNode value = TextNode.valueOf(text);

        assertThat(ValueFormat.apply(value, mapping(format, input, ZoneOffset.UTC)))
                .isNotNull();
    }

    @Test
    void aTextOfAnyLengthIsRefusedAtOnce() {
        for (Input input : Input.values()) {
            for (Format format : new Format[] {Format.DATE, Format.DATE_TIME, Format.NUMBER}) {
                assertThat(ValueFormat.apply(
                                        TextNode.valueOf("1".repeat(5_000_000)), mapping(format, input, ZoneOffset.UTC))
                                .reason())
                        .isEqualTo(Exclusion.Reason.WRONG_TYPE);
            }
        }
    }
}
