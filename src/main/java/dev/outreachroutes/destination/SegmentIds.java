package dev.outreachroutes.destination;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares the IDs of segments with those of Adobe's Segmentation Service, the namespace {@code ups}, which are UUIDs in small
 * letters, as in the examples of <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/streaming/http-destination">Adobe's
 * page</a>. Events match letter by letter: an ID in another spelling would never match, and nobody would learn of it. What other
 * namespaces have is not documented.
 */
public final class SegmentIds {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** What may stand around a UUID and is certainly no part of it. */
    private static final Pattern AROUND = Pattern.compile("[\\s\"'`{}\\[\\]()<>,;]*|urn:uuid:|.*[/\\s].*|ups[.:]");

    private static final Pattern HYPHEN = Pattern.compile("[\\p{Pd}\u2212_]");
    private static final Pattern NEARLY =
            Pattern.compile("\\w{8}-\\w{4}-\\w{4}-\\w{4}-\\w{12}|(?=[0-9a-f-]{32,40}$)[0-9a-f]+(-[0-9a-f]+){2,5}");

    private SegmentIds() {}

    public static boolean isUuid(String id) {
        return UUID.matcher(id).matches();
    }

    /** The UUID that is written with something around it, in capital letters or with other hyphens; empty when there is none. */
    public static Optional<String> meant(String id) {
        String text = HYPHEN.matcher(id.toLowerCase(Locale.ROOT)).replaceAll("-");
        Matcher uuid = UUID.matcher(text);
        return uuid.find()
                        && AROUND.matcher(text.substring(0, uuid.start())).matches()
                        && AROUND.matcher(text.substring(uuid.end())).matches()
                ? Optional.of(uuid.group())
                : Optional.empty();
    }

    /** Whether an ID is no UUID and certainly was meant to be one. */
    public static boolean isNearlyUuid(String id) {
        return !isUuid(id) && NEARLY.matcher(id.toLowerCase(Locale.ROOT)).matches();
    }
}
