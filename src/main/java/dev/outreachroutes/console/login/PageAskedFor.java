package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.savedrequest.CookieRequestCache;

/**
 * Remembers the page that was asked for until its reader has logged in: in a cookie, so that nobody can fill the memory with
 * sessions by asking for pages.
 */
final class PageAskedFor extends CookieRequestCache {

    PageAskedFor() {
        setRequestMatcher(request -> HttpMethod.GET.matches(request.getMethod()) && Browser.wantsPage(request));
        setCookieCustomizer(cookie -> cookie.setAttribute("SameSite", "Lax"));
    }

    /** Always null: the browser asks again by itself, and the cookie does not know its headers. */
    @Override
    public HttpServletRequest getMatchingRequest(HttpServletRequest request, HttpServletResponse response) {
        return null;
    }
}
