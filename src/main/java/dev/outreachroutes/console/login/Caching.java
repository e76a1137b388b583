package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.CacheControlHeadersWriter;

/**
 * Lets a browser keep for good the files whose names carry a hash of what is in them: Hawtio's, which are 15 MB, and those of our
 * plugin. Nothing else is kept anywhere.
 */
final class Caching implements HeaderWriter {

    private static final Pattern HASHED = Pattern.compile(
            ".*/hawtio/static/(?:js|media)/[^/]+\\.[0-9a-f]{8,}\\.[^/]+|.*/console/plugin/[^/]+\\.[0-9a-f]{12}\\.js");

    private final HeaderWriter nowhere = new CacheControlHeadersWriter();

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        boolean found = response.getStatus() == HttpStatus.OK.value()
                || response.getStatus() == HttpStatus.NOT_MODIFIED.value();
        if (found && HASHED.matcher(request.getRequestURI()).matches()) {
            // By the browser alone, for only those who are logged in get them.
            response.setHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable");
        } else {
            nowhere.writeHeaders(request, response);
        }
    }
}
