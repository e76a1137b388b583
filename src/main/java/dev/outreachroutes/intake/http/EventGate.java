package dev.outreachroutes.intake.http;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Sender;
import dev.outreachroutes.destination.file.Nearest;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UrlPathHelper;

/**
 * Lets a request of a recognised sender through to the route, or refuses it, before anything of its body is read: by its method, its
 * path, the sender's right to that destination, its header, the sender's rate, and how many requests are there already. So senders
 * whose bodies come slowly cannot hold all threads, and one sender cannot hold all that the others need.
 */
final class EventGate extends OncePerRequestFilter {

    static final String PATH = "/events";

    private final Destinations destinations;
    private final BodyReader bodies;
    private final RateLimits rates;
    private final BooleanSupplier routeStarted;
    private final Semaphore room;
    private final int roomOfOne;
    private final Map<String, AtomicInteger> underWay = new ConcurrentHashMap<>();

    EventGate(
            Destinations destinations,
            BodyReader bodies,
            RateLimits rates,
            BooleanSupplier routeStarted,
            int concurrency) {
        this.destinations = destinations;
        this.bodies = bodies;
        this.rates = rates;
        this.routeStarted = routeStarted;
        room = new Semaphore(concurrency);
        roomOfOne = Math.max(1, concurrency * 3 / 4);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Sender sender =
                ((SenderAuthentication) SecurityContextHolder.getContext().getAuthentication()).sender();
        request.setAttribute(EventAnswers.SENDER, sender.name());
        String path = UrlPathHelper.defaultInstance.getPathWithinApplication(request);
        String destination = path.length() <= PATH.length() + 1 ? "" : path.substring(PATH.length() + 1);
        Optional<Problem> refusal = refusal(request, sender, destination);
        if (refusal.isPresent()) {
            refusal.get().answer(response);
            return;
        }
        AtomicInteger own = underWay.computeIfAbsent(sender.name(), name -> new AtomicInteger());
        if (!room.tryAcquire()) {
            busy(response);
            return;
        }
        try {
            if (own.incrementAndGet() > roomOfOne) {
                busy(response);
            } else {
                List<String> addressed = destination.isEmpty() ? sender.destinations() : List.of(destination);
                chain.doFilter(new EventRequest(request, sender, addressed), response);
            }
        } finally {
            own.decrementAndGet();
            room.release();
        }
    }

    private static void busy(HttpServletResponse response) throws IOException {
        Problem.later("Too many requests are under way.", 1).answer(response);
    }

    private Optional<Problem> refusal(HttpServletRequest request, Sender sender, String destination) {
        if (!request.getMethod().equals("POST")) {
            return Optional.of(Problem.notAllowed());
        }
        if (!destination.isEmpty() && destinations.find(destination).isEmpty()) {
            List<String> own = destinations.destinations().stream()
                    .map(Destination::name)
                    .filter(sender::maySendTo)
                    .toList();
            return Optional.of(
                    Problem.notFound("There is no such destination. " + Nearest.suggestion(destination, own)));
        }
        if (!destination.isEmpty() && !sender.maySendTo(destination)) {
            return Optional.of(Problem.forbidden("The sender " + sender.name()
                    + " may not send to this destination. See its destinations in destinations.yaml."));
        }
        try {
            bodies.checkHeader(request);
        } catch (RefusedException e) {
            return Optional.of(e.problem());
        }
        long wait = rates.take(sender);
        if (wait > 0) {
            return Optional.of(Problem.tooMany(wait));
        }
        return routeStarted.getAsBoolean()
                ? Optional.empty()
                : Optional.of(Problem.later("Events are not taken by HTTP now: the route is stopped.", 10));
    }
}
