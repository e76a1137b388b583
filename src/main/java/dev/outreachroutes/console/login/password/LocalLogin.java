package dev.outreachroutes.console.login.password;

import dev.outreachroutes.console.login.LoginCounter;
import dev.outreachroutes.console.login.LoginResult;
import dev.outreachroutes.console.login.PasswordNotCheckedException;
import dev.outreachroutes.database.LogThrottle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Checks name and password, from the login page or HTTP Basic. What is tried too often is refused before the password is hashed,
 * which costs a tenth of a second of a processor.
 *
 * <p>One password is hashed at a time, so that many at once cannot be tried before the first has failed, and guesses from any
 * number of addresses cost one processor at most. Those who got in from their address before are not kept waiting by any
 * crowd, and those from an address without a failure take turns with all that have failed.
 */
final class LocalLogin implements AuthenticationProvider {

    private static final Logger LOG = LoggerFactory.getLogger(LocalLogin.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final DaoAuthenticationProvider passwords;
    private final LoginAttempts attempts;
    private final LoginCounter counter;
    private final InstantSource machineClock;
    private final ReentrantLock strangers = new ReentrantLock(true);
    private final Turnstile known = new Turnstile(64, new ReentrantLock(true));
    private final Turnstile withoutFailure = new Turnstile(64, strangers);
    private final Turnstile withFailures = new Turnstile(32, strangers);

    /** By what is told of a name: of those who exist, and one for all others. */
    private final Map<String, LogThrottle> lines = new ConcurrentHashMap<>();

    private final LogThrottle busy = new LogThrottle(BETWEEN_LINES);

    /**
     * @param users throws {@link UsernameNotFoundException} for a name that is not known
     * @param cost of a hash of theirs: an unknown name is refused after as long a time
     */
    LocalLogin(
            UserDetailsService users,
            int cost,
            LoginAttempts attempts,
            LoginCounter counter,
            InstantSource machineClock) {
        passwords = new DaoAuthenticationProvider(users);
        passwords.setPasswordEncoder(new BCryptPasswordEncoder(cost));
        passwords.setHideUserNotFoundExceptions(false);
        this.attempts = attempts;
        this.counter = counter;
        this.machineClock = machineClock;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    @Override
    public Authentication authenticate(Authentication login) {
        String address =
                login.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
        try {
            refuseIfClosed(login.getName(), address);
            return turnstile(login.getName(), address)
                    .pass(LoginAttempts.network(address), () -> authenticate(login, address));
        } catch (PasswordNotCheckedException e) {
            counter.count(
                    e.reason() == PasswordNotCheckedException.Reason.DATABASE_AWAY
                            ? LoginResult.UNAVAILABLE
                            : LoginResult.LIMITED);
            if (e.reason() == PasswordNotCheckedException.Reason.BUSY) {
                tellBusy();
            }
            throw e;
        }
    }

    private Turnstile turnstile(String name, String address) {
        if (attempts.hasGotIn(name, address)) {
            return known;
        }
        return attempts.hasFailed(address) ? withFailures : withoutFailure;
    }

    private void refuseIfClosed(String name, String address) {
        attempts.refusedUntil(name, address).ifPresent(until -> {
            throw PasswordNotCheckedException.tooManyWrong(waitUntil(until));
        });
    }

    private Authentication authenticate(Authentication login, String address) {
        String name = login.getName();
        // Others may have failed while this one waited for its turn.
        refuseIfClosed(name, address);
        try {
            Authentication person = passwords.authenticate(login);
            attempts.succeeded(name, address);
            return person;
        } catch (UsernameNotFoundException | BadCredentialsException e) {
            counter.count(LoginResult.REFUSED);
            attempts.failed(name, address);
            // People type passwords where a name belongs, so only the name of a user is told.
            String who = e instanceof UsernameNotFoundException ? "an unknown user" : "the user '" + name + "'";
            attempts.refusedUntil(name, address).ifPresent(until -> tell(who, address, until));
            throw new BadCredentialsException("name or password is wrong");
        } catch (InternalAuthenticationServiceException e) {
            throw PasswordNotCheckedException.databaseAway(e);
        }
    }

    private Duration waitUntil(Instant until) {
        Duration wait = Duration.between(machineClock.instant(), until);
        return wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait;
    }

    private void tellBusy() {
        long times = busy.times();
        if (times > 0) {
            LOG.warn(
                    "More passwords are tried at once than can be looked at. Refused unseen since the last such line: {}. Names"
                            + " that got in from their address within a day are not concerned",
                    times);
        }
    }

    private void tell(String who, String address, Instant until) {
        long addresses = lines.computeIfAbsent(who, first -> new LogThrottle(BETWEEN_LINES))
                .times();
        if (addresses > 0) {
            LOG.warn(
                    "Too many wrong passwords for {} from {}: none from there is looked at until {}{}",
                    who,
                    address,
                    until,
                    addresses == 1 ? "" : "; that makes " + addresses + " times since the last such line");
        }
    }
}
