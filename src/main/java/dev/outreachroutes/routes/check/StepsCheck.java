package dev.outreachroutes.routes.check;

import dev.outreachroutes.routes.file.DestinationRoutes;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import dev.outreachroutes.routes.file.Steps;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;

/** Steps without which events, acknowledgements or dead letters are lost, and their order. */
final class StepsCheck {

    private static final Steps.Call BEGIN = new Steps.Call("offsets", "begin");
    private static final Steps.Call COMMIT = new Steps.Call("offsets", "commit");
    private static final Steps.Call RESPONSE = new Steps.Call("responseCheck", "check");
    private static final Steps.Call KEEP = new Steps.Call("deadLetters", "keep");
    private static final String THROWS = "throwExceptionOnFailure";
    private static final String BULK = "bulk";

    /** The steps before the request in the delivery route as it is delivered. */
    private static final Set<String> DELIVERED =
            Set.of("pace", "clean-headers", "write-request", "path", "content-type", "accept");

    /** Steps that change nothing of what is sent. */
    private static final Set<String> ONLY_TELL = Set.of("log", "wireTap");

    private static final String KEPT = "direct:dead-letter";
    private static final String TOPIC = "direct:dead-letter-topic";
    private static final String DESTINATION = "{{" + DestinationRoutes.DESTINATION + "}}";

    /** Calls that some route has to make, and what does not happen without them. */
    private static final Map<Steps.Call, String> DUTIES = Map.of(
            KEEP,
            "dead letters are lost",
            new Steps.Call("deadLetterTopic", "publish"),
            "dead letters never reach their topic",
            new Steps.Call("deadLetterSettlement", "settleDelivered"),
            "dead letters stay open that were delivered since",
            new Steps.Call("deadLetterReplay", "replay"),
            "nothing is replayed, whoever asks for it");

    private static final Steps.Call ALERTS = new Steps.Call("alerts", "evaluate");

    private final RouteFiles files;

    private StepsCheck(RouteFiles files) {
        this.files = files;
    }

    static void run(RouteFiles files) {
        StepsCheck check = new StepsCheck(files);
        check.checkDuties();
        files.routesAndTemplates().forEach(check::checkOffsets);
        files.template(DestinationRoutes.INTAKE).ifPresent(check::checkIntake);
        files.template(DestinationRoutes.DELIVERY).ifPresent(route -> check.checkDelivery(route, false));
        files.template(DestinationRoutes.BULK_DELIVERY).ifPresent(route -> check.checkDelivery(route, true));
        files.routesAndTemplates()
                .forEach(route -> check.firstRefusal(route.route().getOutputs())
                        .forEach(step -> files.error(route, step, refusal(), refusalCure())));
        for (RouteFile file : files.list()) {
            for (RouteConfigurationDefinition part : file.configurations()) {
                for (OnExceptionDefinition clause : part.getOnExceptions()) {
                    check.firstRefusal(clause.getOutputs())
                            .forEach(step -> files.error(file, part, step, refusal(), refusalCure()));
                }
            }
        }
    }

    private void checkDuties() {
        Set<Steps.Call> made = new HashSet<>();
        files.routesAndTemplates().forEach(route -> Steps.all(route.route().getOutputs())
                .forEach(step -> Steps.call(step).ifPresent(made::add)));
        DUTIES.forEach((call, loss) -> {
            if (!made.contains(call)) {
                missing(call, "no route has the step " + call + ": " + loss);
            }
        });
        if (!ReferencesCheck.isConsumed(TOPIC, files)) {
            missing(TOPIC, "no route reads from " + TOPIC + ": dead letters never reach their topic");
        }
        if (!made.contains(ALERTS)) {
            files.findings()
                    .warning(
                            "",
                            0,
                            "",
                            "no route has the step " + ALERTS + ", so nobody is told what has to be acted on",
                            "Put alerts.camel.yaml there as it was delivered, unless other alerts are enough.");
        }
        files.routesAndTemplates().stream()
                .filter(route -> DestinationRoutes.TEMPLATES.containsKey(route.name()) && route.template() != null
                        || Steps.all(route.route().getOutputs()).stream()
                                .flatMap(step -> Steps.call(step).stream())
                                .anyMatch(DUTIES::containsKey))
                .filter(route -> route.configurations(files.configurations()).isEmpty()
                        && route.configurationIds().isEmpty())
                .forEach(route -> files.error(
                        route,
                        "has no routeConfigurationId, so nothing says what becomes of its errors",
                        "Put it back as it was delivered."));
    }

    private void missing(Object what, String problem) {
        files.findings()
                .error(
                        "dead-letters.camel.yaml",
                        0,
                        what.toString(),
                        problem,
                        "Put the route back as it was delivered; autoStartup: \"false\" keeps it from running.");
    }

    /** A step and the route that it is of. */
    private record Place(RouteOrTemplate route, ProcessorDefinition<?> step) {}

    /**
     * The steps that a route leads to, one after the other, those of routes that it sends to within the process among them. Not what is
     * done while the route goes on, as behind a {@code wireTap} or {@code seda:}.
     */
    private List<Place> way(RouteOrTemplate route, Set<RouteOrTemplate> seen) {
        List<Place> way = new ArrayList<>();
        if (!seen.add(route)) {
            return way;
        }
        for (ProcessorDefinition<?> step : Steps.all(route.route().getOutputs())) {
            way.add(new Place(route, step));
            Steps.uri(step)
                    .filter(uri -> Steps.isWaitedFor(step))
                    .map(uri -> Steps.endpoint(files.references().resolve(uri)))
                    .filter(Steps::isInProcess)
                    .flatMap(uri -> files.routesAndTemplates().stream()
                            .filter(next -> Steps.endpoint(files.references().resolve(next.from()))
                                    .equals(uri))
                            .findFirst())
                    .ifPresent(next -> way.addAll(way(next, seen)));
        }
        return way;
    }

    private static int first(List<Place> way, Predicate<ProcessorDefinition<?>> test) {
        for (int i = 0; i < way.size(); i++) {
            if (test.test(way.get(i).step())) {
                return i;
            }
        }
        return -1;
    }

    private static int last(List<Place> way, Predicate<ProcessorDefinition<?>> test) {
        for (int i = way.size() - 1; i >= 0; i--) {
            if (test.test(way.get(i).step())) {
                return i;
            }
        }
        return -1;
    }

    private static Predicate<ProcessorDefinition<?>> calls(Steps.Call call) {
        return step -> Steps.call(step).filter(each -> each.is(call)).isPresent();
    }

    private Predicate<ProcessorDefinition<?>> keeps() {
        return calls(KEEP).or(step -> Steps.uri(step)
                .filter(uri -> Steps.isWaitedFor(step))
                .map(uri -> Steps.endpoint(files.references().resolve(uri)))
                .filter(KEPT::equals)
                .isPresent());
    }

    /** A route that reads a topic commits its offsets by its own steps, or by none. */
    private void checkOffsets(RouteOrTemplate route) {
        boolean kafka = Steps.scheme(route.from()).equals("kafka");
        List<Place> way = way(route, new HashSet<>());
        int begin = first(way, calls(BEGIN));
        int commit = last(way, calls(COMMIT));
        if (!kafka || begin < 0 && commit < 0 && !route.isTemplate(DestinationRoutes.INTAKE)) {
            return;
        }
        if (begin < 0 || commit < begin) {
            files.error(
                    route,
                    begin < 0
                            ? "no step before offsets.commit is offsets.begin"
                            : "no step behind offsets.begin is offsets.commit, so every record comes again at each start",
                    "Make offsets.begin the first step and offsets.commit the last.");
        }
        Map<String, String> options = Steps.parameters(route.from());
        Map.of("autoCommitEnable", "false", "allowManualCommit", "true").forEach((option, needed) -> {
            if (!needed.equals(files.references().resolve(options.get(option)))) {
                files.error(
                        route,
                        route.route().getInput().getId() + " has not the option " + option + ": " + needed
                                + ", so offsets are not committed by the step that says they are done",
                        "Write " + option + ": " + needed + ".");
            }
        });
    }

    private void checkIntake(RouteOrTemplate intake) {
        List<Place> way = way(intake, new HashSet<>());
        int fold = last(way, step -> foldsInto(step) != null);
        int commit = last(way, calls(COMMIT));
        if (fold < 0) {
            files.error(
                    intake,
                    "no step folds into the backlog, so every event is lost",
                    "Put the step back: to uri backlog:" + DESTINATION + ".");
        } else if (commit >= 0 && commit < fold) {
            files.error(
                    way.get(commit).route(),
                    way.get(commit).step(),
                    "commits offsets before the events are folded, so what a crash interrupts is lost",
                    "Make it the last step.");
        }
        for (Place place : way) {
            String uri = foldsInto(place.step());
            if (uri != null && !uri.contains(DESTINATION) && !Steps.isDynamic(uri)) {
                files.error(
                        place.route(),
                        place.step(),
                        "folds the events of every destination into " + uri,
                        "Write uri: backlog:" + DESTINATION + ".");
            }
        }
        int keep = first(way, keeps());
        if (keep < 0 || commit >= 0 && keep > commit) {
            files.error(
                    intake,
                    "no step before offsets.commit sends what cannot be read to " + KEPT + ", so it is lost",
                    "Put the step back as it was delivered.");
        }
        String group = Steps.parameters(intake.from()).getOrDefault("groupId", "");
        if (Steps.scheme(intake.from()).equals("kafka") && !group.contains(DESTINATION)) {
            files.error(
                    intake,
                    "the groupId '" + group
                            + "' is the same for every destination, so each gets a part of the events only",
                    "Write groupId: \"{{intake.group-prefix}}" + DESTINATION + "\".");
        }
    }

    /** The backlog's endpoint that a step sends to; null for another step. */
    private static String foldsInto(ProcessorDefinition<?> step) {
        return Steps.uri(step)
                .filter(uri -> Steps.scheme(uri).equals("backlog") && Steps.isWaitedFor(step))
                .orElse(null);
    }

    private void checkDelivery(RouteOrTemplate delivery, boolean bulk) {
        if (!Steps.scheme(delivery.from()).equals("backlog") || !delivery.from().contains(DESTINATION)) {
            files.error(
                    delivery,
                    "reads from " + delivery.from() + ", so what is pending for a destination is not delivered",
                    "Write uri: backlog:" + DESTINATION + ".");
        }
        String inBulk =
                files.references().resolve(Steps.parameters(delivery.from()).get(BULK));
        if (bulk != "true".equals(inBulk)) {
            files.error(
                    delivery,
                    bulk
                            ? "has not the option " + BULK
                                    + ": true, so it would take the prospects of the route delivery"
                            : "has the option " + BULK + ": " + inBulk + ", so nothing is delivered one by one",
                    bulk ? "Write " + BULK + ": \"true\" under its parameters." : "Take it out.");
        }
        List<Place> way = way(delivery, new HashSet<>());
        Predicate<ProcessorDefinition<?>> sends = step -> Steps.uri(step)
                .map(uri -> files.references().resolve(uri))
                .filter(uri -> RequestsCheck.isOutreach(uri, files) || uri.startsWith("$"))
                .isPresent();
        int send = first(way, sends);
        if (send < 0) {
            files.error(
                    delivery,
                    "no step sends to Outreach, so nothing is ever delivered",
                    "Put the step back: to uri \"{{outreach.api-url}}\".");
        }
        for (Place place : way) {
            Steps.uri(place.step())
                    .filter(uri -> RequestsCheck.isOutreach(files.references().resolve(uri), files))
                    .filter(uri -> !"false"
                            .equals(files.references()
                                    .resolve(Steps.parameters(uri).get(THROWS))))
                    .ifPresent(uri -> files.error(
                            place.route(),
                            place.step(),
                            "has not the option " + THROWS + ": false, so no answer but a 2xx gets to " + RESPONSE
                                    + ", which tells one error from another",
                            "Write " + THROWS + ": false under its parameters."));
        }
        if (!bulk && files.template(DestinationRoutes.BULK_DELIVERY).isPresent()) {
            way.subList(0, Math.max(0, send)).forEach(this::warnOfBulk);
        }
        if (ConfigurationsCheck.areThere(delivery, files) && !endsAsDeadLetter(delivery)) {
            files.error(
                    delivery,
                    "no deadLetterChannel of its configurations leads to " + KEPT
                            + ", so what fails for good is tried again for ever",
                    "Put back the errorHandler of delivery-errors: deadLetterChannel with deadLetterUri: " + KEPT
                            + ".");
        }
        if (last(way, calls(RESPONSE)) < Math.max(0, send)) {
            files.error(
                    delivery,
                    "no step behind the request is " + RESPONSE
                            + ", so nothing is ever acknowledged, and the same requests are made again and again",
                    "Put the step back behind the request: bean with ref responseCheck and method check.");
        }
    }

    /** A step of somebody's own may change or hold back what goes one by one. */
    private void warnOfBulk(Place place) {
        String id = place.step().getId();
        if (!DELIVERED.contains(id == null ? "" : id)
                && !ONLY_TELL.contains(place.step().getShortName())) {
            files.warning(
                    place.route(),
                    place.step(),
                    "is passed by no bulk request, so what it changes or holds back there is sent as it is where many prospects get the"
                            + " same",
                    "Write delivery: { bulk: off } for the destinations that need it, or take bulk-delivery.camel.yaml away.");
        }
    }

    private boolean endsAsDeadLetter(RouteOrTemplate delivery) {
        return delivery.configurations(files.configurations()).stream()
                .flatMap(each -> ReferencesCheck.deadLetterUri(each).stream())
                .map(uri -> Steps.endpoint(files.references().resolve(uri)))
                .anyMatch(KEPT::equals);
    }

    /** The step, if any, that settles as refused what was not kept as a dead letter before it. */
    private List<ProcessorDefinition<?>> firstRefusal(List<ProcessorDefinition<?>> outputs) {
        for (ProcessorDefinition<?> step : Steps.all(outputs)) {
            if (keeps().test(step)) {
                return List.of();
            }
            if (Steps.sets(step, "backlogSettlement", "refuse")) {
                return List.of(step);
            }
        }
        return List.of();
    }

    private static String refusal() {
        return "refuses a change that is not kept as a dead letter, so nobody learns of it";
    }

    private static String refusalCure() {
        return "Put the steps deadLetters.describe and to uri " + KEPT + " before it.";
    }
}
