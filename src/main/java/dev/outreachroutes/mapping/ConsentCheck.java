package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.governance.ConsentRule;
import dev.outreachroutes.profile.BlankText;
import dev.outreachroutes.profile.ProfileEvent;
import java.util.List;
import java.util.Optional;

/** Asks a profile for consent. */
final class ConsentCheck {

    private ConsentCheck() {}

    /** Why a profile does not allow, in a sentence without any value of it; empty when it allows. */
    static Optional<String> refusal(List<ConsentRule> rules, ProfileEvent event) {
        for (ConsentRule rule : rules) {
            // A list and an object have no text, so they never allow.
            JsonNode value = event.attribute(rule.path());
            if (isMissing(value)) {
                if (!rule.missingAllows()) {
                    return Optional.of("The profile has no value at " + rule.path() + ", which consent is read from");
                }
            } else if (!rule.allow().contains(BlankText.strip(value.asText()))) {
                return Optional.of("The value at " + rule.path() + " is none of those that allow");
            }
        }
        return Optional.empty();
    }

    private static boolean isMissing(JsonNode value) {
        return value.isMissingNode() || value.isNull() || value.isTextual() && BlankText.isBlank(value.textValue());
    }
}
