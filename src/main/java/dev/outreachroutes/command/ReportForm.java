package dev.outreachroutes.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.destination.file.Finding;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/** The forms in which the result of a check is printed; {@code docs/checking.md} describes them. */
enum ReportForm {
    /** For people: one line for each finding, {@code file:line: severity: path: problem. cure}. */
    TEXT {
        @Override
        void print(CheckResult result, PrintStream out) {
            for (Finding finding : result.findings()) {
                out.println(result.file(finding) + (finding.line() == 0 ? "" : ":" + finding.line()) + ": "
                        + severity(finding) + ": " + said(finding));
            }
            result.notLooked().forEach(out::println);
            if (result.profile() != null) {
                ProfileReport.print(result.profile(), out);
            }
            out.println(result.directory() + ": " + count(result.errors(), "error") + ", "
                    + count(result.warnings(), "warning")
                    + (result.notLooked().isEmpty() ? "" : "; not all could be looked at"));
        }
    },

    /** For programs: one object. Members may be added to it; none is taken away or changes its meaning. */
    JSON {
        @Override
        void print(CheckResult result, PrintStream out) {
            ObjectNode object = MAPPER.createObjectNode();
            object.put("exitCode", result.exitCode());
            object.put("directory", result.directory().toString());
            object.put("errors", result.errors());
            object.put("warnings", result.warnings());
            result.notLooked().forEach(object.putArray("notLooked")::add);
            var findings = object.putArray("findings");
            for (Finding finding : result.findings()) {
                ObjectNode each = findings.addObject();
                each.put("severity", severity(finding));
                each.put("file", result.file(finding));
                if (finding.line() == 0) {
                    each.putNull("line");
                } else {
                    each.put("line", finding.line());
                }
                each.put("path", finding.path());
                each.put("problem", finding.problem());
                each.put("cure", finding.cure());
            }
            if (result.profile() != null) {
                ProfileReport.write(result.profile(), object.putObject("profile"));
            }
            out.println(object.toPrettyString());
        }
    },

    /**
     * For GitHub Actions: <a
     * href="https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands">workflow commands</a> that put each
     * finding at its line.
     */
    GITHUB {
        @Override
        void print(CheckResult result, PrintStream out) {
            for (Finding finding : result.findings()) {
                out.println("::" + severity(finding) + " file=" + property(relative(result.file(finding)))
                        + (finding.line() == 0 ? "" : ",line=" + finding.line())
                        + ",title=" + property(finding.path().isEmpty() ? finding.file() : finding.path()) + "::"
                        + message(finding.problem() + ". " + finding.cure()));
            }
            result.notLooked().forEach(each -> out.println("::error title=check could not look::" + message(each)));
            if (result.profile() != null) {
                ProfileReport.print(result.profile(), out);
            }
        }
    };

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    abstract void print(CheckResult result, PrintStream out);

    private static String said(Finding finding) {
        return (finding.path().isEmpty() ? "" : finding.path() + ": ") + finding.problem() + ". " + finding.cure();
    }

    private static String severity(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /** GitHub knows files by their path in the checked-out repository, in whose root a step runs. */
    private static String relative(String file) {
        Path path = Path.of(file);
        Path here = Path.of("").toAbsolutePath();
        return path.isAbsolute() && path.startsWith(here)
                ? here.relativize(path).toString().replace('\\', '/')
                : file;
    }

    private static String message(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return message(text).replace(":", "%3A").replace(",", "%2C");
    }
}
