package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Tells by the headers of a request whether a browser sent it, and whether a person reads the answer. */
final class Browser {

    private static final List<String> HEADERS =
            List.of(HttpHeaders.ORIGIN, HttpHeaders.REFERER, HttpHeaders.COOKIE, "Sec-Fetch-Site");

    private Browser() {}

    /**
     * Whether it may come from a browser. A program that sends the password by itself carries none of the headers that browsers
     * add, and another site cannot make a browser leave them all out.
     */
    static boolean sent(HttpServletRequest request) {
        return HEADERS.stream().anyMatch(header -> request.getHeader(header) != null);
    }

    /** Whether the answer is for a person to read: HTML is asked for by name, and by no script. */
    static boolean wantsPage(HttpServletRequest request) {
        String mode = request.getHeader("Sec-Fetch-Mode");
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        if (accept == null || mode != null && !mode.equals("navigate")) {
            return false;
        }
        try {
            return MediaType.parseMediaTypes(accept).stream()
                    .anyMatch(type -> type.equalsTypeAndSubtype(MediaType.TEXT_HTML));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
