package dev.outreachroutes.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlankTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t\r\n",
                "\u00a0",
                "\u2007\u202f\u3000",
                "\u200b",
                "\u200d\u2060\ufeff",
                "\u00ad",
                "\u0000"
            })
    void aTextOfBlanksIsBlank(String text) {
        assertThat(BlankText.isBlank(text)).isTrue();
        assertThat(BlankText.strip(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " - ", "\u00a0.", "\u674e", "\ud83d\ude00", "\ud83d"})
    void aTextWithSomethingToSeeIsNot(String text) {
        assertThat(BlankText.isBlank(text)).isFalse();
    }

    @Test
    void blanksAroundATextAreStrippedAndThoseInItStay() {
        assertThat(BlankText.strip("\u00a0\u200b a b\ufeff\n")).isEqualTo("a b");
    }
}
