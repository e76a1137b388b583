package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.util.StringUtils;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Protects every page against other sites and against what a browser may load, in sessions and without.
 *
 * <p>A browser adds the session's cookie to requests that another site makes it send. So what changes something in a session needs
 * the token from another cookie, which only a page of ours can read. A program that sends its name and password with each request
 * has no session and needs no token. Where a browser has learnt them, because a proxy asked for them, it adds them to what another site makes
 * it send; such a request names its origin, and none but ours is let through to change something (CORS). In both cases Jolokia, which would also execute operations by GET, only reads by GET.
 */
public final class HttpProtection {

    private static final long ONE_YEAR = 31_536_000;

    private final PageAskedFor pageAskedFor;

    HttpProtection(PageAskedFor pageAskedFor) {
        this.pageAskedFor = pageAskedFor;
    }

    /** Whether a request brings a name and a password. */
    public static boolean isOfProgram(HttpServletRequest request) {
        return StringUtils.startsWithIgnoreCase(request.getHeader(HttpHeaders.AUTHORIZATION), "Basic ");
    }

    public HttpSecurity protectBrowser(HttpSecurity http) throws Exception {
        // Readable for Hawtio's scripts, which send it back as X-XSRF-TOKEN.
        CookieCsrfTokenRepository tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        CsrfTokenRequestAttributeHandler handler = new CsrfTokenRequestAttributeHandler();
        // Nothing is put off, so that the cookie is there with the first page: Hawtio's does not ask for it.
        handler.setCsrfRequestAttributeName(null);
        return protect(http)
                .csrf(csrf -> csrf.csrfTokenRepository(tokens).csrfTokenRequestHandler(handler))
                .requestCache(cache -> cache.requestCache(pageAskedFor));
    }

    public HttpSecurity protectProgram(HttpSecurity http) throws Exception {
        return protect(http)
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
    }

    private static HttpSecurity protect(HttpSecurity http) throws Exception {
        return http.cors(cors -> cors.configurationSource(request -> new CorsConfiguration()))
                .exceptionHandling(exceptions -> exceptions
                        .authenticationEntryPoint(new LoginEntryPoint())
                        .accessDeniedHandler(new AccessRefused()))
                .headers(headers -> headers.addHeaderWriter(new ContentSecurityPolicy())
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(policy -> policy.policy(
                                "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"))
                        .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                        .httpStrictTransportSecurity(
                                hsts -> hsts.maxAgeInSeconds(ONE_YEAR).includeSubDomains(false)));
    }
}
