package dev.outreachroutes.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Name and password, by the login page or HTTP Basic. What is tried too often is refused before the password is hashed, which
 * costs a tenth of a second of a processor.
 *
 * <p>One password from an address is looked at after the other, so that many at once cannot be tried before the first has
 * failed.
 */
final class LocalLogin implements AuthenticationProvider {

    private static final Logger LOG = LoggerFactory.getLogger(LocalLogin.class);
    private static final int LOCKS = 64;

    /** For others from the same address. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final PasswordEncoder bcrypt = new BCryptPasswordEncoder();
    private final UserDetailsService users;
    private final LoginAttempts attempts;
    private final LoginCounter counter;
    private final InstantSource clock;
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(ReentrantLock[]::new);

    LocalLogin(UserDetailsService users, LoginAttempts attempts, LoginCounter counter, InstantSource clock) {
        this.users = users;
        this.attempts = attempts;
        this.counter = counter;
        this.clock = clock;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String address =
                login.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        ReentrantLock lock = locks[Math.floorMod(address.hashCode(), LOCKS)];
        if (!acquired(lock)) {
            counter.count(LoginResult.LIMITED);
            throw new TooManyAttemptsException(LONGEST_WAIT);
        }
        try {
            return authenticate(login, address);
        } finally {
            lock.unlock();
        }
    }

    private static boolean acquired(ReentrantLock lock) {
        try {
            return lock.tryLock(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Authentication authenticate(Authentication login, String address) {
        String name = login.getName();
        attempts.refusedUntil(name, address).ifPresent(until -> {
            counter.count(LoginResult.LIMITED);
            throw new TooManyAttemptsException(waitUntil(until));
        });
        UserDetails user = find(name);
        if (!bcrypt.matches(String.valueOf(login.getCredentials()), user.getPassword())) {
            counter.count(LoginResult.REFUSED);
            attempts.failed(name, address);
            attempts.refusedUntil(name, address).ifPresent(until -> tell(name, user, address, until));
            throw new BadCredentialsException("name or password is wrong");
        }
        attempts.succeeded(name, address);
        UsernamePasswordAuthenticationToken known =
                UsernamePasswordAuthenticationToken.authenticated(user, null, user.getAuthorities());
        known.setDetails(login.getDetails());
        return known;
    }

    private UserDetails find(String name) {
        try {
            return users.loadUserByUsername(name);
        } catch (DataAccessException e) {
            counter.count(LoginResult.UNAVAILABLE);
            throw new LoginUnavailableException(e);
        }
    }

    private Duration waitUntil(Instant until) {
        Duration wait = Duration.between(clock.instant(), until);
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }

    /** People type passwords where a name belongs, so only the name of a user is told. */
    private static void tell(String name, UserDetails user, String address, Instant until) {
        LOG.warn(
                "Too many wrong passwords for {} from {}: none is looked at until {}",
                user.getUsername().equals(name) ? "the user '" + name + "'" : "an unknown user",
                address,
                until);
    }
}
