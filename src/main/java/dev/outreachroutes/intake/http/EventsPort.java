package dev.outreachroutes.intake.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A port for events alone: it answers nothing else, and the console's port does not answer them. Its certificate is the console's, and
 * a renewed one is taken without a restart.
 */
final class EventsPort extends OncePerRequestFilter {

    private final Connector connector = new Connector(Http11NioProtocol.class.getName());
    private final Http11NioProtocol protocol = (Http11NioProtocol) connector.getProtocolHandler();

    EventsPort(int port, Optional<InetAddress> address) {
        connector.setPort(port);
        connector.setThrowOnFailure(true);
        connector.setXpoweredBy(false);
        address.ifPresent(protocol::setAddress);
    }

    Connector connector() {
        return connector;
    }

    /** Serves HTTPS with a bundle's certificate; also again, with a renewed one. */
    void secure(SslBundle bundle, boolean clientCertificates) {
        SSLHostConfig host = new SSLHostConfig();
        host.setHostName(protocol.getDefaultSSLHostConfigName());
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystore(bundle.getStores().getKeyStore());
        String storePassword = bundle.getStores().getKeyStorePassword();
        certificate.setCertificateKeystorePassword(storePassword == null ? "" : storePassword);
        if (bundle.getKey().getPassword() != null) {
            certificate.setCertificateKeyPassword(bundle.getKey().getPassword());
        }
        if (bundle.getKey().getAlias() != null) {
            certificate.setCertificateKeyAlias(bundle.getKey().getAlias());
        }
        host.addCertificate(certificate);
        if (bundle.getOptions().getEnabledProtocols() != null) {
            host.setEnabledProtocols(bundle.getOptions().getEnabledProtocols());
        }
        if (clientCertificates) {
            host.setCertificateVerification("optional");
            host.setTrustStore(bundle.getStores().getTrustStore());
        }
        connector.setScheme("https");
        connector.setSecure(true);
        protocol.setSSLEnabled(true);
        protocol.addSslHostConfig(host, true);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getServletPath();
        boolean events = path.equals(EventGate.PATH) || path.startsWith(EventGate.PATH + "/");
        if (events == (request.getLocalPort() == connector.getLocalPort())) {
            chain.doFilter(request, response);
        } else {
            Problem.notFound(events ? "Events have a port of their own." : "There are only events at this port.")
                    .answer(response);
        }
    }
}
