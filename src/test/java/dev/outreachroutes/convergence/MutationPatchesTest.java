package dev.outreachroutes.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The mutations that show what the convergence test sees: patches of the code as it is. */
class MutationPatchesTest {

    private static final Path PATCHES = Path.of("src/test/mutations");

    static List<Path> patches() throws IOException {
        try (var files = Files.list(PATCHES)) {
            return files.filter(file -> file.toString().endsWith(".patch"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("patches")
    void whatAMutationChangesStandsInTheCode(Path patch) throws IOException {
        List<Hunk> hunks = new ArrayList<>();
        List<String> text = List.of();
        for (String line : Files.readAllLines(patch)) {
            if (line.startsWith("--- a/")) {
                text = Files.readAllLines(Path.of(line.substring("--- a/".length())));
            } else if (line.startsWith("@@")) {
                hunks.add(new Hunk(text, new ArrayList<>()));
            } else if (!hunks.isEmpty() && (line.startsWith(" ") || line.startsWith("-") && !line.startsWith("---"))) {
                hunks.get(hunks.size() - 1).before().add(line.substring(1));
            }
        }
        assertThat(hunks).isNotEmpty();
        for (Hunk hunk : hunks) {
            assertThat(hunk.text()).containsSequence(hunk.before());
        }
    }

    /**
     * @param text of the file
     * @param before the lines of it that the hunk is about
     */
    private record Hunk(List<String> text, List<String> before) {}
}
