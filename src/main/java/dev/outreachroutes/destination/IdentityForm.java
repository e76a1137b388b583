package dev.outreachroutes.destination;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the key {@code identity} of a destination. Adobe's own namespaces, as listed on <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/privacy/api/appendix">Adobe's page</a>, name people by
 * something else than an OutreachId; the digits of a phone number would even be some other prospect's.
 */
final class IdentityForm {

    private static final String IDENTITY = "identity";
    private static final int LONGEST = 255;
    private static final String CURE =
            "Write the identityMap namespace that carries the OutreachId, as in identity: oid.";

    private static final Map<String, String> ADOBES = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        ADOBES.put("AdCloud", "Adobe Advertising's IDs");
        ADOBES.put("CORE", "Audience Manager's IDs");
        ADOBES.put("ECID", "Experience Cloud IDs");
        ADOBES.put("Email", "e-mail addresses");
        ADOBES.put("Email_LC_SHA256", "hashes of e-mail addresses");
        ADOBES.put("GAID", "Google's advertising IDs");
        ADOBES.put("IDFA", "Apple's advertising IDs");
        ADOBES.put("Phone", "phone numbers");
        ADOBES.put("TNTID", "Adobe Target's IDs");
        ADOBES.put("WAID", "Windows' advertising IDs");
    }

    /** Those that nothing else is likely to resemble. */
    private static final List<String> UNLIKE_OTHERS =
            List.of("AdCloud", "ECID", "Email", "Email_LC_SHA256", "Phone", "TNTID");

    private IdentityForm() {}

    static String read(Section section) {
        Optional<String> identity = section.text(IDENTITY);
        if (!section.has(IDENTITY)) {
            section.mistake(IDENTITY, "is missing", CURE);
        }
        identity.ifPresent(text -> check(text, section));
        return identity.orElse("");
    }

    private static void check(String text, Section section) {
        if (text.isEmpty() || !text.equals(text.strip())) {
            section.mistake(IDENTITY, "is blank or has spaces around it", CURE);
        } else if (text.codePoints().anyMatch(point -> Character.isSpaceChar(point) || Finding.isInvisible(point))) {
            section.mistake(IDENTITY, "'" + text + "' has a blank in it, which no namespace has", CURE);
        } else if (text.startsWith("identityMap")) {
            section.mistake(IDENTITY, "'" + text + "' is a path", "Write the namespace alone, as in identity: oid.");
        } else if (text.length() > LONGEST) {
            section.mistake(IDENTITY, "has more than " + LONGEST + " characters", CURE);
        } else if (ADOBES.containsKey(text)) {
            section.mistake(
                    IDENTITY, text + " is Adobe's namespace of " + ADOBES.get(text) + ", not of OutreachIds", CURE);
        } else {
            Nearest.to(text, UNLIKE_OTHERS, 1)
                    .ifPresent(near -> section.doubt(
                            IDENTITY,
                            "'" + text + "' is nearly Adobe's namespace of " + ADOBES.get(near),
                            "Did you mean " + near + "? It carries no OutreachIds. " + CURE));
        }
    }
}
