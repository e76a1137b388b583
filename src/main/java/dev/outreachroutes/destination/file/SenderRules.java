package dev.outreachroutes.destination.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.Sender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;

/** The part {@code senders} of {@code destinations.yaml}: the rules between its parts, and what it says. */
final class SenderRules {

    private static final String SENDERS = "senders";
    private static final String TOKENS = "token-sha256";
    private static final String CLIENT_ID = "client-id";
    private static final String CERTIFICATE = "certificate";
    private static final String DESTINATIONS = "destinations";

    private SenderRules() {}

    /** Passes over what is not of the schema's form. */
    static void check(JsonNode content, YamlFile file, Findings findings) {
        Set<String> destinations = new TreeSet<>();
        content.path(DESTINATIONS).fieldNames().forEachRemaining(destinations::add);
        Map<String, String> owners = new HashMap<>();
        content.path(SENDERS).properties().forEach(each -> {
            List<String> place = List.of(SENDERS, each.getKey());
            JsonNode sender = each.getValue();
            List<String> ways = new ArrayList<>();
            texts(sender.path(TOKENS)).forEach(hash -> ways.add(TOKENS + " " + hash.toLowerCase(Locale.ROOT)));
            texts(sender.path(CLIENT_ID)).forEach(id -> ways.add(CLIENT_ID + " " + id));
            texts(sender.path(CERTIFICATE)).forEach(name -> ways.add(CERTIFICATE + " " + normalised(name)));
            texts(sender.path(CERTIFICATE))
                    .forEach(name -> checkSubject(name, List.of(SENDERS, each.getKey(), CERTIFICATE), file, findings));
            if (sender.isObject() && ways.isEmpty()) {
                findings.error(
                        file,
                        place,
                        "has nothing that it is recognised by",
                        "Write token-sha256, client-id or certificate.");
            }
            for (String way : ways) {
                String key = way.substring(0, way.indexOf(' '));
                String other = owners.putIfAbsent(way, each.getKey());
                if (other != null && !other.equals(each.getKey())) {
                    findings.error(
                            file,
                            List.of(SENDERS, each.getKey(), key),
                            "is that of " + other + " too, so nobody could tell the two apart",
                            "Give each sender its own.");
                }
            }
            for (String destination : texts(sender.path(DESTINATIONS))) {
                if (!destinations.isEmpty() && !destinations.contains(destination)) {
                    findings.error(
                            file,
                            List.of(SENDERS, each.getKey(), DESTINATIONS),
                            "there is no destination '" + destination + "'",
                            Nearest.suggestion(destination, destinations));
                }
            }
        });
    }

    /** What the checked content says. */
    static List<Sender> read(JsonNode content) {
        List<Sender> senders = new ArrayList<>();
        content.path(SENDERS).properties().forEach(each -> {
            JsonNode sender = each.getValue();
            String rate = first(sender.path("rate"));
            senders.add(new Sender(
                    each.getKey(),
                    texts(sender.path(TOKENS)).stream()
                            .map(hash -> hash.toLowerCase(Locale.ROOT))
                            .toList(),
                    first(sender.path(CLIENT_ID)),
                    first(sender.path(CERTIFICATE)),
                    texts(sender.path(DESTINATIONS)),
                    rate == null ? null : Sender.Rate.parse(rate)));
        });
        return senders;
    }

    private static String first(JsonNode value) {
        return texts(value).stream().findFirst().orElse(null);
    }

    /** One text, or a list of them. */
    private static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        if (value.isTextual()) {
            texts.add(value.asText());
        } else if (value.isArray()) {
            value.forEach(each -> texts.add(each.asText()));
        }
        return texts;
    }

    /** One spelling of a certificate's subject; another name as it is. */
    private static String normalised(String name) {
        try {
            return isSubject(name) ? new X500Principal(name).getName(X500Principal.CANONICAL) : name;
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static boolean isSubject(String name) {
        return name.contains("=") && !name.contains("://");
    }

    private static void checkSubject(String name, List<String> place, YamlFile file, Findings findings) {
        try {
            if (isSubject(name)) {
                new X500Principal(name);
            }
        } catch (IllegalArgumentException e) {
            findings.error(
                    file,
                    place,
                    "is not a certificate's subject",
                    "Write it as openssl x509 -noout -subject -nameopt RFC2253 prints it, as in CN=partner,O=Example.");
        }
    }
}
