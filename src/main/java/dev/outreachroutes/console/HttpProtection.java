package dev.outreachroutes.console;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter.CrossOriginOpenerPolicy;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.cors.CorsConfiguration;

/**
 * What protects every page, whoever asks.
 *
 * <p>Browsers add a session or a password that they know to requests that another site makes them send. Three things keep such
 * requests out: no other origin is allowed (CORS), what changes something needs the token from a cookie, and Jolokia, which would
 * also execute operations by GET, only reads by GET.
 */
final class HttpProtection {

    private static final long ONE_YEAR = 31_536_000;

    private final PageAskedFor pageAskedFor;
    private final ContentSecurityPolicy contentSecurityPolicy;

    HttpProtection(PageAskedFor pageAskedFor, ContentSecurityPolicy contentSecurityPolicy) {
        this.pageAskedFor = pageAskedFor;
        this.contentSecurityPolicy = contentSecurityPolicy;
    }

    HttpSecurity protect(HttpSecurity http) throws Exception {
        // Readable for Hawtio's scripts, which send it back as X-XSRF-TOKEN.
        CookieCsrfTokenRepository tokens = CookieCsrfTokenRepository.withHttpOnlyFalse();
        tokens.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        return http.cors(cors -> cors.configurationSource(request -> new CorsConfiguration()))
                .csrf(csrf -> csrf.csrfTokenRepository(tokens)
                        .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler())
                        .requireCsrfProtectionMatcher(new ChangeByBrowser()))
                .addFilterAfter(new CsrfCookieFilter(), BasicAuthenticationFilter.class)
                .requestCache(cache -> cache.requestCache(pageAskedFor))
                .exceptionHandling(exceptions -> exceptions
                        .authenticationEntryPoint(new LoginEntryPoint())
                        .accessDeniedHandler(new AccessRefused()))
                .headers(headers -> headers.addHeaderWriter(contentSecurityPolicy)
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.SAME_ORIGIN))
                        .permissionsPolicyHeader(policy -> policy.policy(
                                "camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()"))
                        .crossOriginOpenerPolicy(policy -> policy.policy(CrossOriginOpenerPolicy.SAME_ORIGIN))
                        .crossOriginResourcePolicy(policy -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN))
                        .httpStrictTransportSecurity(
                                hsts -> hsts.maxAgeInSeconds(ONE_YEAR).includeSubDomains(false)));
    }
}
