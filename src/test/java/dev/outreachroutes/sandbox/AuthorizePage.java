package dev.outreachroutes.sandbox;

import io.netty.handler.codec.http.QueryStringEncoder;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** {@code /oauth/authorize}: asks a person whether the application may act for them. Any password will do. */
final class AuthorizePage {

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Sandbox Outreach</title><link rel="icon" href="data:,">
            <style>body{font:16px sans-serif;max-width:26rem;margin:4rem auto}input{display:block;width:100%;
            margin:.3rem 0 1rem;padding:.4rem;box-sizing:border-box}button{padding:.5rem 1rem}</style></head>
            <body>
            """;

    private final SandboxSettings settings;
    private final Grants grants;
    private final Users users;

    AuthorizePage(SandboxSettings settings, Grants grants, Users users) {
        this.settings = settings;
        this.grants = grants;
        this.users = users;
    }

    Answer answer(Call call) {
        boolean decided = call.method().equals("POST");
        Map<String, String> form;
        try {
            form = decided ? call.form() : first(call);
        } catch (IOException e) {
            return mistake("The form is not readable.");
        }
        String redirectUri = form.getOrDefault("redirect_uri", "");
        if (!settings.get(Knobs.CLIENT_ID).equals(form.get("client_id"))) {
            return mistake("There is no application with this client_id.");
        }
        if (!isWebAddress(redirectUri)) {
            return mistake("The redirect_uri is missing or is not a web address.");
        }
        if (!"code".equals(form.get("response_type"))) {
            return denied(form, "unsupported_response_type", "The response_type must be 'code'.");
        }
        Set<String> registered = Grants.scopes(settings.get(Knobs.SCOPES));
        Set<String> scopes = form.getOrDefault("scope", "").isBlank() ? registered : Grants.scopes(form.get("scope"));
        if (!registered.containsAll(scopes)) {
            return denied(form, "invalid_scope", "The requested scope is not registered for the application.");
        }
        if (!decided) {
            return page(form, scopes, "");
        }
        if ("deny".equals(form.get("decision"))) {
            return denied(form, "access_denied", "The resource owner or authorization server denied the request.");
        }
        String email = form.getOrDefault("email", "");
        if (email.isBlank() || form.getOrDefault("password", "").isEmpty()) {
            return page(form, scopes, "Enter an e-mail address and any password.");
        }
        Grants.Grant grant = new Grants.Grant(users.loggedIn(email), scopes);
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("code", grants.issueCode(grant, redirectUri));
        return redirect(form, parameters);
    }

    private static Map<String, String> first(Call call) {
        Map<String, String> form = new LinkedHashMap<>();
        call.parameters().forEach((name, values) -> form.put(name, values.get(0)));
        return form;
    }

    private static Answer page(Map<String, String> form, Set<String> scopes, String message) {
        StringBuilder html = new StringBuilder(PAGE);
        html.append("<h1>Sandbox Outreach</h1><p><b>")
                .append(Users.APPLICATION)
                .append("</b> (")
                .append(escaped(form.get("client_id")))
                .append(") asks to act for you in the account <b>")
                .append(Users.ORGANISATION)
                .append("</b>, with these scopes:</p><ul>");
        scopes.forEach(scope -> html.append("<li>").append(escaped(scope)).append("</li>"));
        html.append("</ul><p role=\"alert\">")
                .append(escaped(message))
                .append("</p><form method=\"post\" action=\"/oauth/authorize\">");
        for (String name : new String[] {"client_id", "redirect_uri", "response_type", "scope", "state"}) {
            if (form.get(name) != null) {
                html.append("<input type=\"hidden\" name=\"")
                        .append(name)
                        .append("\" value=\"")
                        .append(escaped(form.get(name)))
                        .append("\">");
            }
        }
        html.append("<label>E-mail <input name=\"email\" type=\"email\" autocomplete=\"username\" value=\"")
                .append(escaped(form.getOrDefault("email", "")))
                .append("\"></label><label>Password (any) <input name=\"password\" type=\"password\"></label>")
                .append("<button name=\"decision\" value=\"authorise\">Authorise</button> ")
                .append("<button name=\"decision\" value=\"deny\">Deny</button></form></body></html>\n");
        return Answer.html(200, html.toString()).with("Cache-Control", "no-store");
    }

    private static Answer mistake(String message) {
        return Answer.html(400, PAGE + "<h1>Sandbox Outreach</h1><p>" + escaped(message) + "</p></body></html>\n");
    }

    private static Answer denied(Map<String, String> form, String error, String description) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("error", error);
        parameters.put("error_description", description);
        return redirect(form, parameters);
    }

    private static Answer redirect(Map<String, String> form, Map<String, String> parameters) {
        String redirectUri = form.get("redirect_uri");
        QueryStringEncoder query = new QueryStringEncoder("");
        parameters.forEach(query::addParam);
        if (form.get("state") != null) {
            query.addParam("state", form.get("state"));
        }
        String joint = redirectUri.contains("?") ? "&" : "?";
        return Answer.redirect(redirectUri + joint + query.toString().substring(1));
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = URI.create(text);
            return uri.getHost() != null
                    && uri.getFragment() == null
                    && Set.of("http", "https").contains(uri.getScheme());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
