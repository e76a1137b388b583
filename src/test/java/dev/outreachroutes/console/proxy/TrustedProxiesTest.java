package dev.outreachroutes.console.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.settings.InvalidSettingException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word counts about an address. */
class TrustedProxiesTest {

    private static final TrustedProxies PROXIES =
            TrustedProxies.of(List.of("10.0.0.7", " 10.1.0.0/16", "2001:db8::/32", ""));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            textBlock =
                    """
            # who connects,   what it says,                        who asks
            10.0.0.7,         198.51.100.4,                        198.51.100.4
            10.1.255.1,       '198.51.100.4',                      198.51.100.4
            2001:db8::9,      2001:dba::1,                         2001:dba:0:0:0:0:0:1
            # no proxy of ours
            10.0.0.8,         198.51.100.4,                        10.0.0.8
            10.2.0.1,         198.51.100.4,                        10.2.0.1
            # what stands before the last one that is no proxy of ours is anybody's
            10.0.0.7,         '1.1.1.1, 198.51.100.4',             198.51.100.4
            10.0.0.7,         '1.1.1.1,198.51.100.4 , 10.1.2.3',   198.51.100.4
            10.0.0.7,         '10.1.2.3, 10.1.2.4',                10.1.2.3
            # with a port, as some proxies write it
            10.0.0.7,         198.51.100.4:50123,                  198.51.100.4
            10.0.0.7,         '[2001:dba::1]:50123',               2001:dba:0:0:0:0:0:1
            10.0.0.7,         '::ffff:198.51.100.4',               198.51.100.4
            # no address
            10.0.0.7,         '198.51.100.4, unknown',             10.0.0.7
            10.0.0.7,         localhost,                           10.0.0.7
            10.0.0.7,         '',                                  10.0.0.7
            10.0.0.7,         256.1.1.1,                           10.0.0.7
            """)
    void whoAsksIsTheLastThatIsNoProxyOfOurs(String peer, String forwardedFor, String client) {
        assertThat(PROXIES.client(peer, List.of(forwardedFor.split(",")))).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "proxy.example.com",
                "10.0.0",
                "10.0.0.7/33",
                "10.0.0.7/",
                "10\\.0\\.0\\.7",
                "::g",
                "10.0.0.0/-1",
                "*"
            })
    void whatIsNoAddressEndsTheStart(String text) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of("10.0.0.7", text)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("CONSOLE_TRUSTED_PROXIES has \"" + text + "\", which is no address");
    }

    @Test
    void withoutAnyNobodyIsBelieved() {
        assertThat(TrustedProxies.of(List.of()).client("127.0.0.1", List.of("198.51.100.4")))
                .isEqualTo("127.0.0.1");
    }
}
