package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code /sandbox}: what a test in another process may see and do. Outreach has nothing like it. */
final class ControlEndpoint {

    private final OutreachSandbox sandbox;

    ControlEndpoint(OutreachSandbox sandbox) {
        this.sandbox = sandbox;
    }

    Answer answer(Call call) {
        try {
            JsonNode body = call.hasBody() ? call.json() : Call.JSON.createObjectNode();
            return switch (call.method() + " " + call.path()) {
                case "GET /sandbox/state" -> Answer.json(200, state());
                case "GET /sandbox/knobs" -> Answer.json(200, sandbox.settings().words());
                case "POST /sandbox/knobs" -> knobs(body);
                case "POST /sandbox/faults" -> faults(body);
                case "POST /sandbox/expire" -> expire(body);
                case "POST /sandbox/revoke" -> revoke(body);
                case "POST /sandbox/tokens" -> token(body);
                case "POST /sandbox/quota" -> quota(body);
                case "POST /sandbox/prospects" -> add(body);
                case "GET /sandbox/requests" -> requests(call);
                case "DELETE /sandbox/requests" -> clear();
                case "GET /sandbox/batches" -> batches();
                default -> prospect(call);
            };
        } catch (IOException | IllegalArgumentException e) {
            return Answer.json(400, Map.of("error", String.valueOf(e.getMessage())));
        }
    }

    private Answer batches() {
        List<Map<String, Object>> batches = new ArrayList<>();
        for (SandboxBatch batch : sandbox.batches()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("id", batch.id());
            entry.put("user", batch.user());
            entry.put("created", batch.created().toString());
            entry.put("asUsual", batch.asUsual());
            List<Map<String, Object>> items = new ArrayList<>();
            for (SandboxBatch.Item item : batch.items()) {
                Map<String, Object> each = new LinkedHashMap<>();
                each.put("prospect", item.prospectId());
                each.put("ended", item.ended() == null ? null : item.ended().toString());
                items.add(each);
            }
            entry.put("items", items);
            batches.add(entry);
        }
        return Answer.json(200, batches);
    }

    private Map<String, Object> state() {
        RequestLog log = sandbox.log();
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("requests", log.count());
        state.put("statuses", log.counts());
        state.put("mostAtOnce", log.mostAtOnce());
        state.put("mostAtOnceForOneProspect", log.mostAtOnceForOneProspect());
        state.put("tokensIssued", sandbox.tokensIssued());
        state.put("prospects", sandbox.prospectCount());
        state.put("batches", Map.of("count", sandbox.batchCount(), "states", sandbox.batchStates()));
        state.put("batchesToAll", sandbox.batchesToAll());
        List<Map<String, Object>> windows = new ArrayList<>();
        for (Window window : sandbox.windows()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("user", window.user());
            entry.put("start", window.start().toString());
            entry.put("end", window.end().toString());
            entry.put("requests", window.requests());
            entry.put("refused", window.refused());
            entry.put("others", window.others());
            windows.add(entry);
        }
        state.put("windows", windows);
        return state;
    }

    private Answer knobs(JsonNode body) {
        body.properties().forEach(entry -> sandbox.settings().with(entry.getKey(), text(entry.getValue())));
        return Answer.json(200, sandbox.settings().words());
    }

    private static String text(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private Answer faults(JsonNode body) {
        if (body.path("clear").asBoolean()) {
            sandbox.clearFaults();
        }
        sandbox.nextAnswers(list(body.path("next")));
        sandbox.nextTokenAnswers(list(body.path("tokens")));
        for (JsonNode entry : body.path("batches")) {
            sandbox.nextBatch(batchScript(entry));
        }
        if (body.has("prospect")) {
            sandbox.answer(body.get("prospect").asLong(), list(body.path("answers")));
            if (body.has("always")) {
                sandbox.answerAlways(body.get("prospect").asLong(), fault(body.get("always")));
            }
        }
        if (body.has("maintenance")) {
            sandbox.maintenance(Knob.durationOf(body.get("maintenance").asText()));
        }
        return Answer.noContent();
    }

    private static Fault[] list(JsonNode array) {
        List<Fault> faults = new ArrayList<>();
        for (JsonNode entry : array) {
            faults.addAll(List.of(Fault.times(entry.path("times").asInt(1), fault(entry))));
        }
        return faults.toArray(Fault[]::new);
    }

    private static Fault fault(JsonNode entry) {
        String kind =
                entry.path("kind").asText("answer").toUpperCase(Locale.ROOT).replace('-', '_');
        Duration delay = Knob.durationOf(entry.path("delay").asText("0"));
        JsonNode body = entry.path("body");
        String attribute = entry.path("attribute").asText(null);
        return new Fault(Fault.Kind.valueOf(kind), entry.path("status").asInt(500), text(body), attribute, delay);
    }

    private static BatchScript batchScript(JsonNode entry) {
        return switch (entry.path("kind").asText()) {
            case "normal" -> BatchScript.normal();
            case "stalls" -> BatchScript.stallsAfter(entry.path("after").asInt());
            case "vanishes" ->
                entry.path("applied").asBoolean(true) ? BatchScript.vanishes() : BatchScript.vanishesUnapplied();
            case "fails" -> BatchScript.fails(Call.JSON.convertValue(entry.path("prospects"), Long[].class));
            case "delayed" ->
                BatchScript.delayed(Knob.durationOf(entry.path("delay").asText()));
            default -> throw new IllegalArgumentException("a batch is normal, stalls, vanishes, fails or delayed");
        };
    }

    private Answer expire(JsonNode body) {
        sandbox.expireAccessTokens(body.path("user").asLong(1));
        return Answer.noContent();
    }

    private Answer revoke(JsonNode body) {
        sandbox.revoke(body.path("user").asLong(1));
        return Answer.noContent();
    }

    private Answer token(JsonNode body) {
        String scopes = body.path("scopes").asText(sandbox.settings().get(Knobs.SCOPES));
        String token = sandbox.issueRefreshToken(body.path("user").asLong(1), scopes);
        return Answer.json(200, Map.of("refresh_token", token));
    }

    private Answer quota(JsonNode body) {
        sandbox.spendQuota(body.path("user").asLong(1), body.path("spend").asInt());
        return Answer.noContent();
    }

    private Answer add(JsonNode body) {
        if (body.has("first")) {
            sandbox.addProspects(body.get("first").asLong(), body.path("last").asLong());
        } else if (body.has("id")) {
            Map<String, JsonNode> values = new LinkedHashMap<>();
            body.path("attributes").properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
            sandbox.addProspect(body.get("id").asLong(), values);
        } else {
            throw new IllegalArgumentException("first and last, or id and attributes");
        }
        return Answer.noContent();
    }

    private Answer requests(Call call) {
        String prospect = call.parameter("prospect");
        List<LoggedRequest> requests =
                prospect == null ? sandbox.log().requests() : sandbox.log().requests(Long.parseLong(prospect));
        List<Map<String, Object>> entries = new ArrayList<>();
        for (LoggedRequest request : requests) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("time", request.time().toString());
            entry.put("ended", request.ended() == null ? null : request.ended().toString());
            entry.put("user", request.user());
            entry.put("method", request.method());
            entry.put("path", request.path());
            entry.put("prospect", request.prospectId());
            entry.put("status", request.status());
            entry.put("body", request.body());
            entries.add(entry);
        }
        return Answer.json(200, entries);
    }

    private Answer clear() {
        sandbox.log().clear();
        return Answer.noContent();
    }

    private Answer prospect(Call call) {
        String prefix = "/sandbox/prospects/";
        if (call.method().equals("DELETE") && call.path().startsWith(prefix)) {
            long gone = Long.parseLong(call.path().substring(prefix.length()));
            if (sandbox.exists(gone)) {
                sandbox.deleteProspect(gone);
            }
            return Answer.noContent();
        }
        if (!call.method().equals("GET") || !call.path().startsWith(prefix)) {
            return Answer.json(404, Map.of("error", "no such control"));
        }
        long id = Long.parseLong(call.path().substring(prefix.length()));
        return sandbox.exists(id)
                ? Answer.json(200, Map.of("id", id, "attributes", sandbox.prospect(id)))
                : Answer.json(404, Map.of("error", "no prospect " + id));
    }
}
