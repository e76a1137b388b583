package dev.outreachroutes.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code POST /oauth/token}, with the answers and errors of the Ruby gem Doorkeeper. */
final class TokenEndpoint {

    private final SandboxSettings settings;
    private final Grants grants;

    TokenEndpoint(SandboxSettings settings, Grants grants) {
        this.settings = settings;
        this.grants = grants;
    }

    Answer answer(Call call) {
        Map<String, String> form;
        try {
            form = call.form();
        } catch (IOException e) {
            throw refusal(400, "invalid_request", "The request body is not readable.");
        }
        checkClient(call, form);
        String grantType = required(form, "grant_type");
        Grants.Minted tokens =
                switch (grantType) {
                    case "authorization_code" ->
                        grants.exchangeCode(required(form, "code"), required(form, "redirect_uri"));
                    case "refresh_token" -> grants.refresh(required(form, "refresh_token"));
                    default ->
                        throw refusal(
                                400,
                                "unsupported_grant_type",
                                "The authorization grant type is not supported by the authorization server.");
                };
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("access_token", tokens.accessToken());
        body.put("token_type", "Bearer");
        body.put("expires_in", settings.get(Knobs.ACCESS_TOKEN_TTL).toSeconds());
        body.put("refresh_token", tokens.refreshToken());
        body.put("scope", tokens.grant().scope());
        body.put("created_at", settings.clock().instant().getEpochSecond());
        return unstored(Answer.json(200, body));
    }

    static Refusal invalidGrant() {
        return refusal(
                400,
                "invalid_grant",
                "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI"
                        + " used in the authorization request, or was issued to another client.");
    }

    static Refusal tooSoon() {
        return Refusal.of(Answer.text(429, "text/plain", "Retry later\n"));
    }

    private void checkClient(Call call, Map<String, String> form) {
        String id = form.get("client_id");
        String secret = form.get("client_secret");
        String authorization = call.header("Authorization");
        if (id == null && authorization != null && authorization.startsWith("Basic ")) {
            byte[] decoded = Base64.getMimeDecoder().decode(authorization.substring(6));
            String[] pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            id = pair[0];
            secret = pair.length == 2 ? pair[1] : null;
        }
        if (!settings.get(Knobs.CLIENT_ID).equals(id)
                || !settings.get(Knobs.CLIENT_SECRET).equals(secret)) {
            throw refusal(
                    401,
                    "invalid_client",
                    "Client authentication failed due to unknown client, no client authentication included, or"
                            + " unsupported authentication method.");
        }
    }

    private static String required(Map<String, String> form, String name) {
        String value = form.get(name);
        if (value == null || value.isEmpty()) {
            throw refusal(400, "invalid_request", "Missing required parameter: " + name + ".");
        }
        return value;
    }

    private static Refusal refusal(int status, String error, String description) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", description);
        String challenge =
                "Bearer realm=\"Doorkeeper\", error=\"" + error + "\", error_description=\"" + description + "\"";
        return Refusal.of(unstored(Answer.json(status, body)).with("WWW-Authenticate", challenge));
    }

    private static Answer unstored(Answer answer) {
        return answer.with("Cache-Control", "no-store").with("Pragma", "no-cache");
    }
}
