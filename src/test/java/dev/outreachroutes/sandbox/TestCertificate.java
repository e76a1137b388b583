package dev.outreachroutes.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A certificate, and its private key, made by the JDK's keytool.
 *
 * @param certificate the certificate, PEM; who trusts it, trusts who shows it
 * @param privateKey its private key, PEM
 * @param both the two in one file
 */
public record TestCertificate(Path certificate, Path privateKey, Path both) {

    private static final char[] PASSWORD = "not-secret".toCharArray();

    /**
     * One for {@code localhost} that signs itself.
     *
     * @param directory where the files are put
     * @param name of the files, and of the certificate's owner
     */
    public static TestCertificate make(Path directory, String name) {
        return make(directory, name, name, List.of("-dname", "CN=" + name, "-ext", "san=dns:localhost"));
    }

    /** One that may sign others. */
    public static TestCertificate authority(Path directory, String name) {
        return make(directory, name, name, List.of("-dname", "CN=" + name, "-ext", "bc=ca:true"));
    }

    /**
     * One that this authority has signed.
     *
     * @param name of the files
     * @param subject such as {@code CN=partner,O=Example}
     * @param alternativeName such as {@code dns:partner.example.com}
     */
    public TestCertificate sign(String name, String subject, String alternativeName) {
        String authority = certificate.getFileName().toString().replace(".crt", "");
        return make(
                certificate.getParent(),
                authority,
                name,
                List.of("-dname", subject, "-ext", "san=" + alternativeName, "-signer", authority));
    }

    private static TestCertificate make(Path directory, String storeName, String name, List<String> options) {
        Path store = directory.resolve(storeName + ".p12");
        try {
            if (storeName.equals(name)) {
                Files.deleteIfExists(store);
            }
            keytool(store, name, options);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD);
            }
            String certificate = pem("CERTIFICATE", keys.getCertificate(name).getEncoded());
            String privateKey = pem("PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded());
            return new TestCertificate(
                    Files.writeString(directory.resolve(name + ".crt"), certificate),
                    Files.writeString(directory.resolve(name + ".key"), privateKey),
                    Files.writeString(directory.resolve(name + ".pem"), privateKey + certificate));
        } catch (IOException e) {
            throw new UncheckedIOException("no certificate", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no certificate", e);
        }
    }

    private static void keytool(Path store, String name, List<String> options) throws IOException {
        Path output = Files.createTempFile("keytool", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD)));
        command.addAll(options);
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            Files.delete(output);
        }
    }

    private static String pem(String kind, byte[] content) {
        String text = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
