package dev.outreachroutes.convergence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The destinations that take part: two share an account, a third one has an account and prospects of its own. */
final class Landscape {

    static final String HOT = "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10";
    static final String TRIAL = "a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741";
    static final String NEWS = "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352";
    static final String TICKETS = "5d1a7c20-93be-4a5c-8d1e-6f2b40a97e13";

    /** Its field is the one that refuses {@code exited} when fields shall refuse something. */
    static final String LOYAL = "e08b3f6d-17c4-4b92-a5d8-0c6e92f3b741";

    static final String REFUSABLE = "custom12";
    static final String UNMAPPED = "0b94d1f7-7a3c-4e58-a6d2-e83f51c90b64";

    static final String OID = "oid";
    static final String ASIA_ID = "asiaid";

    /** What one user may ask in a period. */
    static final int QUOTA = 180;

    static final Duration PERIOD = Duration.ofSeconds(3);

    /**
     * A destination as the oracle sees it.
     *
     * @param user the sandbox's user who has authorised the account
     * @param clearNulls whether a null empties the attribute, or is left alone
     */
    record Use(
            String name,
            String account,
            long user,
            String identity,
            boolean clearNulls,
            Map<String, String> attributes,
            Map<String, String> segments) {}

    static final Use SALES = new Use(
            "sales",
            "alpha",
            1,
            OID,
            false,
            Map.of(
                    "firstName", "person.name.firstName",
                    "lastName", "person.name.lastName",
                    "emailOptedOut", "consents.email.out"),
            Map.of(HOT, "custom4", TRIAL, "custom5"));

    static final Use SUPPORT = new Use(
            "support",
            "alpha",
            1,
            OID,
            true,
            Map.of("title", "job.title", "dateOfBirth", "person.birthDate"),
            Map.of(HOT, "custom10", TICKETS, "custom11", LOYAL, REFUSABLE));

    static final Use ASIA = new Use(
            "asia",
            "beta",
            2,
            ASIA_ID,
            false,
            Map.of("company", "job.company"),
            Map.of(HOT, "custom20", NEWS, "custom21"));

    static final List<Use> USES = List.of(SALES, SUPPORT, ASIA);

    private Landscape() {}

    /** As {@code destinations.yaml}. */
    static String yaml() {
        StringBuilder yaml = new StringBuilder("accounts:\n");
        for (String account : List.of("alpha", "beta")) {
            yaml.append("  %s: { quota: { requests: %d, period: %ds }, pace: 200 }%n"
                    .formatted(account, QUOTA, PERIOD.toSeconds()));
        }
        yaml.append("destinations:\n");
        for (Use use : USES) {
            yaml.append(
                    """
                      %s:
                        account: %s
                        identity: %s
                        null-values: %s
                        attributes: { %s }
                        segments: { %s }
                    """
                            .formatted(
                                    use.name(),
                                    use.account(),
                                    use.identity(),
                                    use.clearNulls() ? "clear" : "ignore",
                                    joined(use.attributes(), path -> path),
                                    joined(use.segments(), field -> "{ mapping-id: " + field.substring(6) + " }")));
        }
        return yaml.toString();
    }

    private static String joined(Map<String, String> entries, java.util.function.UnaryOperator<String> value) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + value.apply(entry.getValue()))
                .collect(Collectors.joining(", "));
    }
}
