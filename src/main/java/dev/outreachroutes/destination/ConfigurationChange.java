package dev.outreachroutes.destination;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What changed from one configuration to another, in lines that a person reads, such as {@code destinations.emea-sales.segments.3f6c:
 * added, Hot accounts as custom4}. At most so many lines.
 */
public final class ConfigurationChange {

    private static final int MOST = 50;
    private static final int LONGEST = 200;

    private final List<String> lines = new ArrayList<>();

    private ConfigurationChange() {}

    /** Nothing when both say the same. */
    public static List<String> between(Destinations before, Destinations after) {
        ConfigurationChange change = new ConfigurationChange();
        change.compare("accounts", accounts(before), accounts(after));
        change.compare("destinations", destinations(before), destinations(after));
        List<String> lines = change.lines;
        if (lines.size() <= MOST) {
            return List.copyOf(lines);
        }
        List<String> first = new ArrayList<>(lines.subList(0, MOST));
        first.add("and " + (lines.size() - MOST) + " more");
        return first;
    }

    private static Map<String, Account> accounts(Destinations all) {
        Map<String, Account> byName = new LinkedHashMap<>();
        all.accounts().forEach(each -> byName.put(each.name(), each));
        return byName;
    }

    private static Map<String, Destination> destinations(Destinations all) {
        Map<String, Destination> byName = new LinkedHashMap<>();
        all.destinations().forEach(each -> byName.put(each.name(), each));
        return byName;
    }

    private void compare(String place, Object before, Object after) {
        if (Objects.equals(before, after)) {
            return;
        }
        if (before instanceof Account was && after instanceof Account is && !place.startsWith("accounts.")) {
            // An account that is another is told once, at its own place.
            if (!was.name().equals(is.name())) {
                add(place + ": " + was.name() + " is now " + is.name());
            }
        } else if (before instanceof Map<?, ?> was && after instanceof Map<?, ?> is) {
            Set<Object> keys = new TreeSet<>(was.keySet());
            keys.addAll(is.keySet());
            for (Object key : keys) {
                String below = place + "." + key;
                if (!was.containsKey(key)) {
                    add(below + ": added" + value(is.get(key)));
                } else if (!is.containsKey(key)) {
                    add(below + ": removed");
                } else {
                    compare(below, was.get(key), is.get(key));
                }
            }
        } else if (before instanceof Record && after != null && before.getClass() == after.getClass()) {
            for (RecordComponent part : before.getClass().getRecordComponents()) {
                compare(place + "." + part.getName(), part(part, before), part(part, after));
            }
        } else if (isSecret(place)) {
            add(place + ": changed");
        } else {
            add(place + ": " + before + " is now " + after);
        }
    }

    private static String value(Object added) {
        if (added instanceof Segment segment) {
            return ", " + segment.name() + " as " + segment.attribute();
        }
        return added instanceof String text ? ", " + text : "";
    }

    private static boolean isSecret(String place) {
        String lower = place.toLowerCase(Locale.ROOT);
        return lower.contains("token") || lower.contains("secret") || lower.contains("password");
    }

    private static Object part(RecordComponent part, Object of) {
        try {
            part.getAccessor().setAccessible(true);
            return part.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("A record tells what it is made of", e);
        }
    }

    private void add(String line) {
        lines.add(line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line);
    }
}
