package dev.outreachroutes.command;

/** What {@code --help} prints. */
final class Help {

    static final String ALL =
            """
            Keeps Outreach prospects in step with segments.

            Usage:
              java -jar outreach-routes.jar                    runs
              java -jar outreach-routes.jar check [options]    checks the files of ROUTES_DIR, and starts nothing
              java -jar outreach-routes.jar --help | --version

            Options of check:
              --routes DIR     the directory with destinations.yaml and *.camel.yaml; otherwise ROUTES_DIR, or routes
              --account        also asks Outreach whether the mapped fields exist and can hold what is sent
              --profile FILE   shows what would be sent of the profiles in a file, as they are exported, and why not the rest
              --format FORM    text (the default), json, or github (annotations of GitHub Actions)
              --help           this text

            check ends with 0 when there are no errors (warnings may be), 1 when there are, and 2 when it could not look.
            Settings are environment variables; docs/checking.md and docs/operating.md list them.
            """;

    private Help() {}
}
