package dev.outreachroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** {@code /api/v2}: who asks, whether the quota allows it, what shall go wrong, and where the request goes. */
final class ApiEndpoint {

    static final String PATH = "/api/v2";

    private final SandboxSettings settings;
    private final Grants grants;
    private final RateWindows windows;
    private final Faults faults;
    private final OrgEndpoint org;
    private final ProspectEndpoint prospects;
    private final ProspectList list;
    private final BatchEndpoint batches;

    ApiEndpoint(
            SandboxSettings settings,
            Grants grants,
            RateWindows windows,
            Faults faults,
            OrgEndpoint org,
            ProspectEndpoint prospects,
            ProspectList list,
            BatchEndpoint batches) {
        this.settings = settings;
        this.grants = grants;
        this.windows = windows;
        this.faults = faults;
        this.org = org;
        this.prospects = prospects;
        this.list = list;
        this.batches = batches;
    }

    Reply reply(Call call) {
        return unhurried(call).delayed(settings.get(Knobs.LATENCY));
    }

    private Reply unhurried(Call call) {
        Instant maintenance = faults.maintenance();
        if (maintenance != null) {
            return Reply.of(Faults.maintenance(maintenance));
        }
        Grants.Grant grant = authenticate(call);
        call.user(grant.user());
        RateWindows.Standing standing = windows.count(grant.user());
        Reply reply = standing.refused()
                ? Reply.of(windows.refusal(standing, Duration.ZERO))
                : faults.play(
                        faults.ofRequest(call),
                        call,
                        () -> answer(call, grant),
                        () -> prospects.get(call),
                        wait -> windows.refusal(standing, wait));
        if (reply.answer() != null && reply.status() != 502 && reply.status() != 503) {
            windows.withHeaders(reply.answer(), standing);
        }
        return reply;
    }

    private Grants.Grant authenticate(Call call) {
        String authorization = call.header("Authorization");
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            throw Refusal.gateway(401, "Missing JWT token.", "The request carries no JWT token.");
        }
        return grants.grantOf(authorization.substring(7).trim());
    }

    private Answer answer(Call call, Grants.Grant grant) {
        try {
            checkContentType(call);
            return route(call, grant);
        } catch (Refusal refusal) {
            return refusal.answer();
        }
    }

    private Answer route(Call call, Grants.Grant grant) {
        if (call.prospectId() != null) {
            return switch (call.method()) {
                case "GET" -> {
                    demand(grant, "prospects.read");
                    yield prospects.get(call);
                }
                case "PATCH" -> {
                    demand(grant, "prospects.write");
                    yield prospects.patch(call, grant.user());
                }
                case "DELETE" -> {
                    demand(grant, "prospects.delete");
                    yield prospects.delete(call);
                }
                default -> throw Refusal.noRoute();
            };
        }
        if (batches.has(call)) {
            return batches.answer(call, grant);
        }
        return switch (call.method() + " " + call.path().substring(PATH.length())) {
            case "GET ", "GET /" -> org.root(grant);
            case "GET /types" -> org.types();
            case "GET /prospects" -> {
                demand(grant, "prospects.read");
                yield list.answer(call);
            }
            case "POST /prospects" -> {
                demand(grant, "prospects.write");
                yield prospects.create(call, grant.user());
            }
            default -> throw unknown(call.path());
        };
    }

    private static Refusal unknown(String path) {
        String prefix = PATH + "/prospects/";
        return path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0
                ? Refusal.noResource(path.substring(prefix.length()))
                : Refusal.noRoute();
    }

    /** @throws Refusal when the scope is not granted */
    static void demand(Grants.Grant grant, String scope) {
        Set<String> granted = grant.scopes();
        if (!granted.contains(scope) && !granted.contains(scope.substring(0, scope.indexOf('.')) + ".all")) {
            throw Refusal.noScope(scope);
        }
    }

    private void checkContentType(Call call) {
        Knobs.ContentType rule = settings.get(Knobs.CONTENT_TYPE);
        boolean asked = rule == Knobs.ContentType.ALWAYS || rule == Knobs.ContentType.BODY && call.hasBody();
        String type = call.header("Content-Type");
        if (asked && (type == null || !type.startsWith(Answer.JSON_API))) {
            throw Refusal.contentType();
        }
    }
}
