package dev.outreachroutes.backlog;

import dev.outreachroutes.mapping.Consent;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What is known of one prospect's consent, and what was desired with consent that is withheld now. It holds again when consent comes
 * back.
 *
 * <p>Consent and each value are dated on their own, and of each the latest counts. So the same records give the same state in any
 * order: an old record without consent that comes late takes nothing back, and an old one with consent brings nothing.
 */
final class ConsentState {

    private final Map<String, DatedValue> consents;
    private final Map<String, DatedValue> held;

    ConsentState() {
        this(new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Takes the given maps over; they must be modifiable. */
    ConsentState(Map<String, DatedValue> consents, Map<String, DatedValue> held) {
        this.consents = consents;
        this.held = held;
    }

    /**
     * Takes in what a change says about consent. What it does not ask for needs none any more.
     *
     * @return whether anything of it is new
     */
    boolean fold(ProspectChange change) {
        boolean changed = false;
        for (Map.Entry<String, DatedValue> entry : change.consents().entrySet()) {
            DatedValue old = consents.get(entry.getKey());
            DatedValue now = entry.getValue();
            if (old == null || !now.yieldsTo(old) && !now.saysTheSameAs(old)) {
                consents.put(entry.getKey(), old == null ? now : now.replacing(old));
                changed = true;
            }
        }
        if (consents.size() > change.consents().size()) {
            changed |= said(change)
                    .map(said -> consents.entrySet()
                            .removeIf(each ->
                                    !change.consents().containsKey(each.getKey()) && !said.yieldsTo(each.getValue())))
                    .orElse(false);
        }
        return changed;
    }

    /**
     * Has each consent be about the field that its segment has now.
     *
     * @param field what becomes of each field; null where nothing is said of it any more
     * @return whether anything of it is another
     */
    boolean rename(UnaryOperator<String> field) {
        Map<String, DatedValue> renamed = new LinkedHashMap<>();
        consents.forEach((what, consent) -> {
            String now = what.equals(Consent.TO_EVERYTHING) ? what : field.apply(what);
            if (now != null) {
                renamed.put(now, Consent.renamed(consent, field));
            }
        });
        if (renamed.equals(consents)) {
            return false;
        }
        consents.clear();
        consents.putAll(renamed);
        return true;
    }

    /** When and where a change was said; empty when that is not known. */
    private static Optional<DatedValue> said(ProspectChange change) {
        return change.consents().values().stream().findFirst().or(() -> change.attributes().values().stream()
                .filter(each -> each.position() != null && change.happened() != null)
                .findFirst()
                .map(each -> Consent.given(change.happened(), each.position())));
    }

    /** Whether nothing is known of consent, because nobody asks for it. */
    boolean isEmpty() {
        return consents.isEmpty() && held.isEmpty();
    }

    /** The consent that is withheld from an attribute; empty when it may be sent. */
    Optional<DatedValue> withheldFrom(String attribute) {
        return Optional.ofNullable(consents.get(Consent.TO_EVERYTHING))
                .filter(Consent::isWithheld)
                .or(() -> Optional.ofNullable(consents.get(attribute)).filter(Consent::isWithheld));
    }

    /** What was desired of attributes from which consent is withheld. */
    Map<String, DatedValue> held() {
        return held;
    }

    Map<String, DatedValue> consents() {
        return consents;
    }
}
