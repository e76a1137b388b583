package dev.outreachroutes.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.settings.InvalidSettingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCipherTest {

    private static final String OTHER_KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=";

    private final TokenCipher cipher = new TokenCipher(TokenEndpoint.KEY, List.of());

    @Test
    void whatIsEncryptedCanBeDecryptedAndIsNeverTheSameTwice() {
        byte[] stored = cipher.encrypt("refresh-ü");

        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain("refresh");
        assertThat(cipher.encrypt("refresh-ü")).isNotEqualTo(stored);
        assertThat(cipher.decrypt("default", stored)).isEqualTo("refresh-ü");
        assertThat(cipher.encrypt(null)).isNull();
        assertThat(cipher.decrypt("default", null)).isNull();
    }

    @Test
    void anotherKeyIsNamedAsTheReason() {
        byte[] stored = new TokenCipher(OTHER_KEY, List.of()).encrypt("refresh");

        assertThatThrownBy(() -> cipher.decrypt("emea-ops", stored))
                .isInstanceOf(TokenCipher.UnreadableTokenException.class)
                .hasNoCause()
                .hasMessageContaining("'emea-ops' were encrypted with another key")
                .hasMessageContaining("TOKEN_ENCRYPTION_KEY");
    }

    @Test
    void aChangedByteIsNoticed() {
        byte[] stored = cipher.encrypt("refresh");
        stored[stored.length - 1] ^= 1;

        assertThatThrownBy(() -> cipher.decrypt("emea-ops", stored))
                .hasMessageContaining("'emea-ops' are damaged")
                .hasNoCause();
        assertThatThrownBy(() -> cipher.decrypt("emea-ops", new byte[3]))
                .isInstanceOf(TokenCipher.UnreadableTokenException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'', TOKEN_ENCRYPTION_KEY is not set",
        "'  ', TOKEN_ENCRYPTION_KEY is not set",
        "not base64!, TOKEN_ENCRYPTION_KEY is not base64",
        "c2hvcnQ=, TOKEN_ENCRYPTION_KEY has 5 bytes instead of 32"
    })
    void aKeyThatCannotBeUsedStopsTheStartWithTheCommandThatMakesOne(String key, String problem) {
        assertThatThrownBy(() -> new TokenCipher(key, List.of()))
                .isInstanceOfSatisfying(InvalidSettingException.class, failure -> {
                    assertThat(failure).hasMessage(problem + ".");
                    assertThat(failure.cure()).contains("openssl rand -base64 32");
                });
    }
}
