package dev.outreachroutes.sandbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the sandbox was asked. Requests to {@code /sandbox} are not in it. */
public final class RequestLog {

    private final SandboxSettings settings;
    private final SortedMap<Long, LoggedRequest> kept = new TreeMap<>();
    private long lastNumber;
    private final SortedMap<Integer, Long> byStatus = new TreeMap<>();
    private final Map<Long, Integer> underWay = new HashMap<>();
    private int allUnderWay;
    private int mostUnderWay;
    private int mostUnderWayOfOneProspect;

    RequestLog(SandboxSettings settings) {
        this.settings = settings;
    }

    synchronized void began(Long prospectId) {
        mostUnderWay = Math.max(mostUnderWay, ++allUnderWay);
        if (prospectId != null) {
            beganFor(prospectId);
        }
    }

    synchronized void ended(Call call) {
        allUnderWay--;
        if (call.prospectId() != null) {
            endedFor(call.prospectId());
        }
        applied(call);
    }

    /** A batch for these prospects was created: from now on it is under way for each. */
    synchronized void batchBegan(long[] prospectIds) {
        for (long id : prospectIds) {
            beganFor(id);
        }
    }

    /** Its item for this prospect ran, or never will. */
    synchronized void batchEnded(long prospectId) {
        endedFor(prospectId);
    }

    private void beganFor(long prospectId) {
        mostUnderWayOfOneProspect = Math.max(mostUnderWayOfOneProspect, underWay.merge(prospectId, 1, Integer::sum));
    }

    private void endedFor(long prospectId) {
        underWay.computeIfPresent(prospectId, (id, count) -> count == 1 ? null : count - 1);
    }

    /** The request was applied, or it ended, just now. */
    synchronized void applied(Call call) {
        Instant now = settings.clock().instant();
        kept.computeIfPresent(call.logNumber(), (number, request) -> request.ended(now));
    }

    void add(Call call, int status) {
        int size = settings.get(Knobs.LOG_SIZE);
        LoggedRequest request = size == 0 ? null : logged(call, status);
        synchronized (this) {
            byStatus.merge(status, 1L, Long::sum);
            if (request != null) {
                call.logNumber(++lastNumber);
                kept.put(lastNumber, request);
            }
            while (kept.size() > size) {
                kept.remove(kept.firstKey());
            }
        }
    }

    private LoggedRequest logged(Call call, int status) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        call.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
        String body = settings.get(Knobs.LOG_BODIES) ? call.text() : null;
        return new LoggedRequest(
                call.arrived(),
                null,
                call.user(),
                call.method(),
                call.path(),
                call.prospectId(),
                status,
                body,
                headers);
    }

    /** The last requests, oldest first; as many as the knob {@code log-size} keeps. */
    public synchronized List<LoggedRequest> requests() {
        return new ArrayList<>(kept.values());
    }

    /** Those of the last requests that name this prospect, oldest first. */
    public List<LoggedRequest> requests(long prospectId) {
        return requests().stream()
                .filter(request -> request.prospectId() != null && request.prospectId() == prospectId)
                .toList();
    }

    /** Those of the last requests with this path, oldest first. */
    public List<LoggedRequest> requests(String path) {
        return requests().stream()
                .filter(request -> request.path().equals(path))
                .toList();
    }

    /** How many requests there were, kept or not. */
    public synchronized long count() {
        return byStatus.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many were answered with this status; 0 counts the reset connections. */
    public synchronized long count(int status) {
        return byStatus.getOrDefault(status, 0L);
    }

    /** How many requests there were by the status of their answer. */
    public synchronized SortedMap<Integer, Long> counts() {
        return new TreeMap<>(byStatus);
    }

    /** The most requests that were waiting for their answers at one time. */
    public synchronized int mostAtOnce() {
        return mostUnderWay;
    }

    /**
     * The most that was under way for one prospect at one time: requests that name it and wait for their answers, and batches for it, each
     * from its creation until its item for the prospect ran or was canceled.
     */
    public synchronized int mostAtOnceForOneProspect() {
        return mostUnderWayOfOneProspect;
    }

    /** Forgets everything but the requests and batches that are under way. */
    public synchronized void clear() {
        kept.clear();
        byStatus.clear();
        mostUnderWay = 0;
        mostUnderWayOfOneProspect = 0;
    }
}
