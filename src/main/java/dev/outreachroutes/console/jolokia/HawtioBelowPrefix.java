package dev.outreachroutes.console.jolokia;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Lets Hawtio work behind a proxy that takes a prefix off ({@code X-Forwarded-Prefix}). Hawtio's own filters know only the path
 * that the web server has, cut it off every address, and write it into their page. So they see the request as it has come, and
 * what they answer gets the prefix.
 */
public final class HawtioBelowPrefix extends OncePerRequestFilter {

    private static final String PATH = "/actuator/hawtio";
    private static final RequestMatcher HAWTIO =
            PathPatternRequestMatcher.withDefaults().matcher(PATH + "/**");

    /** Everything that is no file may be answered by Hawtio's one page; of Jolokia's answers, which may be long, none is. */
    private static final Pattern NEVER_THE_PAGE = Pattern.compile(".*(?:/hawtio/jolokia(?:/.*)?|\\.(?!html$)\\w+)");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String served = request.getServletContext().getContextPath();
        String prefix = request.getContextPath();
        if (prefix.equals(served) || !HAWTIO.matches(request)) {
            chain.doFilter(request, response);
            return;
        }
        HttpServletRequest asServed = asServed(request, served, prefix);
        HttpServletResponse redirecting = redirecting(response, served, prefix);
        if (NEVER_THE_PAGE.matcher(request.getRequestURI()).matches()) {
            chain.doFilter(asServed, redirecting);
            return;
        }
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(redirecting);
        chain.doFilter(asServed, answer);
        String type = answer.getContentType();
        if (type != null && type.startsWith(MediaType.TEXT_HTML_VALUE)) {
            String page = new String(answer.getContentAsByteArray(), StandardCharsets.UTF_8);
            answer.resetBuffer();
            answer.getOutputStream()
                    .write(page.replace("=\"" + served + PATH, "=\"" + prefix + PATH)
                            .getBytes(StandardCharsets.UTF_8));
        }
        answer.copyBodyToResponse();
    }

    private static String exchanged(String path, String before, String after) {
        return path.startsWith(before + "/") ? after + path.substring(before.length()) : path;
    }

    private static HttpServletRequest asServed(HttpServletRequest request, String served, String prefix) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public String getContextPath() {
                return served;
            }

            @Override
            public String getRequestURI() {
                return exchanged(super.getRequestURI(), prefix, served);
            }
        };
    }

    private static HttpServletResponse redirecting(HttpServletResponse response, String served, String prefix) {
        return new HttpServletResponseWrapper(response) {
            @Override
            public void sendRedirect(String address) throws IOException {
                super.sendRedirect(exchanged(address, served, prefix));
            }
        };
    }
}
