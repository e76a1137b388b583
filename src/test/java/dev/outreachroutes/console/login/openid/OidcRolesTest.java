package dev.outreachroutes.console.login.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which role the claims of a person give. */
class OidcRolesTest {

    private static final Object ADMIN = List.of("outreach-routes-admin", "outreach-routes-viewer");

    @Test
    void ofSeveralTheHighestCounts() {
        assertThat(roles("roles").role(Map.of("roles", ADMIN))).hasValue(Role.ADMIN);
    }

    @Test
    void aSingleValueMayStandWithoutAList() {
        assertThat(roles("roles").role(Map.of("roles", "outreach-routes-operator")))
                .hasValue(Role.OPERATOR);
    }

    @Test
    void aPathLeadsIntoAClaim() {
        Map<String, Object> claims = Map.of("resource_access", Map.of("console", Map.of("roles", ADMIN)));
        assertThat(roles("resource_access.console.roles").role(claims)).hasValue(Role.ADMIN);
        assertThat(roles("resource_access.other.roles").role(claims)).isEmpty();
        assertThat(roles("resource_access.console.roles.deeper").role(claims)).isEmpty();
    }

    @Test
    void aClaimMayHaveDotsInItsName() {
        assertThat(roles("https://example.com/roles").role(Map.of("https://example.com/roles", ADMIN)))
                .hasValue(Role.ADMIN);
    }

    @Test
    void noOtherValueAndNoOtherKindOfValueGivesARole() {
        for (Object value : List.of("admin", "ADMIN", "", List.of("admin", 7), 7, true, Map.of("roles", ADMIN))) {
            assertThat(roles("roles").role(Map.of("roles", value)))
                    .as(value.toString())
                    .isEmpty();
        }
        assertThat(roles("roles").role(Map.of())).isEmpty();
    }

    private static OidcRoles roles(String claim) {
        ConsoleProperties.Roles values = new ConsoleProperties.Roles(
                List.of("outreach-routes-viewer"),
                List.of("outreach-routes-operator"),
                List.of("outreach-routes-admin"));
        return new OidcRoles(
                new ConsoleProperties.Oidc("https://login.example.com", "id", "", List.of(), claim, values));
    }
}
