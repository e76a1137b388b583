package dev.outreachroutes.convergence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Outreach saw: in no window more requests than the quota, be it one that it told of or any that it may have; never two at once
 * for a prospect.
 */
final class RequestCheck {

    private RequestCheck() {}

    static List<String> check(Evidence evidence) {
        List<String> findings = new ArrayList<>();
        List<Request> requests = evidence.requests().stream()
                .filter(request -> request.user() > 0)
                .sorted(Comparator.comparing(Request::arrived))
                .toList();
        evidence.windows().stream()
                .filter(window -> window.requests() > Landscape.QUOTA)
                .map(window -> "quota: %d requests of user %d in the window from %s; the quota is %d"
                        .formatted(window.requests(), window.user(), window.start(), Landscape.QUOTA))
                .forEach(findings::add);
        for (long user = 1; user <= 2 && !evidence.schedule().windowsTold(); user++) {
            long whose = user;
            anyWindows(
                    user,
                    requests.stream()
                            .filter(each -> each.user() == whose)
                            .map(Request::arrived)
                            .toList(),
                    findings);
        }
        List<Request> all = new ArrayList<>(requests);
        all.addAll(evidence.batches());
        overlaps(requests, all, findings);
        return findings;
    }

    /** Whatever windows Outreach has that it does not tell of, they are among those of one period's length. */
    private static void anyWindows(long user, List<Instant> arrivals, List<String> findings) {
        for (int i = 0; i + Landscape.QUOTA < arrivals.size(); i++) {
            Duration span = Duration.between(arrivals.get(i), arrivals.get(i + Landscape.QUOTA));
            if (span.compareTo(Landscape.PERIOD) < 0) {
                findings.add("quota: %d requests of user %d within %d ms from %s; the quota is %d in %d ms"
                        .formatted(
                                Landscape.QUOTA + 1,
                                user,
                                span.toMillis(),
                                arrivals.get(i),
                                Landscape.QUOTA,
                                Landscape.PERIOD.toMillis()));
                return;
            }
        }
    }

    private record Place(long user, long prospect) {}

    /** @param all with the batches, of schedules before too */
    private static void overlaps(List<Request> requests, List<Request> all, List<String> findings) {
        Instant begin = requests.isEmpty() ? Instant.MAX : requests.get(0).arrived();
        Map<Place, Request> last = new HashMap<>();
        all.stream()
                .filter(request -> request.prospect() != null)
                .sorted(Comparator.comparing(Request::arrived))
                .forEach(request -> {
                    Request before = last.put(new Place(request.user(), request.prospect()), request);
                    if (before != null
                            && !request.arrived().isBefore(begin)
                            && (before.ended() == null || before.ended().isAfter(request.arrived()))) {
                        findings.add("overlap: prospect %d got %s %s at %s while %s %s of %s was under way until %s"
                                .formatted(
                                        request.prospect(),
                                        request.method(),
                                        request.path(),
                                        request.arrived(),
                                        before.method(),
                                        before.path(),
                                        before.arrived(),
                                        before.ended()));
                    }
                });
    }
}
