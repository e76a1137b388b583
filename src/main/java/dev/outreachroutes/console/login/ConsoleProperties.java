package dev.outreachroutes.console.login;

import dev.outreachroutes.console.proxy.TrustedProxies;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Holds who may log in to the console, and how.
 *
 * @param username of the one admin who needs only {@code password}, or who gets a password at the first start
 * @param password of that admin, as it is or as a bcrypt hash; empty when there is no such user
 * @param users local users by name
 * @param login how many wrong passwords are taken
 * @param trustedProxies addresses and ranges of proxies whose {@code X-Forwarded-*} headers count, as in {@link TrustedProxies}
 * @param oidc an OpenID provider where people log in
 */
@ConfigurationProperties("console")
public record ConsoleProperties(
        @DefaultValue("admin") String username,
        @DefaultValue("") String password,
        @DefaultValue Map<String, LocalUser> users,
        @DefaultValue Login login,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue Oidc oidc) {

    /**
     * A local user.
     *
     * @param password a bcrypt hash
     * @param role what the user may do
     */
    public record LocalUser(@DefaultValue("") String password, Role role) {

        @Override
        public String toString() {
            return "LocalUser[role=" + role + "]";
        }
    }

    /**
     * When wrong passwords are enough.
     *
     * @param window how long failures are counted, from the first one on
     * @param failuresPerUserAndAddress of one user name from one address
     * @param failuresPerAddress from one address, whatever the names; closes it for names that have not got in from there
     */
    public record Login(
            @DefaultValue("10m") Duration window,
            @DefaultValue("5") int failuresPerUserAndAddress,
            @DefaultValue("50") int failuresPerAddress) {}

    /**
     * An OpenID provider, to which the console is a client.
     *
     * @param issuer the provider's address, as its own metadata names it; empty when there is none
     * @param clientId as which the console is known there
     * @param clientSecret of that client; empty for a public one
     * @param scopes that are asked for, besides {@code openid}
     * @param rolesClaim the claim with a person's roles; a path with dots leads into a claim of several levels
     * @param roles which values of the claim give which role
     */
    public record Oidc(
            @DefaultValue("") String issuer,
            @DefaultValue("") String clientId,
            @DefaultValue("") String clientSecret,
            @DefaultValue("profile") List<String> scopes,
            @DefaultValue("roles") String rolesClaim,
            @DefaultValue Roles roles) {

        public boolean isConfigured() {
            return !issuer.isBlank();
        }

        /** The provider's host, by which people know it; empty when the issuer is no address. */
        public String host() {
            try {
                String host = new URI(issuer).getHost();
                return host == null ? "" : host;
            } catch (URISyntaxException e) {
                return "";
            }
        }

        @Override
        public String toString() {
            return "Oidc[issuer=" + issuer + ", clientId=" + clientId + ", scopes=" + scopes + ", rolesClaim="
                    + rolesClaim + ", roles=" + roles + "]";
        }
    }

    /** Which values give a role. Never a plain {@code admin}: whoever may do everything elsewhere is not admin here. */
    public record Roles(
            @DefaultValue("outreach-routes-viewer") List<String> viewer,
            @DefaultValue("outreach-routes-operator") List<String> operator,
            @DefaultValue("outreach-routes-admin") List<String> admin) {}

    /** Whether somebody can log in by name and password without the database. */
    public boolean hasLocalUsers() {
        return !password.isEmpty() || !users.isEmpty();
    }

    @Override
    public String toString() {
        return "ConsoleProperties[username=" + username + ", users=" + users + ", login=" + login + ", trustedProxies="
                + trustedProxies + ", oidc=" + oidc
                + "]";
    }
}
