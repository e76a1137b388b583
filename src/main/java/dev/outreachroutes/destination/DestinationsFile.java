package dev.outreachroutes.destination;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.governance.Governance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.convert.DurationStyle;

/**
 * Reads {@code destinations.yaml} and checks all of it before anything starts: first its form by the schema, then the rules between its
 * parts. Mapping IDs are the N of Outreach's customN, as on Adobe's page on its <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/crm/outreach">Outreach
 * destination</a>.
 */
public final class DestinationsFile {

    public static final String NAME = "destinations.yaml";

    /** The keys whose values are whole numbers; every other value is a text. */
    private static final Set<String> NUMBERS = Set.of("requests", "pace", "mapping-id");

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
                    JsonNode content = file.json(NUMBERS, findings);
                    DestinationsSchema.check(content, file, findings);
                    DestinationRules.check(content, file, findings);
                    Map<String, Governance> governance = GovernanceRules.check(content, file, findings);
                    return findings.errors().size() == before
                            ? destinations(content, governance, directory.routesVersion())
                            : nothing;
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
        return new Destinations(List.copyOf(accounts.values()), destinations, routes);
    }

    private static Account account(Map.Entry<String, JsonNode> account) {
        JsonNode quota = account.getValue().path("quota");
        return new Account(
                account.getKey(),
                new Quota(
                        quota.path("requests").asInt(Quota.DOCUMENTED.requests()),
                        DurationStyle.detectAndParse(text(quota, "period", "1h"))),
                account.getValue().path("pace").asInt(Account.DEFAULT_PACE));
    }

    private static Destination destination(
            String name, JsonNode content, Map<String, Account> accounts, Governance governance) {
        Map<String, String> attributes = new LinkedHashMap<>();
        content.path("attributes")
                .properties()
                .forEach(each -> attributes.put(each.getKey(), each.getValue().asText()));
        Map<String, Segment> segments = new LinkedHashMap<>();
        content.path("segments").properties().forEach(each -> {
            String id = each.getKey();
            JsonNode segment = each.getValue();
            segments.put(
                    id,
                    new Segment(
                            id,
                            text(segment, "name", id),
                            segment.path("mapping-id").asInt()));
        });
        return new Destination(
                name,
                text(content, "description", ""),
                accounts.get(text(content, "account", Account.DEFAULT)),
                content.path("identity").asText(),
                attributes,
                segments,
                NullValues.valueOf(text(content, "null-values", "ignore").toUpperCase(Locale.ROOT)),
                governance);
    }

    private static String text(JsonNode object, String key, String absent) {
        return object.path(key).isTextual() ? object.path(key).asText() : absent;
    }
}
