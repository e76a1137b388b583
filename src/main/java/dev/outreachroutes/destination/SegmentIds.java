package dev.outreachroutes.destination;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks the IDs of segments, which events match letter by letter: what cannot be an ID would never match, and nobody would learn of
 * it. Audiences of Adobe's Segmentation Service, the namespace {@code ups}, have UUIDs in small letters, as in the examples of <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/streaming/http-destination">Adobe's
 * page</a>. What other namespaces have is not documented, so another form is a warning.
 */
final class SegmentIds {

    private static final int LONGEST = 255;
    private static final int SHOWN = 5;
    private static final String EXAMPLE = "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10";

    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    /** What may stand around a UUID and is certainly no part of it. */
    private static final Pattern AROUND =
            Pattern.compile("[\\s\"'`{}\\[\\]()<>,;]*|urn:uuid:|.*[/\\s].*|ups[.:]", Pattern.CASE_INSENSITIVE);

    private static final Pattern NO_ID = Pattern.compile("[\"'`{}\\[\\]()<>]|://");
    private static final Pattern NO_HYPHEN = Pattern.compile("[\\p{Pd}\u2212_&&[^-]]");
    private static final Pattern PARTS = Pattern.compile("[0-9a-z]+(-[0-9a-z]+){2,5}");
    private static final Pattern PARTS_OF_UUID = Pattern.compile("\\w{8}-\\w{4}-\\w{4}-\\w{4}-\\w{12}");

    private final Section segments;
    private final Map<String, String> bySmallLetters = new HashMap<>();
    private final List<String> others = new ArrayList<>();

    SegmentIds(Section segments) {
        this.segments = segments;
    }

    /** Checks a key of the section. */
    void check(String id) {
        boolean nothing = id.isBlank() || id.equals("~") || id.equals("null");
        Optional<String[]> mistake = nothing
                ? problem("has no segment ID", "Write the segment's ID as the key, as in " + EXAMPLE + ".")
                : mistake(id);
        mistake.ifPresent(found -> segments.mistake(id, found[0], found[1]));
        if (mistake.isEmpty()) {
            if (!UUID.matcher(id).matches()) {
                others.add(id);
            }
            String other = bySmallLetters.putIfAbsent(id.toLowerCase(Locale.ROOT), id);
            if (other != null) {
                segments.doubt(
                        id,
                        "differs from " + other + " in the size of letters only",
                        "Compare both with segmentMembership in an event; letters match exactly.");
            }
        }
    }

    /** Tells, once for all IDs, which are of a form that Adobe's own segments do not have. */
    void end() {
        if (!others.isEmpty()) {
            String shown = String.join(", ", others.subList(0, Math.min(SHOWN, others.size())));
            segments.doubt(
                    (others.size() == 1 ? "a segment ID is" : others.size() + " segment IDs are") + " no UUID: " + shown
                            + (others.size() > SHOWN ? ", ..." : "") + "; those of Adobe's Segmentation Service are",
                    "Compare with segmentMembership in an event; letters match exactly.");
        }
    }

    private static Optional<String[]> mistake(String id) {
        Matcher uuid = UUID.matcher(id);
        if (uuid.matches()) {
            return id.equals(small(id))
                    ? Optional.empty()
                    : problem("has capital letters; UUIDs are written in small ones here", "Write " + small(id) + ".");
        }
        uuid.reset();
        if (uuid.find()) {
            String before = id.substring(0, uuid.start());
            String behind = id.substring(uuid.end());
            if (AROUND.matcher(before).matches() && AROUND.matcher(behind).matches()) {
                return problem("is more than the ID", "Write " + small(uuid.group()) + ".");
            }
        }
        if (!id.equals(id.strip())) {
            return problem("has blanks around it", "Write '" + id.strip() + "'.");
        }
        if (id.codePoints().anyMatch(SegmentIds::isBlank)) {
            return problem(
                    "has a blank in it, which no ID has",
                    "Write the ID that Adobe shows for the audience, as in " + EXAMPLE
                            + "; what people call it goes into name.");
        }
        if (NO_ID.matcher(id).find()) {
            return problem(
                    "has quotes, brackets or an address in it, which no ID has",
                    "Write the ID that Adobe shows for the audience, as in " + EXAMPLE + ".");
        }
        if (id.length() > LONGEST) {
            return problem(
                    "has more than " + LONGEST + " characters", "Write the ID that Adobe shows for the audience.");
        }
        return misspeltUuid(id);
    }

    private static Optional<String[]> misspeltUuid(String id) {
        String text = small(NO_HYPHEN.matcher(id).replaceAll("-"));
        long digits = text.chars().filter(each -> each != '-').count();
        long hexDigits = text.chars().filter(SegmentIds::isHexDigit).count();
        boolean near = PARTS.matcher(text).matches() && digits >= 30 && digits <= 34 && hexDigits >= digits - 4;
        if (!near && !PARTS_OF_UUID.matcher(text).matches()) {
            return Optional.empty();
        }
        String cure = "Copy the ID again that Adobe shows for the audience.";
        if (UUID.matcher(text).matches()) {
            return problem("has other characters in place of hyphens", "Write " + text + ".");
        }
        if (hexDigits < digits) {
            int other = text.chars()
                    .filter(each -> each != '-' && !isHexDigit(each))
                    .findFirst()
                    .orElseThrow();
            return problem(
                    "is no UUID: '" + (char) other + "' is character " + (text.indexOf(other) + 1)
                            + ", and only 0 to 9 and a to f can be",
                    cure);
        }
        return problem(
                "is no UUID: its parts have "
                        + String.join(
                                ", ",
                                Pattern.compile("-")
                                        .splitAsStream(text)
                                        .map(part -> Integer.toString(part.length()))
                                        .toList())
                        + " characters and not 8, 4, 4, 4, 12",
                cure);
    }

    private static boolean isHexDigit(int character) {
        return character >= '0' && character <= '9' || character >= 'a' && character <= 'f';
    }

    private static boolean isBlank(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point) || Finding.isInvisible(point);
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static Optional<String[]> problem(String problem, String cure) {
        return Optional.of(new String[] {problem, cure});
    }
}
