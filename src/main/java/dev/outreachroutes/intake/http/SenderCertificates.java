package dev.outreachroutes.intake.http;

import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Sender;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Recognises a sender by the certificate of its connection, which TLS has checked against the authorities that are trusted for this:
 * by its subject, or by one of its alternative names. A token in the request goes before.
 */
final class SenderCertificates extends OncePerRequestFilter {

    private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

    private final Destinations destinations;

    SenderCertificates(Destinations destinations) {
        this.destinations = destinations;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getHeader(HttpHeaders.AUTHORIZATION) == null
                && request.getAttribute(CERTIFICATES) instanceof X509Certificate[] shown
                && shown.length > 0) {
            sender(shown[0]).ifPresent(sender -> {
                SecurityContext context = SecurityContextHolder.createEmptyContext();
                context.setAuthentication(new SenderAuthentication(sender));
                SecurityContextHolder.setContext(context);
            });
        }
        chain.doFilter(request, response);
    }

    private Optional<Sender> sender(X509Certificate certificate) {
        return destinations.senders().stream()
                .filter(sender -> sender.certificate() != null && isOf(certificate, sender.certificate()))
                .findFirst();
    }

    static boolean isOf(X509Certificate certificate, String name) {
        return isSubject(certificate.getSubjectX500Principal(), name)
                || alternativeNames(certificate).stream().anyMatch(each -> name.equalsIgnoreCase(String.valueOf(each)));
    }

    private static boolean isSubject(X500Principal subject, String name) {
        try {
            return name.contains("=") && !name.contains("://") && subject.equals(new X500Principal(name));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<Object> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream().<Object>map(name -> name.get(1)).toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
