package dev.outreachroutes.console;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may log in to the console.
 *
 * @param username of the one admin who needs only {@code password}
 * @param password of that admin, as it is or as a bcrypt hash; empty when there is no such user
 * @param users local users by name
 */
@ConfigurationProperties("console")
record ConsoleProperties(
        @DefaultValue("admin") String username,
        @DefaultValue("") String password,
        @DefaultValue Map<String, LocalUser> users) {

    /**
     * A local user.
     *
     * @param password a bcrypt hash
     * @param role what the user may do
     */
    record LocalUser(@DefaultValue("") String password, Role role) {

        @Override
        public String toString() {
            return "LocalUser[role=" + role + "]";
        }
    }

    @Override
    public String toString() {
        return "ConsoleProperties[username=" + username + ", users=" + users + "]";
    }
}
