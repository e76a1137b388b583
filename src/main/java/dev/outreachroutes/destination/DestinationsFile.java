package dev.outreachroutes.destination;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads {@code destinations.yaml} and checks all of it before anything starts. Mapping IDs are the N of Outreach's
 * customN, as on Adobe's page on its <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/crm/outreach">Outreach
 * destination</a>.
 */
public final class DestinationsFile {

    private DestinationsFile() {}

    /**
     * Reads the file.
     *
     * @return at least one destination; the accounts as listed, and {@code default} among them
     * @throws InvalidDestinationsException with every mistake in the file, or with why it cannot be read at all
     */
    public static Destinations read(Path file) {
        Mistakes mistakes = new Mistakes();
        Destinations destinations = read(text(file), mistakes, file);
        refuse(file, mistakes);
        return destinations;
    }

    private static Destinations read(String text, Mistakes mistakes, Path file) {
        Section root = new Section("", tree(text, file), mistakes);
        root.allow("accounts", "destinations");
        Map<String, Account> accounts = AccountsForm.read(root.section("accounts"), mistakes);
        Section section = root.section("destinations");
        if (section.isEmpty() && !section.isMalformed()) {
            mistakes.add(
                    "destinations",
                    "there is none",
                    "List at least one destination by its name under 'destinations:'.");
        }
        List<Destination> destinations = new ArrayList<>();
        for (String name : section.keys()) {
            Names.check(section.pathOf(name), name, mistakes);
            Section destination = section.section(name);
            if (!destination.isMalformed()) {
                destinations.add(DestinationForm.read(name, destination, accounts, mistakes));
            }
        }
        SharedFields.check(destinations, mistakes);
        return new Destinations(List.copyOf(accounts.values()), destinations);
    }

    private static String text(Path file) {
        try {
            String text = Files.readString(file);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw unusable(
                    file,
                    file.toString(),
                    "does not exist",
                    "Create it, or set ROUTES_DIR to the directory that has it.");
        } catch (CharacterCodingException e) {
            throw unusable(file, file.toString(), "is not UTF-8", "Save it with the encoding UTF-8.");
        } catch (IOException e) {
            throw unusable(
                    file,
                    file.toString(),
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "Make it a file that the user who runs this may read.");
        }
    }

    private static Node tree(String text, Path file) {
        try {
            return new Yaml(new LoaderOptions()).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw unusable(
                    file,
                    "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1),
                    "is not YAML: " + e.getProblem(),
                    "Indent with spaces, put a space behind every colon, and quote texts with special characters.");
        } catch (YAMLException e) {
            throw unusable(
                    file, file.toString(), "is not YAML", "Remove control characters and needless depth from it.");
        }
    }

    private static InvalidDestinationsException unusable(Path file, String path, String problem, String fix) {
        return new InvalidDestinationsException(file.toString(), List.of(new Mistake(path, problem, fix)));
    }

    private static void refuse(Path file, Mistakes mistakes) {
        if (!mistakes.found().isEmpty()) {
            throw new InvalidDestinationsException(file.toString(), mistakes.found());
        }
    }
}
