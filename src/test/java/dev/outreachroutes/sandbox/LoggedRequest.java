package dev.outreachroutes.sandbox;

import java.time.Instant;
import java.util.Map;

/**
 * A request that the sandbox got.
 *
 * @param time when it arrived, by the sandbox's clock
 * @param ended when it was done with: answered, broken off or, if that is later, applied; null while it is under way
 * @param user whose token it carried; 0 when it carried none that is good
 * @param method as in HTTP
 * @param path without the query
 * @param prospectId the prospect that the path names, or null
 * @param status of the answer; 0 when the connection was reset instead
 * @param body as text; null when bodies are not kept
 * @param headers by name, in any case
 */
public record LoggedRequest(
        Instant time,
        Instant ended,
        long user,
        String method,
        String path,
        Long prospectId,
        int status,
        String body,
        Map<String, String> headers) {

    LoggedRequest ended(Instant end) {
        return new LoggedRequest(time, end, user, method, path, prospectId, status, body, headers);
    }
}
