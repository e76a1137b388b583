package dev.outreachroutes.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for {@code localhost} that signs itself, and its private key, made by the JDK's keytool.
 *
 * @param certificate the certificate, PEM; who trusts it, trusts who shows it
 * @param privateKey its private key, PEM
 * @param both the two in one file
 */
public record TestCertificate(Path certificate, Path privateKey, Path both) {

    private static final char[] PASSWORD = "not-secret".toCharArray();

    /**
     * @param directory where the files are put
     * @param name of the files, and of the certificate's owner
     */
    public static TestCertificate make(Path directory, String name) {
        Path store = directory.resolve(name + ".p12");
        try {
            Files.deleteIfExists(store);
            keytool(store, name);
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

    private static void keytool(Path store, String name) throws IOException {
        Path output = Files.createTempFile("keytool", ".txt");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:localhost",
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
                        new String(PASSWORD))
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
