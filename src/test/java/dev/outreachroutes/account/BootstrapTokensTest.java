package dev.outreachroutes.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BootstrapTokensTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OUTREACH_REFRESH_TOKEN", " plain ",
            "OUTREACH_REFRESH_TOKEN_EMEA_OPS", "emea",
            "OUTREACH_REFRESH_TOKEN_BLANK", " ");

    @Test
    void everyAccountHasAVariableOfItsOwn() {
        BootstrapTokens tokens = new BootstrapTokens(Set.of("default", "emea-ops", "apac", "blank"), ENVIRONMENT::get);

        assertThat(tokens.token("default")).contains("plain");
        assertThat(tokens.token("emea-ops")).contains("emea");
        assertThat(tokens.token("apac")).isEmpty();
        assertThat(tokens.token("blank")).isEmpty();
    }

    @Test
    void thePlainVariableConnectsAnOnlyAccountOfAnyName() {
        assertThat(new BootstrapTokens(Set.of("apac"), ENVIRONMENT::get).token("apac"))
                .contains("plain");
        assertThat(new BootstrapTokens(Set.of("emea-ops"), ENVIRONMENT::get).token("emea-ops"))
                .contains("emea");
    }
}
