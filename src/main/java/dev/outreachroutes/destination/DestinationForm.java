package dev.outreachroutes.destination;

import dev.outreachroutes.destination.Destination.NullValues;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one destination of the part {@code destinations}. */
final class DestinationForm {

    private static final int LONGEST_DESCRIPTION = 500;

    private DestinationForm() {}

    /** The destination as far as it is usable; its account is null when it names one that does not exist. */
    static Destination read(String name, Section section, Map<String, Account> accounts) {
        section.allow("description", "account", "identity", "null-values", "attributes", "segments");
        String account = section.text("account").orElse(Account.DEFAULT);
        if (!accounts.containsKey(account)) {
            section.mistake("account", "there is no account '" + account + "'", accountFix(account, accounts.keySet()));
        }
        Section attributes = section.section("attributes");
        Section segments = section.section("segments");
        if (attributes.isEmpty() && segments.isEmpty() && !attributes.isMalformed() && !segments.isMalformed()) {
            section.mistake(
                    "segments",
                    "neither segments nor attributes are mapped, so nothing would ever be sent",
                    "Map a segment or an attribute.");
        }
        Destination destination = new Destination(
                name,
                section.words("description", LONGEST_DESCRIPTION).orElse(""),
                accounts.get(account),
                IdentityForm.read(section),
                AttributesForm.read(attributes),
                SegmentsForm.read(segments),
                nullValues(section));
        for (Segment segment : destination.segments().values()) {
            if (destination.attributes().containsKey(segment.attribute())) {
                attributes.mistake(
                        segment.attribute(),
                        "the segment " + segment.id() + " has the same field, by its mapping ID " + segment.mappingId(),
                        "Give the segment another mapping ID, or leave the attribute out.");
            }
        }
        return destination;
    }

    private static String accountFix(String account, Collection<String> known) {
        return Nearest.to(account, known)
                        .map(near -> "Did you mean " + near + "? ")
                        .orElse("") + "List it under accounts, or use one of " + String.join(", ", known) + ".";
    }

    private static NullValues nullValues(Section section) {
        Optional<String> text = section.text("null-values");
        List<String> known = List.of("ignore", "clear");
        if (text.isPresent() && !known.contains(text.get())) {
            section.mistake("null-values", "'" + text.get() + "' is not known", Nearest.suggestion(text.get(), known));
            return NullValues.IGNORE;
        }
        return text.map(value -> NullValues.valueOf(value.toUpperCase(Locale.ROOT)))
                .orElse(NullValues.IGNORE);
    }
}
