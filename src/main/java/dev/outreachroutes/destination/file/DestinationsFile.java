package dev.outreachroutes.destination.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.AttributeMapping.Format;
import dev.outreachroutes.destination.AttributeMapping.Input;
import dev.outreachroutes.destination.AttributeMapping.Letters;
import dev.outreachroutes.destination.Budget;
import dev.outreachroutes.destination.Bulk;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.OnUnmap;
import dev.outreachroutes.destination.Priority;
import dev.outreachroutes.destination.QuietHours;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.ResyncEvery;
import dev.outreachroutes.destination.RoutesVersion;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.StatusValue;
import dev.outreachroutes.destination.governance.Governance;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;

/**
 * Reads {@code destinations.yaml} and checks all of it before anything starts: first its form by the schema, then the rules between its
 * parts. Mapping IDs are the N of Outreach's customN, as on Adobe's page on its <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/crm/outreach">Outreach
 * destination</a>.
 */
public final class DestinationsFile {

    public static final String NAME = "destinations.yaml";

    /** The keys whose values are no texts. */
    private static final Map<String, YamlFile.Form> FORMS = Map.of(
            "requests", YamlFile.Form.WHOLE_NUMBER,
            "used-elsewhere", YamlFile.Form.WHOLE_NUMBER,
            "spread", YamlFile.Form.TRUE_OR_FALSE,
            "pace", YamlFile.Form.WHOLE_NUMBER,
            "mapping-id", YamlFile.Form.WHOLE_NUMBER,
            "trim", YamlFile.Form.TRUE_OR_FALSE,
            "entered", YamlFile.Form.AS_WRITTEN,
            "exited", YamlFile.Form.AS_WRITTEN,
            "dead-letters", YamlFile.Form.WHOLE_NUMBER,
            "unread", YamlFile.Form.WHOLE_NUMBER);

    private static final Map<String, DayOfWeek> DAYS = Stream.of(DayOfWeek.values())
            .collect(Collectors.toMap(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT), Function.identity()));

    static final Pattern QUALIFIED_AT = Pattern.compile("\\{\\{ *qualifiedAt *\\}\\}");

    private DestinationsFile() {}

    /**
     * Reads the file of a directory.
     *
     * @param findings gets every mistake in the file, or why it cannot be read at all
     * @return at least one destination, and the accounts as listed with {@code default} among them; nothing when there is an error
     */
    public static Destinations read(Path directory, Findings findings) {
        return read(DirectoryContent.of(directory), findings);
    }

    /** The same, of a directory that was looked at. */
    public static Destinations read(DirectoryContent directory, Findings findings) {
        Destinations nothing = new Destinations(List.of(), List.of());
        if (directory.names().contains("destinations.yml") && !directory.names().contains(NAME)) {
            findings.error("destinations.yml", 0, "", "is not read", "Rename it to " + NAME + ".");
            return nothing;
        }
        int before = findings.errors().size();
        return YamlFile.read(directory, NAME, findings)
                .map(file -> {
                    JsonNode content = file.json(FORMS, findings);
                    DestinationsSchema.check(content, file, findings);
                    DestinationRules.check(content, file, findings);
                    SenderRules.check(content, file, findings);
                    Map<String, Governance> governance = GovernanceRules.check(content, file, findings);
                    if (findings.errors().size() > before) {
                        return nothing;
                    }
                    Destinations destinations = destinations(content, governance, directory.routesVersion());
                    DestinationRules.checkSomeTimeIsLeft(destinations.accounts(), file, findings);
                    return findings.errors().size() == before ? destinations : nothing;
                })
                .orElse(nothing);
    }

    private static Destinations destinations(
            JsonNode content, Map<String, Governance> governance, RoutesVersion routes) {
        Map<String, Account> accounts = new LinkedHashMap<>();
        content.path("accounts").properties().forEach(each -> accounts.put(each.getKey(), account(each)));
        accounts.computeIfAbsent(Account.DEFAULT, name -> new Account(name, Quota.DOCUMENTED, Account.DEFAULT_PACE));
        List<Destination> destinations = new ArrayList<>();
        content.path("destinations")
                .properties()
                .forEach(each -> destinations.add(
                        destination(each.getKey(), each.getValue(), accounts, governance.get(each.getKey()))));
        return new Destinations(List.copyOf(accounts.values()), destinations, SenderRules.read(content), routes);
    }

    private static Account account(Map.Entry<String, JsonNode> account) {
        JsonNode content = account.getValue();
        JsonNode quota = content.path("quota");
        List<QuietHours> quietHours = new ArrayList<>();
        content.path("quiet-hours").forEach(each -> quietHours.add(quietHours(each)));
        return new Account(
                account.getKey(),
                new Quota(
                        quota.path("requests").asInt(Quota.DOCUMENTED.requests()),
                        DurationStyle.detectAndParse(text(quota, "period", "1h"))),
                content.path("pace").asInt(Account.DEFAULT_PACE),
                Integer.parseInt(
                        text(content, "share", Account.DEFAULT_SHARE + "%").replace("%", "")),
                constant(Account.Pacing.class, content, "pacing", Account.Pacing.BURST),
                quietHours,
                budget(content.path("budget")));
    }

    private static Budget budget(JsonNode content) {
        return content.isObject()
                ? new Budget(
                        content.path("requests").asInt(),
                        constant(Budget.Every.class, content, "period", Budget.Every.YEAR),
                        LocalDate.parse(content.path("from").asText()),
                        Integer.parseInt(text(content, "reserve", Budget.DEFAULT_RESERVE + "%")
                                .replace("%", "")),
                        content.path("spread").asBoolean(false),
                        content.path("used-elsewhere").asInt(0))
                : null;
    }

    private static QuietHours quietHours(JsonNode content) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        content.path("days").forEach(day -> days.add(DAYS.get(day.asText())));
        return new QuietHours(
                LocalTime.parse(content.path("from").asText().replace("24:", "00:")),
                LocalTime.parse(content.path("to").asText().replace("24:", "00:")),
                zone(content),
                days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days);
    }

    private static ZoneId zone(JsonNode content) {
        return content.path("zone").isTextual() ? ZoneId.of(content.path("zone").asText()) : ZoneOffset.UTC;
    }

    private static Destination destination(
            String name, JsonNode content, Map<String, Account> accounts, Governance governance) {
        Map<String, AttributeMapping> attributes = new LinkedHashMap<>();
        content.path("attributes")
                .properties()
                .forEach(each -> attributes.put(each.getKey(), attribute(each.getValue())));
        Map<String, Segment> segments = new LinkedHashMap<>();
        content.path("segments").properties().forEach(each -> {
            String id = each.getKey();
            JsonNode segment = each.getValue();
            segments.put(
                    id,
                    new Segment(
                            id,
                            text(segment, "name", id),
                            segment.path("mapping-id").asInt(),
                            status("entered", segment, content, StatusValue.REALIZED),
                            status("exited", segment, content, StatusValue.EXITED),
                            constant(Mode.class, segment, "mode", Mode.LIVE),
                            constant(Priority.class, segment, "priority", Priority.NORMAL),
                            constant(OnUnmap.class, segment, "on-unmap", null)));
        });
        return new Destination(
                name,
                text(content, "description", ""),
                accounts.get(text(content, "account", Account.DEFAULT)),
                content.path("identity").asText(),
                attributes,
                segments,
                constant(NullValues.class, content, "null-values", NullValues.IGNORE),
                governance,
                constant(Mode.class, content, "mode", Mode.LIVE),
                constant(ResyncEvery.class, content, "resync", ResyncEvery.OFF),
                constant(Bulk.class, content.path("delivery"), "bulk", Bulk.AUTO),
                constant(OnUnmap.class, content, "on-unmap", OnUnmap.KEEP),
                alerts(content.path("alerts")));
    }

    private static AlertLimits alerts(JsonNode content) {
        return new AlertLimits(
                percentage(content, "failure-rate"),
                percentage(content, "excluded-rate"),
                duration(content, "oldest-pending"),
                number(content, "dead-letters"),
                duration(content, "paused"),
                duration(content, "no-events"),
                number(content, "unread"));
    }

    private static Double percentage(JsonNode object, String key) {
        return object.path(key).isTextual()
                ? Double.valueOf(object.path(key).asText().replace("%", ""))
                : null;
    }

    private static Duration duration(JsonNode object, String key) {
        return object.path(key).isTextual()
                ? DurationStyle.detectAndParse(object.path(key).asText())
                : null;
    }

    private static Integer number(JsonNode object, String key) {
        return object.path(key).isIntegralNumber()
                ? Integer.valueOf(object.path(key).asInt())
                : null;
    }

    private static AttributeMapping attribute(JsonNode content) {
        if (!content.isObject()) {
            return AttributeMapping.of(content.asText());
        }
        return new AttributeMapping(
                content.path("path").asText(),
                content.path("trim").asBoolean(),
                constant(Letters.class, content, "case", Letters.AS_WRITTEN),
                constant(Format.class, content, "format", Format.BY_ATTRIBUTE),
                Stream.of(Input.values())
                        .filter(each ->
                                each.written().equals(content.path("input").asText()))
                        .findFirst()
                        .orElse(Input.PLAIN),
                zone(content),
                constant(NullValues.class, content, "empty", null));
    }

    /** What a segment says of itself or, where it says nothing, its destination of all. */
    private static StatusValue status(String key, JsonNode segment, JsonNode destination, StatusValue otherwise) {
        JsonNode value = segment.has(key) ? segment.get(key) : destination.path(key);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (!QUALIFIED_AT.matcher(value.asText()).matches()) {
            return new StatusValue.Fixed(value);
        }
        JsonNode form = segment.path("qualified-at").isObject()
                ? segment.path("qualified-at")
                : destination.path("qualified-at");
        return new StatusValue.QualifiedAt(text(form, "format", "date").equals("date-time"), zone(form));
    }

    /** The constant whose name stands at a key, in small letters and with hyphens. */
    private static <E extends Enum<E>> E constant(Class<E> type, JsonNode object, String key, E absent) {
        return object.path(key).isTextual()
                ? Enum.valueOf(
                        type, object.path(key).asText().toUpperCase(Locale.ROOT).replace('-', '_'))
                : absent;
    }

    private static String text(JsonNode object, String key, String absent) {
        return object.path(key).isTextual() ? object.path(key).asText() : absent;
    }
}
