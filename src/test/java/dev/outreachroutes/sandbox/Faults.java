package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/** What shall go wrong: scripted answers first, then those of a prospect, then the rates of the knobs. */
final class Faults {

    private static final List<Map.Entry<Fault.Kind, Knob<Double>>> RATES = List.of(
            Map.entry(Fault.Kind.SLOW, Knobs.FAULT_SLOW),
            Map.entry(Fault.Kind.BAD_GATEWAY_BEFORE, Knobs.FAULT_BAD_GATEWAY_BEFORE),
            Map.entry(Fault.Kind.BAD_GATEWAY_AFTER, Knobs.FAULT_BAD_GATEWAY_AFTER),
            Map.entry(Fault.Kind.MAINTENANCE, Knobs.FAULT_MAINTENANCE),
            Map.entry(Fault.Kind.SERVER_ERROR, Knobs.FAULT_SERVER_ERROR),
            Map.entry(Fault.Kind.RATE_LIMITED, Knobs.FAULT_RATE_LIMITED),
            Map.entry(Fault.Kind.RESET_BEFORE, Knobs.FAULT_RESET_BEFORE),
            Map.entry(Fault.Kind.RESET_AFTER, Knobs.FAULT_RESET_AFTER),
            Map.entry(Fault.Kind.APPLIED_LATE, Knobs.FAULT_APPLIED_LATE));

    private final SandboxSettings settings;
    private final Random random;
    private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
    private final Queue<Fault> nextTokens = new ConcurrentLinkedQueue<>();
    private final Queue<BatchScript> nextBatches = new ConcurrentLinkedQueue<>();
    private final Map<Long, Deque<Fault>> ofProspect = new ConcurrentHashMap<>();
    private final Map<Long, Fault> always = new ConcurrentHashMap<>();
    private volatile Instant maintenanceEnd = Instant.MIN;

    Faults(SandboxSettings settings) {
        this.settings = settings;
        this.random = new Random(settings.get(Knobs.FAULT_SEED));
    }

    void next(List<Fault> faults) {
        next.addAll(faults);
    }

    void nextTokens(List<Fault> faults) {
        nextTokens.addAll(faults);
    }

    void nextBatches(List<BatchScript> scripts) {
        nextBatches.addAll(scripts);
    }

    void next(long prospectId, List<Fault> faults) {
        if (faults.isEmpty()) {
            return;
        }
        ofProspect.compute(prospectId, (id, queue) -> {
            Deque<Fault> longer = queue == null ? new ArrayDeque<>() : queue;
            longer.addAll(faults);
            return longer;
        });
    }

    void always(long prospectId, Fault fault) {
        always.put(prospectId, fault);
    }

    void maintenanceUntil(Instant end) {
        maintenanceEnd = end;
    }

    void clear() {
        next.clear();
        nextTokens.clear();
        nextBatches.clear();
        ofProspect.clear();
        always.clear();
        maintenanceEnd = Instant.MIN;
    }

    /** The end of the maintenance under way, or null. */
    Instant maintenance() {
        Instant end = maintenanceEnd;
        return settings.clock().instant().isBefore(end) ? end : null;
    }

    /** What happens to the next token request. */
    Fault ofTokenRequest() {
        Fault fault = nextTokens.poll();
        return fault == null ? Fault.none() : fault;
    }

    /** What becomes of the next batch. */
    BatchScript ofBatch() {
        BatchScript script = nextBatches.poll();
        if (script != null) {
            return script;
        }
        if (happens(Knobs.BATCH_STALL)) {
            return BatchScript.stalls();
        }
        if (happens(Knobs.BATCH_VANISH)) {
            return random.nextBoolean() ? BatchScript.vanishes() : BatchScript.vanishesUnapplied();
        }
        return BatchScript.normal();
    }

    /** Why a batch's item for this prospect fails, or null: it does for whom a test always refuses, and by rate. */
    String ofItem(long prospectId, JsonNode attributes) {
        Fault fault = always.get(prospectId);
        if (fault != null && fault.kind() == Fault.Kind.ANSWER && fault.status() >= 400 && fault.concerns(attributes)) {
            return Refusal.detail(new String(scripted(fault, prospectId).body(), StandardCharsets.UTF_8));
        }
        return happens(Knobs.BATCH_ITEM_FAILURES) ? "The item failed by rate." : null;
    }

    private boolean happens(Knob<Double> knob) {
        double rate = settings.get(knob);
        return rate > 0 && random.nextDouble() < rate;
    }

    /** What happens to an API request. */
    Fault ofRequest(Call call) {
        Fault fault = next.poll();
        if (fault == null && call.prospectId() != null) {
            fault = ofProspect(call.prospectId());
        }
        return fault == null || !fault.concerns(call) ? byRate() : fault;
    }

    private Fault ofProspect(long id) {
        if (!ofProspect.containsKey(id)) {
            return always.get(id);
        }
        Fault[] first = {null};
        ofProspect.computeIfPresent(id, (same, queue) -> {
            first[0] = queue.poll();
            return queue.isEmpty() ? null : queue;
        });
        return first[0];
    }

    private Fault byRate() {
        double draw = -1;
        double sum = 0;
        for (Map.Entry<Fault.Kind, Knob<Double>> entry : RATES) {
            double rate = settings.get(entry.getValue());
            if (rate > 0) {
                draw = draw < 0 ? random.nextDouble() : draw;
                sum += rate;
                if (draw < sum) {
                    return new Fault(entry.getKey(), 0, null, null, settings.get(Knobs.SLOW_BY));
                }
            }
        }
        return Fault.none();
    }

    /**
     * Lets a fault happen to a request.
     *
     * @param call the request
     * @param apply does what was asked and gives the answer to it
     * @param look gives the answer of a prospect that is as it was
     * @param refuse gives the answer of a quota that is used up for so long; for zero, until its window ends
     */
    Reply play(
            Fault fault, Call call, Supplier<Answer> apply, Supplier<Answer> look, Function<Duration, Answer> refuse) {
        return switch (fault.kind()) {
            case NONE -> Reply.of(apply.get());
            case BAD_GATEWAY_BEFORE -> Reply.of(badGateway());
            case BAD_GATEWAY_AFTER -> {
                apply.get();
                yield Reply.of(badGateway());
            }
            case MAINTENANCE -> Reply.of(maintenance(settings.clock().instant().plus(fault.delay())));
            case SERVER_ERROR -> Reply.of(serverError());
            case SLOW -> Reply.of(apply.get()).delayed(fault.delay());
            case RESET_BEFORE -> Reply.reset();
            case RESET_AFTER -> {
                apply.get();
                yield Reply.reset();
            }
            case APPLIED_LATE -> new Reply(null, Duration.ZERO, apply::get, fault.delay());
            case RATE_LIMITED -> Reply.of(refuse.apply(fault.delay()));
            case UNCHANGED -> Reply.of(look.get());
            case APPLIED_AS -> {
                Answer applied = apply.get();
                yield Reply.of(applied.status() == 200 ? scripted(fault, call.prospectId()) : applied);
            }
            case ANSWER -> Reply.of(scripted(fault, call.prospectId()));
        };
    }

    static Answer serverError() {
        return Answer.json(500, Map.of("status", 500, "error", "Internal Server Error"));
    }

    static Answer maintenance(Instant end) {
        String time = end.truncatedTo(ChronoUnit.SECONDS).toString();
        String detail = "Scheduled server maintenance is under way; please try again at " + time.replace("Z", "") + ".";
        return Refusal.error(503, "scheduledServerMaintenance", "Scheduled Server Maintenance", detail)
                .answer()
                .with("Retry-After", time);
    }

    private static Answer badGateway() {
        return Answer.html(
                502,
                "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
                        + "<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n");
    }

    private static Answer scripted(Fault fault, Long prospectId) {
        String body = fault.body() == null ? "" : fault.body().replace("%d", String.valueOf(prospectId));
        String type = body.startsWith("{") ? Answer.JSON_API : body.startsWith("<") ? "text/html" : "text/plain";
        return Answer.text(fault.status(), type, body);
    }
}
