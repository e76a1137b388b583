package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.Test;

/**
 * What all tests have logged holds no secret. Not one of the tests: it runs behind them, in an execution of its own, because it
 * reads what they leave. They log our packages at DEBUG to files, and what they print is in their reports.
 */
class LogSecrecyCheck {

    private static final Path LOGS = Path.of("target", "test-logs");
    private static final Path REPORTS = Path.of("target", "surefire-reports");
    private static final Pattern STARTED_AT_DEBUG =
            Pattern.compile(" DEBUG \\[.*] dev\\.outreachroutes\\.RuntimeFixture - A runtime");

    @Test
    void runtimesHaveLoggedAtDebug() throws IOException {
        long starts = 0;
        for (Path log : files(LOGS, "*.log")) {
            starts += Files.readAllLines(log).stream()
                    .filter(STARTED_AT_DEBUG.asPredicate())
                    .count();
        }
        // Not the lines themselves: what comes out of this must hold no secret either.
        assertThat(starts)
                .as("runtimes that logged at DEBUG to %s; without one the search proves nothing: run all tests", LOGS)
                .isPositive();
    }

    @Test
    void noLogHoldsASecret() throws IOException {
        List<String> finds = new ArrayList<>();
        for (Path log : files(LOGS, "*.log")) {
            finds.addAll(LogSearch.search(log.toString(), 1, Files.readAllLines(log)));
        }
        assertThat(finds).as("places of secrets").isEmpty();
    }

    @Test
    void nothingThatTestsPrintHoldsASecret() throws IOException, XMLStreamException {
        List<String> finds = new ArrayList<>();
        for (Path report : files(REPORTS, "TEST-*.xml")) {
            finds.addAll(searchOutput(report));
        }
        assertThat(finds).as("places of secrets").isEmpty();
    }

    /** Names of tests and their properties are in the report too, and may hold what they like. */
    private static List<String> searchOutput(Path report) throws IOException, XMLStreamException {
        List<String> finds = new ArrayList<>();
        try (InputStream in = Files.newInputStream(report)) {
            XMLStreamReader xml = XMLInputFactory.newFactory().createXMLStreamReader(in);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamReader.START_ELEMENT
                        && Set.of("system-out", "system-err").contains(xml.getLocalName())) {
                    int line = xml.getLocation().getLineNumber();
                    List<String> lines = xml.getElementText().lines().toList();
                    finds.addAll(LogSearch.search(report.toString(), line, lines));
                }
            }
        }
        return finds;
    }

    private static List<Path> files(Path directory, String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (var found = Files.newDirectoryStream(directory, pattern)) {
            found.forEach(files::add);
        }
        assertThat(files).as("%s in %s", pattern, directory).isNotEmpty();
        return files;
    }
}
