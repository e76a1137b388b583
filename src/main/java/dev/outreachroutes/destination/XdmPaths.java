package dev.outreachroutes.destination;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The attributes of a person that are mapped most, by the names of Adobe's <a href="https://github.com/adobe/xdm">public
 * schemas</a>: person, personal, work and other work details, preferences, and the business person. Every company adds its own, so a
 * path that is none of these is as right as they are, unless it nearly is one.
 */
final class XdmPaths {

    /** Letters that differ in a word that was meant to be another. */
    private static final int TOLERATED = 2;

    private static final List<String> KNOWN = known();

    private XdmPaths() {}

    private static List<String> known() {
        List<String> known =
                new ArrayList<>(List.of("preferredLanguage", "timeZone", "emailFormat", "profilePictureLink"));
        below(known, "person.name", "firstName", "lastName", "middleName", "fullName", "courtesyTitle", "suffix");
        below(
                known,
                "person",
                "birthDate",
                "birthDayAndMonth",
                "birthYear",
                "gender",
                "maritalStatus",
                "nationality",
                "taxId");
        for (String address : List.of("homeAddress", "workAddress", "otherAddress")) {
            below(
                    known,
                    address,
                    "street1",
                    "street2",
                    "street3",
                    "street4",
                    "city",
                    "region",
                    "state",
                    "stateProvince");
            below(
                    known,
                    address,
                    "postalCode",
                    "postOfficeBox",
                    "country",
                    "countryCode",
                    "label",
                    "status",
                    "statusReason");
        }
        for (String email : List.of("personalEmail", "workEmail")) {
            below(known, email, "address", "label", "type", "status", "statusReason");
        }
        for (String phone : List.of("homePhone", "mobilePhone", "faxPhone", "workPhone", "otherPhone")) {
            below(known, phone, "number", "extension", "status", "statusReason");
        }
        below(known, "extendedWorkDetails", "jobTitle", "reportsToID", "photoUrl");
        below(known, "extendedWorkDetails.assistantDetails.phone", "number");
        below(known, "b2b", "accountID", "personType", "personStatus", "personSource", "personScore", "personGroupID");
        below(known, "b2b", "isBlocked", "blockedCause", "isMarketingSuspended", "marketingSuspendedCause");
        below(known, "b2b", "isConverted", "convertedDate", "convertedContactID");
        return List.copyOf(known);
    }

    private static void below(List<String> known, String path, String... names) {
        for (String name : names) {
            known.add(path + "." + name);
        }
    }

    /** The path that was probably meant; empty for one that is known, and for one that resembles none. */
    static Optional<String> meant(String path) {
        return KNOWN.contains(path) ? Optional.empty() : Nearest.to(path, KNOWN, TOLERATED);
    }

    /** A path below this one; empty unless this is a known one that has others below it, and so no value of its own. */
    static Optional<String> below(String path) {
        return KNOWN.stream().filter(known -> known.startsWith(path + ".")).findFirst();
    }
}
