package dev.outreachroutes.console.login.password;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Passwords of local users, as bcrypt hashes. */
final class Passwords {

    /** Of hashes that are made here: programs send their password with every request. */
    static final int COST = 10;

    /** In bytes; bcrypt does not look at more. */
    static final int LONGEST = 72;

    /** The name that stands for whoever is not known. */
    private static final String NOBODY = "nobody";

    private Passwords() {}

    static String hash(String password) {
        return BCrypt.hashpw(password, BCrypt.gensalt(COST));
    }

    static boolean isTooLong(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length > LONGEST;
    }

    static int cost(String hash) {
        return Integer.parseInt(hash.substring(4, 6));
    }

    /** A hash of a password that nobody knows. */
    static String decoy(int cost) {
        return BCrypt.hashpw(UUID.randomUUID().toString(), BCrypt.gensalt(cost));
    }

    /** A user as whom nobody can log in. */
    static UserDetails nobody(String decoy) {
        return User.withUsername(NOBODY).password(decoy).authorities(List.of()).build();
    }
}
