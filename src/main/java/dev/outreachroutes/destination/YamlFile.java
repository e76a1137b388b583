package dev.outreachroutes.destination;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * A YAML file of {@code ROUTES_DIR} that could be read: UTF-8, of at most 3 MB, with bounded depth and aliases.
 *
 * @param name the file's name
 * @param text without a byte order mark
 * @param tree its one document, in which every node knows its line; null when there is nothing in it
 */
public record YamlFile(String name, String text, Node tree) {

    private static final int LARGEST = 3 * 1024 * 1024;
    private static final int DEEPEST = 100;

    /** Reads a file; empty when it cannot be used, which is an error then. */
    public static Optional<YamlFile> read(Path file, Findings findings) {
        String name = file.getFileName().toString();
        return text(file, findings).flatMap(text -> {
            try {
                LoaderOptions options = new LoaderOptions();
                options.setNestingDepthLimit(DEEPEST);
                options.setCodePointLimit(LARGEST);
                return Optional.of(new YamlFile(name, text, new Yaml(options).compose(new StringReader(text))));
            } catch (MarkedYAMLException e) {
                findings.error(
                        name,
                        e.getProblemMark().getLine() + 1,
                        "column " + (e.getProblemMark().getColumn() + 1),
                        "is not YAML: " + e.getProblem(),
                        "Indent with spaces, put a space behind every colon, and quote texts with special characters.");
            } catch (ReaderException e) {
                findings.error(
                        name,
                        1
                                + (int) text.codePoints()
                                        .limit(e.getPosition())
                                        .filter(point -> point == '\n')
                                        .count(),
                        "",
                        "is not YAML: it has the control character " + String.format("\\u%04x", e.getCodePoint()),
                        "Remove it.");
            } catch (YAMLException e) {
                findings.error(
                        name, 0, "", "cannot be used: " + e.getMessage(), "Remove needless depth and aliases from it.");
            }
            return Optional.empty();
        });
    }

    private static Optional<String> text(Path file, Findings findings) {
        String name = file.getFileName().toString();
        String problem;
        String cure;
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
                String text = Files.readString(file);
                return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
            }
            if (Files.isRegularFile(file)) {
                problem = "has " + Files.size(file) + " bytes, and at most " + LARGEST + " are read";
                cure = "Make it smaller.";
            } else if (Files.exists(file)) {
                problem = Files.isDirectory(file) ? "is a directory" : "is no ordinary file";
                cure = "Put a file of that name there.";
            } else {
                problem = "does not exist in " + file.toAbsolutePath().getParent();
                cure = "Create it, or set ROUTES_DIR to the directory that has it.";
            }
        } catch (CharacterCodingException e) {
            problem = "is not UTF-8";
            cure = "Save it with the encoding UTF-8.";
        } catch (AccessDeniedException e) {
            problem = "may not be read by the user " + System.getProperty("user.name");
            cure = "Let that user read it, and the directories it is in.";
        } catch (IOException e) {
            problem = "cannot be read (" + e.getClass().getSimpleName() + ")";
            cure = "Make it a file that the user who runs this may read.";
        }
        findings.error(name, 0, "", problem, cure);
        return Optional.empty();
    }
}
