package dev.outreachroutes.console.login.openid;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.Role;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * Gives a person whom the OpenID provider knows a role, by the values of a claim. Of several roles the highest counts; without any
 * the person is not let in.
 */
final class OidcRoles implements BiFunction<OidcUserRequest, OidcUserInfo, OidcUser> {

    static final String NO_ROLE = "no_role";

    private final String claim;
    private final Map<Role, List<String>> values;

    OidcRoles(ConsoleProperties.Oidc settings) {
        claim = settings.rolesClaim();
        values = Map.of(
                Role.VIEWER, settings.roles().viewer(),
                Role.OPERATOR, settings.roles().operator(),
                Role.ADMIN, settings.roles().admin());
    }

    @Override
    public OidcUser apply(OidcUserRequest request, OidcUserInfo info) {
        Map<String, Object> claims = new HashMap<>(request.getIdToken().getClaims());
        if (info != null) {
            claims.putAll(info.getClaims());
        }
        Role role = role(claims).orElseThrow(() -> new OAuth2AuthenticationException(new OAuth2Error(NO_ROLE)));
        String name = claims.get(StandardClaimNames.PREFERRED_USERNAME) instanceof String
                ? StandardClaimNames.PREFERRED_USERNAME
                : StandardClaimNames.SUB;
        return new DefaultOidcUser(
                List.of(new SimpleGrantedAuthority(role.authority())), request.getIdToken(), info, name);
    }

    Optional<Role> role(Map<String, Object> claims) {
        Set<String> given = texts(find(claims, claim)).collect(Collectors.toSet());
        return values.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(given::contains))
                .map(Map.Entry::getKey)
                .max(Comparator.naturalOrder());
    }

    /** A claim's own name may have dots too, so that is looked for first. */
    private static Object find(Map<?, ?> claims, String path) {
        if (claims.containsKey(path)) {
            return claims.get(path);
        }
        int dot = path.indexOf('.');
        return dot > 0 && claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? find(inner, path.substring(dot + 1))
                : null;
    }

    private static Stream<String> texts(Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream().filter(String.class::isInstance).map(String.class::cast);
        }
        return value instanceof String one ? Stream.of(one) : Stream.empty();
    }
}
