package dev.outreachroutes.destination;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * Which route files run.
 *
 * @param hash the beginning of the SHA-256 of every {@code *.camel.yaml}, in the order of their names; another as soon as one
 *     of them has changed
 */
public record RoutesVersion(String hash) {

    private static final int LENGTH = 12;

    /**
     * Reads the files of a directory.
     *
     * @throws UncheckedIOException when they cannot be read
     */
    public static RoutesVersion of(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.camel.yaml")) {
            TreeSet<Path> sorted = new TreeSet<>();
            files.forEach(sorted::add);
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : sorted) {
                digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return new RoutesVersion(HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH));
        } catch (IOException e) {
            throw new UncheckedIOException("The route files in " + directory + " cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
