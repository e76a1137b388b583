package dev.outreachroutes.outreach.answer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.outreach.Acknowledgement;
import dev.outreachroutes.outreach.ErrorText;
import dev.outreachroutes.outreach.ForbiddenException;
import dev.outreachroutes.outreach.OutreachException;
import dev.outreachroutes.outreach.RateLimitedException;
import dev.outreachroutes.outreach.RejectedException;
import dev.outreachroutes.outreach.UnauthorizedException;
import dev.outreachroutes.outreach.UnavailableException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Turns an answer to {@code PATCH /prospects/{id}} into evidence of success or the exception that says what to do.
 *
 * <p>Follows Outreach's pages <a href="https://developers.outreach.io/api/making-requests/">Making requests</a> (errors and
 * limits) and <a href="https://developers.outreach.io/api/reference/">API reference</a>, and where they are silent:
 *
 * <ul>
 *   <li>a success that is no JSON, or does not name this prospect, comes from something in between: {@link
 *       UnavailableException};
 *   <li>a 403 that does not say why may be an expired token, unless that is fresh: {@link UnauthorizedException}; one that misses a scope concerns every
 *       prospect alike: {@link ForbiddenException}; any other is about this prospect or a field of it: {@link RejectedException};
 *   <li>a 404 for the path and not for the prospect, a 402 and a 405 concern every prospect alike: {@link
 *       ForbiddenException}, which stops the account, instead of a dead letter for each of them;
 *   <li>a 4xx that is a page for people, and a 407, come from a proxy: {@link UnavailableException}. Not a 422, which only somebody says
 *       who understands the change.
 * </ul>
 */
public final class OutreachResponse {

    private static final String CHECK_URL = "; check OUTREACH_API_URL and any proxy before it";

    private OutreachResponse() {}

    /**
     * Evidence that the change of the prospect was applied.
     *
     * @param status the HTTP status
     * @param headers of the answer, name in any case
     * @param body null or empty when there is none
     * @param prospectId whose change was sent
     * @param statuses the segment statuses that were sent. A success that shows another value of one is no evidence for that one;
     *     one that does not show it is. Nothing is known of Outreach doing so, but a field that a rule or another system sets back
     *     must not count as delivered
     * @param freshToken whether the access token is too young to be refused for its age, so that a 403 that does not say why is about
     *     the change
     * @param now the time here, which the database tells
     * @throws OutreachException in every other case; its subtype says what to do
     */
    public static Acknowledgement check(
            int status,
            Map<String, ?> headers,
            String body,
            long prospectId,
            Map<String, JsonNode> statuses,
            boolean freshToken,
            Instant now) {
        requireSuccess(status, headers, body, freshToken, now);
        Set<String> notApplied = new HashSet<>();
        if (body == null || body.isBlank()) {
            if (status != 204) {
                throw foreign(status, "has no body");
            }
        } else {
            ResponseDocument document = ResponseDocument.read(body, statuses.keySet());
            if (!document.json()) {
                throw foreign(status, "is not JSON");
            }
            if (document.errors()) {
                throw foreign(status, "carries errors: " + ErrorText.of(body).text());
            }
            if (document.id() == null) {
                throw foreign(status, "names no prospect");
            }
            if (!document.id().equals(Long.toString(prospectId))) {
                throw foreign(status, "is about another prospect");
            }
            document.shown().forEach((name, shown) -> {
                if (!SameValue.is(statuses.get(name), shown)) {
                    notApplied.add(name);
                }
            });
        }
        return new Acknowledgement(prospectId, status, notApplied);
    }

    /**
     * Takes a status of success, whatever the body says.
     *
     * @throws OutreachException for every other status; its subtype says what to do
     */
    public static void requireSuccess(
            int status, Map<String, ?> headers, String body, boolean freshToken, Instant now) {
        if (status < 200 || status > 299) {
            throw failure(status, headers, body, freshToken, now);
        }
    }

    private static OutreachException failure(
            int status, Map<String, ?> headers, String body, boolean freshToken, Instant now) {
        ErrorText error = ErrorText.of(body);
        String message = error.behind(status);
        RateLimitHeaders limits = RateLimitHeaders.parse(headers, body, now);
        if (status >= 500) {
            return new UnavailableException(message, status, true, limits.untilBack(), null);
        }
        return switch (status) {
            case 401 -> new UnauthorizedException(message, status);
            case 402 -> new ForbiddenException(message + "; the plan may not include this use of the API", status);
            case 405 -> new ForbiddenException(message + CHECK_URL, status);
            case 403 ->
                error.jsonApi() || freshToken ? forbidden(error, message) : new UnauthorizedException(message, status);
            case 404 -> notFound(error, message);
            case 407 ->
                new UnavailableException(
                        message + "; the proxy between here and Outreach wants credentials", status, false, null, null);
            case 408, 425 -> new UnavailableException(message, status, true, limits.untilBack(), null);
            case 429 -> new RateLimitedException(message, limits.untilReset());
            default ->
                status == 422 || status >= 400 && !error.html()
                        ? new RejectedException(message, status, error)
                        : new UnavailableException(elsewhere(status), status, true, null, null);
        };
    }

    /** A missing scope concerns every prospect; anything else may concern this one, or a field of it. */
    private static OutreachException forbidden(ErrorText error, String message) {
        return error.ids().contains("unauthorizedOauthScope")
                ? new ForbiddenException(message, 403)
                : new RejectedException(message, 403, error);
    }

    private static OutreachException notFound(ErrorText error, String message) {
        boolean noSuchPath = error.ids().contains("routeNotFound")
                || !error.jsonApi() && error.text().toLowerCase(Locale.ROOT).contains("route not found");
        if (noSuchPath) {
            return new ForbiddenException(message + "; OUTREACH_API_URL does not lead to Outreach's API", 404);
        }
        return error.html()
                ? new UnavailableException(message + CHECK_URL, 404, true, null, null)
                : new RejectedException(message, 404, error);
    }

    private static String elsewhere(int status) {
        String what = status >= 300 ? "a redirect, which is not followed" : "no final answer";
        return status + " is " + what + CHECK_URL;
    }

    /** A success that Outreach cannot have written, such as a proxy's page. */
    public static UnavailableException foreign(int status, String how) {
        return new UnavailableException(
                "The answer (" + status + ") " + how + ", so it is not Outreach's to this request" + CHECK_URL,
                status,
                true,
                null,
                null);
    }
}
