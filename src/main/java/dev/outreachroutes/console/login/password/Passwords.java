package dev.outreachroutes.console.login.password;

import java.nio.charset.StandardCharsets;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Passwords of local users, as bcrypt hashes. */
final class Passwords {

    /** Of hashes that are made here: programs send their password with every request. */
    static final int COST = 10;

    /** In bytes; bcrypt does not look at more. */
    static final int LONGEST = 72;

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
}
