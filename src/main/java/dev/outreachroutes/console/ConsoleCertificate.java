package dev.outreachroutes.console;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/**
 * Looks at the console's certificate before its port is opened: a server that starts with half of one serves nobody, or by HTTP
 * what was meant for HTTPS.
 */
final class ConsoleCertificate implements WebServerFactoryCustomizer<ConfigurableWebServerFactory> {

    private final ServerProperties server;
    private final SslBundles bundles;

    ConsoleCertificate(ServerProperties server, SslBundles bundles) {
        this.server = server;
        this.bundles = bundles;
    }

    @Override
    public void customize(ConfigurableWebServerFactory factory) {
        boolean https = Ssl.isEnabled(server.getSsl());
        try {
            SslBundle bundle = bundles.getBundle(server.getSsl().getBundle());
            boolean certificate = bundle.getStores().getKeyStore() != null;
            if (https && !certificate) {
                throw new InvalidCertificateException(
                        "SERVER_SSL_ENABLED is true, so CONSOLE_CERTIFICATE and CONSOLE_PRIVATE_KEY have to be set.");
            }
            if (!https && certificate) {
                throw new InvalidCertificateException(
                        "CONSOLE_CERTIFICATE is set, but SERVER_SSL_ENABLED is not true, so the console would be served by HTTP.");
            }
            if (https) {
                check(bundle);
            }
        } catch (NoSuchSslBundleException e) {
            throw new InvalidCertificateException(
                    "SERVER_SSL_BUNDLE has to be the name of a bundle of spring.ssl.bundle.");
        } catch (GeneralSecurityException | IllegalStateException e) {
            throw new InvalidCertificateException("CONSOLE_CERTIFICATE or CONSOLE_PRIVATE_KEY cannot be used: "
                    + InvalidCertificateException.withoutContent(e));
        }
    }

    private static void check(SslBundle bundle) throws GeneralSecurityException {
        for (KeyManager manager : bundle.getManagers().getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager keys) {
                String alias = bundle.getStores().getKeyStore().aliases().nextElement();
                PrivateKey key = keys.getPrivateKey(alias);
                if (key == null) {
                    throw new InvalidCertificateException(
                            "CONSOLE_PRIVATE_KEY has to be set, as CONSOLE_CERTIFICATE is.");
                }
                if (!belongTogether(key, keys.getCertificateChain(alias)[0])) {
                    throw new InvalidCertificateException(
                            "CONSOLE_PRIVATE_KEY is not the key of the first certificate in CONSOLE_CERTIFICATE.");
                }
            }
        }
    }

    private static boolean belongTogether(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        byte[] text = {1, 2, 3};
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(text);
        return signature.verify(signed);
    }
}
