package dev.outreachroutes.console.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bundle of the console is committed, for those who build without Node.js; so it can be older than its sources. */
class ConsoleBundleTest {

    private static final Path CONSOLE = Path.of("src/main/console");

    @Test
    void theBundleIsOfTheSourcesThatLieBesideIt() throws Exception {
        assertThat(Files.readString(CONSOLE.resolve("bundle/sources.sha256")).strip())
                .as(
                        "The bundle is older than its sources, and no Node.js was found to build it: run ./mvnw generate-resources"
                                + " where there is one, and commit src/main/console/bundle")
                .isEqualTo(hash());
    }

    /** As {@code build.mjs} computes it. */
    private static String hash() throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String file : files()) {
            digest.update((file + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readString(CONSOLE.resolve(file))
                    .replace("\r\n", "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> sources = Files.walk(CONSOLE.resolve("src"))) {
            return Stream.concat(
                            sources.filter(Files::isRegularFile)
                                    .map(CONSOLE::relativize)
                                    .map(path -> path.toString().replace('\\', '/')),
                            Stream.of("build.mjs", "package.json", "package-lock.json", "tsconfig.json"))
                    .sorted()
                    .toList();
        }
    }
}
