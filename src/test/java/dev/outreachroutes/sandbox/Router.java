package dev.outreachroutes.sandbox;

import java.util.Map;
import java.util.function.Supplier;

/** Which endpoint a request is for. */
final class Router {

    private static final System.Logger LOG = System.getLogger(Router.class.getName());

    private final ApiEndpoint api;
    private final TokenEndpoint tokens;
    private final AuthorizePage authorize;
    private final ControlEndpoint control;
    private final Faults faults;

    Router(ApiEndpoint api, TokenEndpoint tokens, AuthorizePage authorize, ControlEndpoint control, Faults faults) {
        this.api = api;
        this.tokens = tokens;
        this.authorize = authorize;
        this.control = control;
        this.faults = faults;
    }

    boolean isLogged(Call call) {
        return !call.path().startsWith("/sandbox");
    }

    Reply reply(Call call) {
        try {
            if (call.path().startsWith(ApiEndpoint.PATH)) {
                return api.reply(call);
            }
            if (call.path().startsWith("/sandbox")) {
                return Reply.of(control.answer(call));
            }
            return switch (call.method() + " " + call.path()) {
                case "POST /oauth/token" -> token(call);
                case "GET /oauth/authorize", "POST /oauth/authorize" -> Reply.of(authorize.answer(call));
                default -> Reply.of(Answer.json(404, Map.of("error", "404", "error_description", "route not found")));
            };
        } catch (Refusal refusal) {
            return Reply.of(refusal.answer());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, call.method() + " " + call.path(), e);
            return Reply.of(Faults.serverError());
        }
    }

    private Reply token(Call call) {
        Supplier<Answer> apply = () -> {
            try {
                return tokens.answer(call);
            } catch (Refusal refusal) {
                return refusal.answer();
            }
        };
        return faults.play(faults.ofTokenRequest(), call, apply, apply, wait -> TokenEndpoint.tooSoon()
                .answer());
    }
}
