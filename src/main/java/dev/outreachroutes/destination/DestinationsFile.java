package dev.outreachroutes.destination;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code destinations.yaml} and checks all of it before anything starts. Mapping IDs are the N of Outreach's
 * customN, as on Adobe's page on its <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/crm/outreach">Outreach
 * destination</a>.
 */
public final class DestinationsFile {

    public static final String NAME = "destinations.yaml";

    private DestinationsFile() {}

    /**
     * Reads the file of a directory.
     *
     * @param findings gets every mistake in the file, or why it cannot be read at all
     * @return what is usable of it; when there is no error, at least one destination, and the accounts as listed with {@code
     *     default} among them
     */
    public static Destinations read(Path directory, Findings findings) {
        Path misnamed = directory.resolve("destinations.yml");
        if (Files.isRegularFile(misnamed) && !Files.exists(directory.resolve(NAME))) {
            findings.error("destinations.yml", 0, "", "is not read", "Rename it to " + NAME + ".");
            return new Destinations(List.of(), List.of());
        }
        return YamlFile.read(directory.resolve(NAME), findings)
                .map(file -> read(new Section(file, findings)))
                .orElseGet(() -> new Destinations(List.of(), List.of()));
    }

    private static Destinations read(Section root) {
        root.allow("accounts", "destinations");
        Map<String, Account> accounts = AccountsForm.read(root.section("accounts"));
        Section section = root.section("destinations");
        if (section.isEmpty() && !section.isMalformed() && !root.isMalformed()) {
            root.mistake(
                    "destinations",
                    "there is none",
                    "List at least one destination by its name under 'destinations:'.");
        }
        List<Destination> destinations = new ArrayList<>();
        for (String name : section.keys()) {
            Names.check(section, name);
            Section destination = section.section(name);
            if (!destination.isMalformed()) {
                destinations.add(DestinationForm.read(name, destination, accounts));
            }
        }
        SharedFields.check(destinations, section);
        return new Destinations(List.copyOf(accounts.values()), destinations);
    }
}
