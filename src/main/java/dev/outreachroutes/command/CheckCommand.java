package dev.outreachroutes.command;

import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.file.Finding;
import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.profile.ProfileReader;
import dev.outreachroutes.routes.RoutesDirectory;
import dev.outreachroutes.routes.file.RouteReferences;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@code check}: looks at the files of {@code ROUTES_DIR} as the start does, and tells all that it finds at once. Needs no broker, no
 * database and no web server; with {@code --account} it needs Outreach.
 */
final class CheckCommand {

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::file).thenComparingInt(Finding::line).thenComparing(Finding::path);

    private CheckCommand() {}

    /** @return the exit code */
    static int run(List<String> words, CommandLine.EnvironmentSource source, PrintStream out) {
        CheckOptions options;
        try {
            options = CheckOptions.of(words);
        } catch (CheckOptions.WrongOption e) {
            out.println(e.getMessage());
            out.println();
            out.print(Help.ALL);
            return CommandLine.NOT_LOOKED;
        }
        if (options.help) {
            out.print(Help.ALL);
            return CommandLine.WELL;
        }
        CheckResult result = check(options, source.get());
        options.form.print(result, out);
        return result.exitCode();
    }

    private static CheckResult check(CheckOptions options, ConfigurableEnvironment environment) {
        Path directory =
                options.routes == null ? Path.of(environment.getProperty("routes.dir", "routes")) : options.routes;
        if (!Files.isDirectory(directory) || !Files.isReadable(directory) || !Files.isExecutable(directory)) {
            String why = Files.isDirectory(directory)
                    ? " may not be read by the user " + System.getProperty("user.name")
                    : Files.exists(directory) ? " is no directory" : " does not exist";
            return new CheckResult(
                    directory,
                    List.of("The directory " + directory + why
                            + ". Give the one with destinations.yaml by --routes, or by ROUTES_DIR."),
                    List.of());
        }
        Findings findings = new Findings();
        List<String> notLooked = new ArrayList<>();
        RouteReferences references = new RouteReferences(new OwnBeans()::find, environment::getProperty);
        Destinations destinations = RoutesDirectory.read(directory, references, findings);
        if (options.account) {
            findings.collect(() -> AccountReport.add(directory, destinations, environment, findings, notLooked));
        }
        ProfileTrial profile = options.profile == null ? null : tryProfile(options.profile, destinations, notLooked);
        return new CheckResult(
                directory,
                notLooked,
                Stream.concat(findings.errors().stream(), findings.warnings().stream())
                        .sorted(ORDER)
                        .toList(),
                profile);
    }

    /** @return null when it cannot be tried, which {@code notLooked} then says */
    private static ProfileTrial tryProfile(Path file, Destinations destinations, List<String> notLooked) {
        if (destinations.destinations().isEmpty()) {
            notLooked.add("The profiles in " + file + " are not tried, because of the errors.");
            return null;
        }
        try {
            if (!Files.isRegularFile(file)) {
                throw new NoSuchFileException(file.toString());
            }
            if (Files.size(file) > ProfileReader.LARGEST_BODY) {
                notLooked.add("The file " + file + " is larger than the " + ProfileReader.LARGEST_BODY
                        + " bytes that a record may have.");
                return null;
            }
            return ProfileTrial.of(file, Files.readAllBytes(file), destinations, Instant.now());
        } catch (IOException e) {
            notLooked.add(
                    "The file " + file + " cannot be read (" + e.getClass().getSimpleName() + ").");
            return null;
        }
    }
}
