package dev.outreachroutes.console.jolokia;

import dev.outreachroutes.console.login.ApiPaths;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies that are longer than Hawtio's longest, because Jolokia and the API read any body into memory. Hawtio's longest asks about
 * every operation of every MBean: 0.7 KB for each MBean, and a destination has about 45. The API's longest names 100,000 prospects. A body
 * whose length is not told is refused too.
 */
public final class BodyLimit extends OncePerRequestFilter {

    static final int MOST_BYTES = 4 * 1024 * 1024;

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        boolean reads = ApiPaths.isApi(request)
                ? !HttpMethod.GET.matches(request.getMethod()) && !HttpMethod.HEAD.matches(request.getMethod())
                : HttpMethod.POST.matches(request.getMethod()) && JolokiaCommandByGet.JOLOKIA.matches(request);
        return !reads;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long length = request.getContentLengthLong();
        boolean untold = length < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        if (untold || length < 0 && !ApiPaths.isApi(request)) {
            refuse(request, response, HttpStatus.LENGTH_REQUIRED, "A body tells its length.");
        } else if (length > MOST_BYTES) {
            refuse(request, response, HttpStatus.PAYLOAD_TOO_LARGE, "A body has at most " + MOST_BYTES + " bytes.");
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String why)
            throws IOException {
        if (ApiPaths.isApi(request)) {
            ApiPaths.answer(response, ProblemDetail.forStatusAndDetail(status, why));
        } else {
            response.sendError(status.value());
        }
    }
}
