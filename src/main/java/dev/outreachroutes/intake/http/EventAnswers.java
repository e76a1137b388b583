package dev.outreachroutes.intake.http;

import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.LogThrottle;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Stands around everything that is done with a request: counts its answer and how long that took, by sender, and says now and then
 * that a sender is refused. What nobody has thought of is answered with 503, for the event is not in Kafka.
 */
final class EventAnswers extends OncePerRequestFilter {

    /** Request attribute with the sender's name. */
    static final String SENDER = EventAnswers.class.getName() + ".sender";

    private static final Logger LOG = LoggerFactory.getLogger(EventAnswers.class);
    private static final LogThrottle FAILURES = new LogThrottle(Duration.ofMinutes(1));
    private static final LogThrottle REFUSALS = new LogThrottle(Duration.ofMinutes(1));

    private static final int DRAINED = 64 * 1024;

    private final MeterRegistry meters;

    EventAnswers(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        long begun = System.nanoTime();
        try {
            chain.doFilter(request, response);
            drain(request, response);
        } catch (AuthenticationServiceException e) {
            Problem.later("The token's issuer does not answer.", 5).answer(response);
        } catch (ServletException | IOException | RuntimeException e) {
            if (FAILURES.times() > 0) {
                LOG.warn("A request with events failed ({}); it is answered with 503", Cause.withoutValues(e));
            }
            Problem.later("The event could not be taken.", 5).answer(response);
        } finally {
            count(request, response.getStatus(), Duration.ofNanos(System.nanoTime() - begun));
        }
    }

    /**
     * Takes what has arrived of a body that nobody has read, so that its sender sees the answer before the connection is closed. Nothing
     * is waited for. Not of a body in chunks: of one that is malformed Tomcat would make an error of the request, and print it.
     */
    private static void drain(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.getStatus() >= 400 && request.getContentLengthLong() > 0 && !request.isAsyncStarted()) {
            response.flushBuffer();
            InputStream body = request.getInputStream();
            byte[] chunk = new byte[DRAINED];
            for (int left = DRAINED, available = body.available();
                    left > 0 && available > 0;
                    available = body.available()) {
                left -= Math.max(1, body.read(chunk, 0, Math.min(left, available)));
            }
        }
    }

    private void count(HttpServletRequest request, int status, Duration took) {
        String sender = request.getAttribute(SENDER) instanceof String name ? name : "none";
        Timer.builder("outreach.http.events")
                .description("Requests with events, by sender and status of the answer")
                .tag("sender", sender)
                .tag("status", Integer.toString(status))
                .register(meters)
                .record(took);
        if (status >= 400 && REFUSALS.times() > 0) {
            LOG.warn(
                    "A request with events of sender {} was answered with {}. All are counted"
                            + " (outreach_http_events_seconds_count)",
                    sender,
                    status);
        }
    }
}
