package dev.outreachroutes.account.token;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class OutreachPropertiesTest {

    @ParameterizedTest
    @CsvSource({
        "outreach.api-url,             api.outreach.io, OUTREACH_API_URL is no address",
        "outreach.scopes,              ' ',             OUTREACH_SCOPES is empty",
        "outreach.token.read-timeout,  0s,              outreach.token.read-timeout must be longer than zero",
        "outreach.token.mint-interval, -1s,             outreach.token has a negative time"
    })
    void aSettingThatCannotBeIsTold(String name, String value, String told) {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of(name, value)));

        assertThatThrownBy(() -> binder.bindOrCreate("outreach", OutreachProperties.class))
                .rootCause()
                .hasMessageContaining(told);
    }
}
