package dev.outreachroutes.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets a browser keep for good the files whose names carry a hash of what is in them: Hawtio's, which are 15 MB, and those of our
 * plugin. Spring Security has everything else kept nowhere, and so an answer that there is no such file.
 */
final class HashedFiles extends OncePerRequestFilter {

    private static final Pattern HASHED = Pattern.compile(
            ".*/hawtio/static/(?:js|media)/[^/]+\\.[0-9a-f]{8,}\\.[^/]+|.*/console/plugin/[^/]+\\.[0-9a-f]{12}\\.js");

    /** By the browser alone: only those who are logged in get them. */
    private static final String KEPT = "private, max-age=31536000, immutable";

    private static final String KEPT_NOWHERE = "no-store";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HASHED.matcher(request.getRequestURI()).matches();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, KEPT);
        chain.doFilter(request, new Kept(response));
    }

    /** Hawtio has a filter of its own, which says of everything that it is not to be kept. */
    private static final class Kept extends HttpServletResponseWrapper {

        private Kept(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setHeader(String name, String value) {
            if (!HttpHeaders.CACHE_CONTROL.equalsIgnoreCase(name)) {
                super.setHeader(name, value);
            }
        }

        @Override
        public void addHeader(String name, String value) {
            if (!HttpHeaders.CACHE_CONTROL.equalsIgnoreCase(name)) {
                super.addHeader(name, value);
            }
        }

        @Override
        public void sendError(int status) throws IOException {
            super.setHeader(HttpHeaders.CACHE_CONTROL, KEPT_NOWHERE);
            super.sendError(status);
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            super.setHeader(HttpHeaders.CACHE_CONTROL, KEPT_NOWHERE);
            super.sendError(status, message);
        }
    }
}
