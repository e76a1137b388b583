package dev.outreachroutes.destination;

import java.util.Optional;

/** Reads the key {@code identity} of a destination. */
final class IdentityForm {

    private static final String IDENTITY = "identity";

    private IdentityForm() {}

    static String read(Section section) {
        Optional<String> identity = section.text(IDENTITY);
        boolean missing = !section.has(IDENTITY);
        if (missing || identity.filter(IdentityForm::isBlankOrPadded).isPresent()) {
            section.mistake(
                    IDENTITY,
                    missing ? "is missing" : "is blank or has spaces around it",
                    "Write the identityMap namespace that carries the OutreachId, as in identity: oid.");
        }
        return identity.orElse("");
    }

    private static boolean isBlankOrPadded(String text) {
        return text.isEmpty() || !text.equals(text.strip());
    }
}
