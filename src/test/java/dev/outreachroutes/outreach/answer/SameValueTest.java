package dev.outreachroutes.outreach.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SameValueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"realized\" | realized | true",
                "\"realized\" | exited | false",
                "\"Yes\" | yes | false",
                "\"Yes\" | null | false",
                "null | null | true",
                "null | `` | true",
                "null | realized | false",
                "true | true | true",
                "true | false | false",
                "7.5 | 7.50 | true",
                "7 | 7.0 | true",
                "7 | 8 | false",
                "7 | seven | false",
                "\"2026-01-05\" | 2026-01-05 | true",
                "\"2026-01-05\" | 2026-01-05T00:00:00.000Z | true",
                "\"2026-01-05\" | 2026-01-05T00:00:00.000-08:00 | true",
                "\"2026-01-05\" | 2026-01-04T23:00:00-05:00 | true",
                "\"2026-01-05\" | 2026-01-06T00:00:00Z | false",
                "\"2026-01-05\" | 2026-01-06 | false",
                "\"2026-01-05\" | null | false",
                "\"2026-01-05T09:30:00Z\" | 2026-01-05T09:30:00.000Z | true",
                "\"2026-01-05T09:30:00Z\" | 2026-01-05T10:30:00+01:00 | true",
                "\"2026-01-05T09:30:00Z\" | 2026-01-05 | true",
                "\"2026-01-05T09:30:00Z\" | 2026-01-05T09:31:00Z | false",
                "\"1767655800\" | 1767655800000 | false"
            })
    void aStatusIsTheSameHoweverOutreachWritesDatesNumbersAndNothing(String sent, String shown, boolean same)
            throws Exception {
        assertThat(SameValue.is(JsonMapper.builder().build().readTree(sent), shown))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"realized\" | \"realized\" | true",
                "\"realized\" | null | false",
                "\"null\" | null | false",
                "null | null | true",
                "null | \"\" | true",
                "null | \" \" | true",
                "null | [] | true",
                "\"\" | null | true",
                "null | 0 | false",
                "null | false | false",
                "true | \"true\" | true",
                "true | \"false\" | false",
                "\"true\" | true | true",
                "7.5 | \"7.50\" | true",
                "7 | 7.0 | true",
                "\"7\" | 7.0 | true",
                "\"007\" | \"7\" | false",
                "\"seven\" | 7 | false",
                "\"2026-01-05\" | \"2026-01-05T00:00:00.000Z\" | true",
                "\"2026-01-05T09:30:00Z\" | \"2026-01-05T09:30:00\" | true",
                "\"2026-01-05T09:30:00Z\" | \"2026-01-05T09:31:00\" | false",
                "[\"a@x.org\"] | [\"a@x.org\"] | true",
                "[\"a\",\"b\"] | [\"b\",\"a\"] | true",
                "[\"a\"] | [\"a\",\"b\"] | true",
                "[\"a\",\"b\"] | [\"a\"] | false",
                "[\"a\"] | [] | false",
                "[\"a\"] | \"a\" | false",
                "\"a\" | {\"a\": 1} | false"
            })
    void whatOutreachHoldsIsWhatIsDesiredHoweverItIsWritten(String desired, String held, boolean same)
            throws Exception {
        JsonMapper json = JsonMapper.builder().build();
        assertThat(SameValue.is(json.readTree(desired), json.readTree(held))).isEqualTo(same);
    }
}
