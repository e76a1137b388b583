package dev.outreachroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.RoutesFolder;
import dev.outreachroutes.account.BearerToken;
import dev.outreachroutes.backlog.camel.LeaseGuard;
import dev.outreachroutes.deadletter.DeadLetterCommands;
import dev.outreachroutes.deadletter.DeadLetterReplay;
import dev.outreachroutes.deadletter.DeadLetterSettlement;
import dev.outreachroutes.deadletter.DeadLetterTopic;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.destination.file.Finding;
import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.intake.Intake;
import dev.outreachroutes.intake.IntakeErrors;
import dev.outreachroutes.kafka.OffsetCommit;
import dev.outreachroutes.outreach.request.RequestGuard;
import dev.outreachroutes.outreach.request.ResponseCheck;
import dev.outreachroutes.routes.file.RouteReferences;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edits of the route files that would let something go unguarded or get lost are told with file, line and what to write. */
class RoutesDirectoryTest {

    private static final String DELIVERY = "delivery.camel.yaml";
    private static final String INTAKE = "intake.camel.yaml";
    private static final String DEAD_LETTERS = "dead-letters.camel.yaml";

    private static final String ERROR_HANDLER =
            """
                  deadLetterChannel:
                    deadLetterUri: direct:dead-letter
                    # A dead letter that cannot be kept now leaves the change pending.
                    deadLetterHandleNewException: false
                    redeliveryPolicy:
                      # The backlog tries again, after a back-off that stands in the database: no thread waits here.
                      maximumRedeliveries: 0
                      logExhausted: false
                      logNewException: false
                      logStackTrace: false
            """;
    private static final String CHECK_ANSWER =
            """
                      - bean:
                          id: check-response
                          description: Outreach's 2xx acknowledges the change; anything else is an error with a type
                          ref: responseCheck
                          method: check
            """;

    private static final Map<String, Class<?>> BEANS = beans();

    @TempDir
    private Path directory;

    private static Map<String, Class<?>> beans() {
        Map<String, Class<?>> beans = new HashMap<>();
        beans.put("alertAddresses", dev.outreachroutes.alert.notify.AlertAddresses.class);
        beans.put("alertMailSender", org.apache.camel.component.mail.DefaultJavaMailSender.class);
        beans.put("alertMessages", dev.outreachroutes.alert.notify.AlertMessages.class);
        beans.put("alertNotifications", dev.outreachroutes.alert.notify.AlertNotifications.class);
        beans.put("alerts", dev.outreachroutes.alert.Alerts.class);
        beans.put("responseCheck", ResponseCheck.class);
        beans.put("bearerToken", BearerToken.class);
        beans.put("deadLetterCommands", DeadLetterCommands.class);
        beans.put("deadLetterReplay", DeadLetterReplay.class);
        beans.put("deadLetterSettlement", DeadLetterSettlement.class);
        beans.put("deadLetterTopic", DeadLetterTopic.class);
        beans.put("deadLetters", DeadLetters.class);
        beans.put("exclusions", dev.outreachroutes.intake.Exclusions.class);
        beans.put("httpEvents", dev.outreachroutes.intake.http.HttpEvents.class);
        beans.put("intake", Intake.class);
        beans.put("intakeErrors", IntakeErrors.class);
        beans.put("leaseGuard", LeaseGuard.class);
        beans.put("offsets", OffsetCommit.class);
        beans.put("singleRecordRetry", null);
        beans.put("requestGuard", RequestGuard.class);
        return beans;
    }

    @BeforeEach
    void copyRoutes() throws IOException {
        RoutesFolder.copyTo(directory);
    }

    @Test
    void theFilesAsDeliveredAreRight() {
        Findings findings = read();

        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warnings()).isEmpty();
    }

    static Stream<Arguments> edits() {
        return Stream.of(
                edit(
                        DELIVERY,
                        "                throwExceptionOnFailure: false\n",
                        "",
                        "delivery/patch-prospect: has not the option throwExceptionOnFailure: false",
                        "Write throwExceptionOnFailure: false"),
                edit(
                        DELIVERY,
                        "throwExceptionOnFailure: false",
                        "throwExceptionOnFailure: true",
                        "delivery/patch-prospect: has not the option throwExceptionOnFailure: false",
                        "Write throwExceptionOnFailure: false"),
                edit(
                        DELIVERY,
                        "httpMethod: PATCH",
                        "httpMetod: PATCH",
                        "delivery/patch-prospect: has the option 'httpMetod', which the endpoint https does not know",
                        "Did you mean httpMethod?"),
                edit(
                        INTAKE,
                        "allowManualCommit: true",
                        "allowManualCommit: true\n          aloManualCommit: true",
                        "has the option 'aloManualCommit', which the endpoint kafka does not know",
                        "Did you mean allowManualCommit?"),
                edit(
                        DELIVERY,
                        "          - marshal:\n              id: write-request\n",
                        "          - to:\n              id: tell\n              uri: jsm:queue:changes\n"
                                + "          - marshal:\n              id: write-request\n",
                        "delivery/tell: no route can be made of it: No endpoint could be found for: jsm",
                        "The component must be in the program"),
                edit(
                        DELIVERY,
                        "expression: \"/api/v2/prospects/${exchangeProperty.outreachProspectId}\"",
                        "expression: \"/api/v2/prospects/${exchangProperty.outreachProspectId}\"",
                        "delivery/path: no route can be made of it: Unknown function: exchangProperty",
                        "Camel's page about the step"),
                edit(
                        DELIVERY,
                        "dev.outreachroutes.outreach.ForbiddenException",
                        "dev.outreachroutes.outreach.ForbidenException",
                        "no route can be made of it: there is no class dev.outreachroutes.outreach.ForbidenException",
                        "Camel's page about the step"),
                edit(
                        INTAKE,
                        "batchingIntervalMs: \"100\"",
                        "batchingIntervalMs: \"soon\"",
                        "no route can be made of it",
                        "Camel's page about the step"),
                edit(
                        DELIVERY,
                        "{{delivery.concurrency}}",
                        "{{delivery.concurency}}",
                        "no route can be made of it: Property with key [delivery.concurency] not found",
                        "application.yaml"),
                edit(
                        DELIVERY,
                        "              description: Update the prospect in Outreach\n",
                        "              descripton: Update the prospect in Outreach\n",
                        "cannot be read: Unsupported field: descripton",
                        "Correct the word"),
                edit(
                        DELIVERY,
                        "          - to:\n              id: patch-prospect\n",
                        "          - too:\n              id: patch-prospect\n",
                        "cannot be read: Unknown node id: too",
                        "Correct the word"),
                edit(
                        DELIVERY,
                        "routeConfigurationId: delivery-errors",
                        "routeConfigurationId: delivery-error",
                        "delivery: there is no routeConfiguration with the ID 'delivery-error'",
                        "Did you mean delivery-errors?"),
                edit(
                        DELIVERY,
                        "routeConfigurationId: delivery-errors",
                        "routeConfigurationId: delivery-errors, own-errors",
                        "delivery: there is no routeConfiguration with the ID ' own-errors'",
                        "no space"),
                edit(
                        INTAKE,
                        "routeConfigurationId: intake-errors",
                        "routeConfigurationId: '*-errors'",
                        "intake: there is no routeConfiguration with the ID '*-errors'",
                        "intake-errors"),
                edit(
                        DELIVERY,
                        "      routeConfigurationId: delivery-errors\n",
                        "",
                        "delivery/patch-prospect: sends to Outreach without bearerToken.process, leaseGuard.check, requestGuard.check",
                        "delivery-errors"),
                edit(
                        DELIVERY,
                        "    id: delivery-errors\n",
                        "    id: delivery-error\n",
                        "delivery: there is no routeConfiguration with the ID 'delivery-errors'",
                        "Did you mean delivery-error?"),
                edit(
                        DELIVERY,
                        "uri: \"{{outreach.api-url}}*\"",
                        "uri: \"{{outreach.api-url}}/api\"",
                        "delivery/patch-prospect: sends to Outreach without bearerToken.process, leaseGuard.check, requestGuard.check",
                        "{{outreach.api-url}}*"),
                edit(
                        DELIVERY,
                        "uri: \"{{outreach.api-url}}*\"",
                        "uri: \"http*\"",
                        "delivery-errors/before-request: would send the account's access token elsewhere",
                        "{{outreach.api-url}}*"),
                edit(
                        DELIVERY,
                        "ref: leaseGuard\n                method: check",
                        "ref: intake\n                method: readAgain",
                        "delivery/patch-prospect: sends to Outreach without leaseGuard.check",
                        "leaseGuard.check"),
                edit(
                        DELIVERY,
                        "expression: \"${exchangeProperty.outreachRequest} != null\"",
                        "expression: \"${body} != null\"",
                        "delivery/patch-prospect: sends to Outreach without bearerToken.process, leaseGuard.check, requestGuard.check",
                        "interceptSendToEndpoint"),
                edit(
                        DELIVERY,
                        "uri: \"{{outreach.api-url}}\"",
                        "uri: https://api.outreach.oi",
                        "delivery: no step sends to Outreach",
                        "{{outreach.api-url}}"),
                edit(
                        DELIVERY,
                        "uri: backlog:{{destination}}",
                        "uri: backlog:emea-sales",
                        "delivery: reads from backlog:emea-sales",
                        "backlog:{{destination}}"),
                edit(
                        DELIVERY,
                        CHECK_ANSWER,
                        "",
                        "delivery: no step behind the request is responseCheck.check",
                        "method check"),
                edit(
                        DELIVERY,
                        "deadLetterUri: direct:dead-letter\n",
                        "deadLetterUri: direct:dead-leter\n",
                        "delivery-errors: deadLetterUri: sends to direct:dead-leter, which no route reads from",
                        "Did you mean direct:dead-letter?"),
                edit(
                        DELIVERY,
                        "      deadLetterChannel:\n        deadLetterUri: direct:dead-letter\n",
                        "      deadLetterChannel:\n        deadLetterUri: log:dead-letter\n",
                        "delivery: no deadLetterChannel of its configurations leads to direct:dead-letter",
                        "Put back the errorHandler"),
                edit(
                        DELIVERY,
                        "expression: narrow",
                        "expression: refuse",
                        "delivery-errors/narrow: refuses a change that is not kept as a dead letter",
                        "direct:dead-letter"),
                edit(
                        DELIVERY,
                        ERROR_HANDLER,
                        "      noErrorHandler: {}\n",
                        "delivery-errors: has onException clauses, and noErrorHandler",
                        "defaultErrorHandler"),
                edit(
                        DELIVERY,
                        "ref: responseCheck",
                        "ref: responseChek",
                        "ref: there is no bean 'responseChek'",
                        "Did you mean responseCheck?"),
                edit(
                        INTAKE,
                        "${bean:intakeErrors?method=isOutage}",
                        "${bean:intakeErorrs?method=isOutage}",
                        "expression: there is no bean 'intakeErorrs'",
                        "Did you mean intakeErrors?"),
                edit(
                        INTAKE,
                        "${bean:intakeErrors?method=isOutage}",
                        "${bean:intakeErrors?method=isOutrage}",
                        "expression: the bean intakeErrors has no method 'isOutrage'",
                        "Did you mean isOutage?"),
                edit(
                        INTAKE,
                        "onExceptionOccurredRef: intakeErrors",
                        "onExceptionOccurredRef: intakeErrrs",
                        "onExceptionOccurredRef: there is no bean 'intakeErrrs'",
                        "Did you mean intakeErrors?"),
                edit(
                        DELIVERY,
                        "ref: responseCheck\n              method: check",
                        "ref: responseCheck\n              method: chek",
                        "delivery/check-response: the bean responseCheck has no method 'chek'",
                        "Did you mean check?"),
                edit(
                        DELIVERY,
                        "      - name: pace\n",
                        "      - name: region\n        description: x\n      - name: pace\n",
                        "delivery: the parameter region is given by nobody",
                        "given are destination, pace"),
                edit(
                        DELIVERY,
                        "    id: delivery\n",
                        "    id: deliver\n",
                        "deliver: there is no routeTemplate with the ID delivery",
                        "the ID delivery back"),
                edit(
                        DELIVERY,
                        "    id: delivery\n",
                        "    id: delivery\n    routeConfigurationId: delivery-errors\n",
                        "cannot be read: Unsupported field: routeConfigurationId",
                        "indented"),
                edit(
                        DELIVERY,
                        "      routeConfigurationId: delivery-errors\n",
                        "      routeConfigurationId: delivery-errors\n      routeConfigurationId: x\n",
                        "routeConfigurationId: is written twice, the first time in line ",
                        "Keep one"),
                edit(
                        DELIVERY,
                        "- throttle:",
                        "- throtle:",
                        "cannot be read: Unknown node id: throtle",
                        "Correct the word"),
                edit(
                        DELIVERY,
                        "- routeTemplate:",
                        "  routeTemplate:",
                        "routeTemplate: has no dash before it",
                        "'- routeTem"),
                edit(
                        DELIVERY,
                        "- routeTemplate:",
                        "- routeTemplat:",
                        "routeTemplat: is nothing that",
                        "Did you mean routeTemplate?"),
                edit(
                        INTAKE,
                        "uri: backlog:{{destination}}",
                        "uri: backlog:emea-sales",
                        "intake/fold: folds the events of every destination into backlog:emea-sales",
                        "backlog:{{destination}}"),
                edit(
                        INTAKE,
                        "groupId: \"{{intake.group-prefix}}{{destination}}\"",
                        "groupId: \"{{intake.group-prefix}}\"",
                        "intake: the groupId '{{intake.group-prefix}}' is the same for every destination",
                        "{{destination}}"),
                edit(
                        INTAKE,
                        "          autoCommitEnable: false\n",
                        "",
                        "intake: events has not the option autoCommitEnable: false",
                        "autoCommitEnable: false"),
                edit(
                        INTAKE,
                        "ref: offsets\n              method: commit",
                        "ref: offsets\n              method: begin",
                        "intake: no step behind offsets.begin is offsets.commit",
                        "the last"),
                edit(
                        INTAKE,
                        "uri: direct:dead-letter",
                        "uri: log:dead-letter",
                        "intake: no step before offsets.commit sends what cannot be read to direct:dead-letter",
                        "Put the step back"),
                edit(
                        INTAKE,
                        "uri: backlog:{{destination}}",
                        "uri: log:{{destination}}",
                        "intake: no step folds into the backlog",
                        "backlog:{{destination}}"),
                edit(
                        DEAD_LETTERS,
                        "uri: direct:dead-letter-topic",
                        "uri: direct:dead-letters-topic",
                        "direct:dead-letter-topic: no route reads from direct:dead-letter-topic",
                        "as it was delivered"),
                edit(
                        DEAD_LETTERS,
                        "            ref: deadLetterTopic\n            method: publish",
                        "            ref: deadLetterSettlement\n            method: settleDelivered",
                        "deadLetterTopic.publish: no route has the step deadLetterTopic.publish",
                        "as it was delivered"),
                edit(
                        DEAD_LETTERS,
                        "    description: Keeps dead letters in the database\n    routeConfigurationId: dead-letter-errors\n",
                        "",
                        "dead-letters.keep: has no routeConfigurationId",
                        "Put it back"));
    }

    private static Arguments edit(String file, String before, String after, String problem, String cure) {
        return Arguments.of(file, before, after, problem, cure);
    }

    @ParameterizedTest
    @MethodSource("edits")
    void anEditThatWouldLoseOrUnguardSomethingIsToldWithItsPlaceAndWhatToWrite(
            String file, String before, String after, String problem, String cure) throws IOException {
        replace(file, before, after);

        assertThat(read().errors()).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(file);
            assertThat(finding.toString()).contains(problem).contains(cure);
            // What is nowhere has no line.
            assertThat(finding.line() > 0 || problem.contains("no route ")).isTrue();
        });
    }

    @Test
    void withoutTheRoutesOfAlertsNobodyIsToldAnythingWhichIsOnlyDoubtful() throws IOException {
        Files.delete(directory.resolve("alerts.camel.yaml"));

        Findings findings = read();
        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warnings())
                .singleElement()
                .asString()
                .contains("no route has the step alerts.evaluate, so nobody is told what has to be acted on");
    }

    @Test
    void aMistypedConfigurationIsToldOnceWithTheLineOfTheMistake() throws IOException {
        replace(DELIVERY, "routeConfigurationId: delivery-errors", "routeConfigurationId: delivery-error");

        int line = 1
                + Files.readAllLines(directory.resolve(DELIVERY)).indexOf("      routeConfigurationId: delivery-error");
        assertThat(read().errors())
                .singleElement()
                .asString()
                .isEqualTo(
                        DELIVERY + ", line " + line + ", delivery: there is no routeConfiguration with the ID"
                                + " 'delivery-error', so nothing of it would be done. Did you mean delivery-errors? Allowed here:"
                                + " alert-errors, dead-letter-errors, command-errors, delivery-errors, intake-http-errors, intake-errors.");
    }

    @Test
    void wildcardsAndListsOfConfigurationsThatExistAreRight() throws IOException {
        replace(DELIVERY, "routeConfigurationId: delivery-errors", "routeConfigurationId: delivery-*,command-errors");
        replace(
                INTAKE,
                "routeConfigurationId: intake-errors",
                "routeConfigurationId: \"{{own.errors:intake-errors}}\"");

        assertThat(read().errors()).isEmpty();
    }

    @Test
    void aFileThatIsNoListIsTold() throws IOException {
        write("own.camel.yaml", "# mine\nrouteConfiguration:\n  id: own-errors\n  description: mine\n");

        assertThat(read().errors())
                .singleElement()
                .asString()
                .startsWith("own.camel.yaml, line 2, routeConfiguration: has no dash before it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing\n", "---\n"})
    void anEmptyFileIsTold(String text) throws IOException {
        write(DEAD_LETTERS, text);

        assertThat(read().errors()).singleElement().asString().startsWith(DEAD_LETTERS + ": is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- routes",
                "- [route]",
                "- {}",
                "route",
                "[]\n---\n[]",
                "- route: [",
                "\t- route:",
                "- route: {}"
            })
    void whatIsNoListOfRoutesIsOneMistakeWithItsFile(String text) throws IOException {
        write("own.camel.yaml", text);

        assertThat(read().errors()).singleElement().satisfies(finding -> assertThat(finding.file())
                .isEqualTo("own.camel.yaml"));
    }

    @Test
    void aCopyOfAFileIsToldWithBothPlaces() throws IOException {
        Files.copy(directory.resolve(DELIVERY), directory.resolve("delivery-old.camel.yaml"));

        assertThat(read().errors())
                .anySatisfy(finding -> assertThat(finding.toString())
                        .startsWith(DELIVERY + ", line ")
                        .contains("delivery: is the ID of two: delivery-old.camel.yaml, line "))
                .anySatisfy(finding -> assertThat(finding.toString()).contains("delivery-errors: is the ID of two"));
    }

    @Test
    void aRouteWithTheIdOfADestinationsRouteIsTold() throws IOException {
        write("own.camel.yaml", route("emea-sales.delivery", "timer:own", "log:own"));

        assertThat(read().errors())
                .singleElement()
                .asString()
                .contains("emea-sales.delivery: is the ID of two: the route made of the template delivery, has it too");
    }

    @ParameterizedTest
    @ValueSource(strings = {"delivery.camel.yml", "delivery.yaml", "delivery.CAMEL.YAML", "delivery.camel.yaml.txt"})
    void aFileThatIsNotLoadedForItsNameIsTold(String name) throws IOException {
        Files.move(directory.resolve(DELIVERY), directory.resolve(name));
        // What it asks for stands in that file.
        Files.delete(directory.resolve("bulk-delivery.camel.yaml"));

        Findings findings = read();

        assertThat(findings.errors())
                .singleElement()
                .asString()
                .contains("there is no routeTemplate with the ID delivery", "its name ends with .camel.yaml");
        assertThat(findings.warnings().toString())
                .isEqualTo(
                        name.endsWith(".txt")
                                ? "[]"
                                : "[" + name + ": is not read. Rename it to end with .camel.yaml, or remove it.]");
    }

    @Test
    void withoutDeadLettersEveryLossIsTold() throws IOException {
        Files.delete(directory.resolve(DEAD_LETTERS));

        assertThat(read().errors().stream().map(Finding::toString))
                .anyMatch(line ->
                        line.contains("delivery-errors: deadLetterUri: sends to direct:dead-letter, which no route"))
                .anyMatch(line -> line.contains("intake/keep-unreadable: sends to direct:dead-letter, which no route"))
                .anyMatch(line -> line.contains("deadLetters.keep: no route has the step"))
                .anyMatch(line -> line.contains("deadLetterReplay.replay: no route has the step"));
    }

    @Test
    void aRequestOfAnotherRouteHasToBeGuardedToo() throws IOException {
        write("own.camel.yaml", route("own", "timer:own", "\"{{outreach.api-url}}/api/v2/users\""));

        assertThat(read().errors())
                .singleElement()
                .asString()
                .startsWith("own.camel.yaml, line ")
                .contains(
                        "own/send: sends to Outreach without bearerToken.process, leaseGuard.check, requestGuard.check");
        replace("own.camel.yaml", "    from:", "    routeConfigurationId: delivery-errors\n    from:");
        assertThat(read().errors()).isEmpty();
    }

    @Test
    void stepsBeforeARequestGuardItOnlyWhereTheyAreAlwaysDone() throws IOException {
        String guards =
                """
                        - bean:
                            ref: bearerToken
                        - process:
                            ref: leaseGuard
                        - bean:
                            ref: requestGuard
                            method: check
                """;
        String own = route("own", "timer:own", "https://api.outreach.io/api/v2/users");
        write("own.camel.yaml", own.replace("      steps:\n", "      steps:\n" + guards.replace("process:", "bean:")));
        assertThat(read().errors()).isEmpty();

        write(
                "own.camel.yaml",
                own.replace(
                        "      steps:\n",
                        "      steps:\n        - filter:\n            simple: \"${body} == 1\"\n            steps:\n"
                                + guards.replace("process:", "bean:").indent(6)));
        assertThat(read().errors()).singleElement().asString().contains("own/send: sends to Outreach without");
    }

    @Test
    void aDeliveryThatGoesOnInARouteOfItsOwnIsRight() throws IOException {
        String delivery = Files.readString(directory.resolve(DELIVERY));
        String last = delivery.substring(delivery.indexOf("          - to:\n              id: patch-prospect"));
        Files.writeString(
                directory.resolve(DELIVERY),
                delivery.replace(
                        last, "          - to:\n              id: go-on\n              uri: direct:request\n"));
        write(
                "own.camel.yaml",
                "- route:\n    id: request\n    routeConfigurationId: delivery-errors\n    from:\n      uri: direct:request\n"
                        + "      steps:\n" + last.indent(-2));

        assertThat(read().errors()).isEmpty();
    }

    @Test
    void offsetsMayBeCommittedOnSeveralWaysThroughTheIntake() throws IOException {
        replace(
                INTAKE,
                "          - bean:\n              id: read\n",
                """
                          - filter:
                              id: nothing-to-do
                              expression:
                                simple:
                                  expression: "${body.size} == 0"
                              steps:
                                - bean:
                                    ref: offsets
                                    method: commit
                                - stop: {}
                          - bean:
                              id: read
                """);

        assertThat(read().errors()).isEmpty();
    }

    @Test
    void offsetsThatAreCommittedBeforeTheFoldAreTold() throws IOException {
        String intake = Files.readString(directory.resolve(INTAKE));
        String commit = intake.substring(intake.indexOf("          - bean:\n              id: commit-offsets"));
        String fold = "          - to:\n              id: fold\n";
        write(INTAKE, intake.replace(commit, "").replace(fold, commit + fold));

        assertThat(read().errors())
                .singleElement()
                .asString()
                .startsWith(INTAKE + ", line ")
                .contains("intake/commit-offsets: commits offsets before the events are folded");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to | fold | wireTap | no step folds into the backlog",
                "to | keep-unreadable | wireTap | no step before offsets.commit sends what cannot be read",
            })
    void whatIsDoneBesideTheRouteIsNotDoneBeforeItsNextStep(String eip, String step, String beside, String problem)
            throws IOException {
        String intake = Files.readString(directory.resolve(INTAKE));
        write(INTAKE, intake.replaceFirst("- " + eip + ":(\\s+id: " + step + "\\n)", "- " + beside + ":$1"));

        assertThat(read().errors()).singleElement().asString().contains(problem);
    }

    @Test
    void routesOfOnesOwnMayDoWhatTheyLike() throws IOException {
        write(
                "own.camel.yaml",
                """
                - beans:
                    - name: mine
                      type: com.example.Mine
                      properties: { address: "{{nowhere}}" }
                - routeTemplate:
                    id: own
                    parameters:
                      - name: from
                      - name: to
                        defaultValue: log:own
                    from:
                      uri: "direct:{{from}}"
                      steps:
                        - to: "{{to}}"
                        - bean:
                            ref: mine
                - templatedRoute:
                    routeTemplateRef: own
                    routeId: own-a
                    parameters:
                      - name: from
                        value: a
                - from:
                    uri: kafka:own
                    steps:
                      - choice:
                          when:
                            - simple: "${body} == 1"
                              steps:
                                - to: direct:a
                          otherwise:
                            steps:
                              - toD: "direct:${body}"
                """);

        assertThat(read().errors()).isEmpty();
    }

    @Test
    void aTemplateOfOnesOwnIsAskedForWithItsIdAndItsParameters() throws IOException {
        write(
                "own.camel.yaml",
                """
                - routeTemplate:
                    id: own
                    parameters:
                      - name: from
                    from:
                      uri: "direct:{{from}}"
                      steps:
                        - to: log:own
                - templatedRoute:
                    routeTemplateRef: own
                - templatedRoute:
                    routeTemplateRef: ownn
                """);

        assertThat(read().errors().stream().map(Finding::toString))
                .anyMatch(line -> line.startsWith("own.camel.yaml, line 10, own: the parameter from is not given"))
                .anyMatch(line ->
                        line.startsWith("own.camel.yaml, line 12, ownn: there is no routeTemplate with this ID. Did"));
    }

    @Test
    void hugeAndOddFilesAreOneMistakeEach() throws IOException {
        write("deep.camel.yaml", "[".repeat(100_000));
        write("aliases.camel.yaml", "- &a [x]\n- [" + "*a,".repeat(200) + "]\n");
        write("large.camel.yaml", "- route: {}\n".repeat(300_000));
        write("control.camel.yaml", "- route:\n    id: a\u0007b\n");
        Files.write(directory.resolve("latin.camel.yaml"), "- route: {id: é}".getBytes(StandardCharsets.ISO_8859_1));

        List<Finding> errors = read().errors();

        assertThat(errors)
                .extracting(Finding::file)
                .containsExactly(
                        "aliases.camel.yaml",
                        "control.camel.yaml",
                        "deep.camel.yaml",
                        "large.camel.yaml",
                        "latin.camel.yaml");
        assertThat(errors.get(1).toString()).startsWith("control.camel.yaml, line 2: is not YAML: it has the control");
    }

    @Test
    void mistakesOfAllFilesAreToldTogetherAndNotMoreThanAnybodyReads() throws IOException {
        replace("destinations.yaml", "identity: oid", "identiy: oid");
        replace(DELIVERY, "routeConfigurationId: delivery-errors", "routeConfigurationId: delivery-error");
        assertThat(read().errors()).extracting(Finding::file).contains("destinations.yaml", DELIVERY);

        write("own.camel.yaml", "- rout: {}\n".repeat(5_000));
        Findings many = read();
        assertThat(many.errors()).hasSize(1_000);
    }

    private static String route(String id, String from, String to) {
        return """
                - route:
                    id: %s
                    from:
                      uri: %s
                      steps:
                        - to:
                            id: send
                            uri: %s
                """
                .formatted(id, from, to);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private void replace(String file, String before, String after) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertThat(text).contains(before);
        write(file, text.replace(before, after));
    }

    private Findings read() {
        Findings findings = new Findings();
        Map<String, String> properties = Map.ofEntries(
                Map.entry("outreach.api-url", "https://api.outreach.io"),
                Map.entry("intake.topic", "segment-events"),
                Map.entry("intake.group-prefix", "outreach-routes."),
                Map.entry("intake.consumers", "2"),
                Map.entry("intake.batch-size", "1000"),
                Map.entry("delivery.concurrency", "8"),
                Map.entry("bulk-delivery.concurrency", "4"),
                Map.entry("dead-letters.topic", "segment-events.dead-letters"),
                Map.entry("dead-letters.commands", "true"),
                Map.entry("dead-letters.commands-topic", "segment-events.dead-letters.commands"),
                Map.entry("dead-letters.rest", "9"),
                Map.entry("alerts.every", "30s"),
                Map.entry("alerts.rest", "9"),
                Map.entry("alerts.mail.to", ""),
                Map.entry("alerts.mail.from", ""));
        RoutesDirectory.read(
                directory,
                new RouteReferences(
                        name -> name.equals("outreachJson")
                                ? new RouteReferences.Known(ObjectMapper.class)
                                : BEANS.containsKey(name) ? new RouteReferences.Known(BEANS.get(name)) : null,
                        properties::get),
                findings);
        return findings;
    }
}
