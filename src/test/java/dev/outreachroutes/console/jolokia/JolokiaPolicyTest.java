package dev.outreachroutes.console.jolokia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.outreachroutes.console.login.Role;
import java.util.Arrays;
import java.util.List;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;

class JolokiaPolicyTest {

    private static final OperationSettings NO_MORE = new OperationSettings(null, null, null);

    private final JolokiaPolicy policy = new JolokiaPolicy(NO_MORE);

    @AfterEach
    void nobodyIsThere() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void nothingIsAllowedWithoutASecurityContext() {
        assertNothingIsAllowed();
    }

    @Test
    void nothingIsAllowedToWhomeverHasNoRoleOfOurs() {
        by(new AnonymousAuthenticationToken("key", "anonymous", AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
        assertNothingIsAllowed();

        by(new TestingAuthenticationToken("somebody", "", "ROLE_USER", "VIEWER", "CHOOSE_PASSWORD"));
        assertNothingIsAllowed();

        Authentication notYet = new TestingAuthenticationToken("somebody", "", "ROLE_ADMIN");
        notYet.setAuthenticated(false);
        by(notYet);
        assertNothingIsAllowed();
    }

    @ParameterizedTest
    @EnumSource
    void everyRoleReadsAndNoneWritesOrListens(Role role) {
        by(role);
        assertThat(Arrays.stream(RequestType.values()).filter(policy::isTypeAllowed))
                .containsExactlyInAnyOrder(
                        RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.EXEC, RequestType.VERSION);
        assertThat(policy.isAttributeReadAllowed(name("java.lang:type=Memory"), "HeapMemoryUsage"))
                .isTrue();
        assertThat(policy.isAttributeWriteAllowed(name("java.lang:type=Memory"), "Verbose"))
                .isFalse();
    }

    @Test
    void theHighestRoleOfSeveralCounts() {
        by(new TestingAuthenticationToken("somebody", "", "ROLE_OPERATOR", "ROLE_VIEWER"));
        assertThat(policy.isOperationAllowed(name("org.apache.camel:type=routes,name=x"), "stop()"))
                .isTrue();
    }

    @Test
    void aSettingAllowsARoleAndTheOnesAboveOneMoreOperation() {
        JolokiaPolicy wider =
                new JolokiaPolicy(new OperationSettings(null, List.of("org.apache.camel:type=routes/reset"), null));
        ObjectName route = name("org.apache.camel:context=x,type=routes,name=y");
        by(Role.VIEWER);
        assertThat(wider.isOperationAllowed(route, "reset()")).isFalse();
        by(Role.OPERATOR);
        assertThat(wider.isOperationAllowed(route, "reset()")).isTrue();
        assertThat(wider.isOperationAllowed(route, "reset(boolean)")).isTrue();
        assertThat(wider.isOperationAllowed(name("org.apache.camel:context=x,type=context"), "reset()"))
                .isFalse();
        assertThat(policy.isOperationAllowed(route, "reset()")).isFalse();
        by(Role.ADMIN);
        assertThat(wider.isOperationAllowed(route, "reset()")).isTrue();
    }

    @Test
    void settingsAreListsWithCommas() {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        source.put("console.operations.viewer", "");
        source.put(
                "console.operations.admin",
                "org.apache.camel:type=routes/reset, dev.outreachroutes:type=Account/forget()");
        OperationSettings settings = new Binder(source)
                .bind("console.operations", OperationSettings.class)
                .get();
        assertThat(settings.viewer()).isEmpty();
        assertThat(settings.operator()).isEmpty();
        assertThat(settings.admin())
                .containsExactly("org.apache.camel:type=routes/reset", "dev.outreachroutes:type=Account/forget()");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang:type=Memory/gc",
                "com.sun.management:type=DiagnosticCommand/vmFlags",
                "*:type=routes/reset",
                "org.apache.camel:type=routes",
                "routes/reset",
                "org.apache.camel:type=routes,name=x/reset",
            })
    void aSettingThatIsNoneEndsTheStart(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OperationSettings(List.of(text), null, null))
                .withMessageContaining("'" + text + "'");
    }

    @Test
    void theStartSaysWhichSettingIsNone() {
        new ApplicationContextRunner()
                .withUserConfiguration(JolokiaConfiguration.class)
                .withPropertyValues("console.operations.operator=java.lang:type=Memory/gc")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("'console.operations'")
                        .hasStackTraceContaining("'java.lang:type=Memory/gc' is an operation of neither"));
    }

    private void assertNothingIsAllowed() {
        assertThat(RequestType.values()).noneMatch(policy::isTypeAllowed);
        assertThat(policy.isAttributeReadAllowed(name("java.lang:type=Memory"), "HeapMemoryUsage"))
                .isFalse();
        assertThat(policy.isOperationAllowed(name("org.apache.camel:type=context,name=x"), "dumpRoutesAsXml()"))
                .isFalse();
        assertThat(policy.isHttpMethodAllowed(HttpMethod.POST)).isFalse();
        assertThat(policy.isRemoteAccessAllowed("127.0.0.1")).isFalse();
    }

    private static void by(Role role) {
        by(new TestingAuthenticationToken("somebody", "", role.authority()));
    }

    private static void by(Authentication person) {
        SecurityContextHolder.getContext().setAuthentication(person);
    }

    private static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
