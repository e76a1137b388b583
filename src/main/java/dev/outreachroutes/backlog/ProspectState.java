package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.outreachroutes.mapping.Consent;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.StatusValues;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.answer.SameValue;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fold of one prospect: what the segments desire, what Outreach has acknowledged, what is in doubt and what it has
 * refused. Everything about the promise that can be said without a database is said here.
 *
 * <p>Not safe for use by several threads; a row lock guards it in the store.
 */
final class ProspectState {

    private final Map<String, DatedValue> desired;
    private final Map<String, JsonNode> acknowledged;
    private final Map<String, Long> acknowledgedAt;
    private final Set<String> inDoubt;
    private final Map<String, JsonNode> refused;
    private final Set<String> refusedAlone;
    private final Map<String, Withheld> withheld;
    private final ConsentState consent;
    private Narrowing narrowing;
    private final StatusValues statuses;
    private final boolean changedByConfiguration;

    /** What is desired of a field that its segment has left: whoever has it next replaces it, whatever the clock of the value. */
    private static final class Cleared {

        private static final DatedValue VALUE = new DatedValue(NullNode.instance, Instant.EPOCH);

        private static boolean is(DatedValue value) {
            return VALUE.equals(value);
        }
    }

    /**
     * A value that did not leave because a step of the route took it out.
     *
     * @param routes the version of the routes that did so
     */
    record Withheld(JsonNode value, String routes) {}

    /** Of a prospect of which nothing is known. */
    ProspectState(StatusValues statuses) {
        this(
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashSet<>(),
                new LinkedHashMap<>(),
                new LinkedHashSet<>(),
                new LinkedHashMap<>(),
                Narrowing.NONE,
                new ConsentState(),
                Configured.of(statuses),
                List.of());
    }

    /**
     * Takes the given collections over; they must be modifiable. What is desired is brought to what is configured now: a value that is
     * another by that is as if an event had asked for it.
     *
     * @param rules what has become of the fields of segments since the state was kept, in that order
     */
    ProspectState(
            Map<String, DatedValue> desired,
            Map<String, JsonNode> acknowledged,
            Map<String, Long> acknowledgedAt,
            Set<String> inDoubt,
            Map<String, JsonNode> refused,
            Set<String> refusedAlone,
            Map<String, Withheld> withheld,
            Narrowing narrowing,
            ConsentState consent,
            Configured configured,
            List<FieldRule> rules) {
        this.desired = desired;
        this.acknowledged = acknowledged;
        this.acknowledgedAt = acknowledgedAt;
        this.inDoubt = inDoubt;
        this.refused = refused;
        this.refusedAlone = refusedAlone;
        this.withheld = withheld;
        this.narrowing = narrowing;
        this.consent = consent;
        this.statuses = configured.statuses();
        boolean moved = false;
        for (FieldRule rule : rules) {
            moved |= follow(rule);
        }
        this.changedByConfiguration = moved | leaveToOthers(configured) | asConfigured();
    }

    /**
     * Does to the statuses what became of their fields. What Outreach has acknowledged, and what is in doubt, is of the field and stays
     * there.
     *
     * @return whether anything is another
     */
    private boolean follow(FieldRule rule) {
        Map<String, DatedValue> before = new LinkedHashMap<>(desired);
        boolean changed = move(rule, desired);
        changed |= move(rule, consent.held());
        changed |= consent.rename(rule::renamed);
        rule.fates().forEach((field, fate) -> {
            if (fate.clear()
                    && !desired.containsKey(field)
                    && before.containsKey(field)
                    && StatusValues.status(before.get(field)) != null
                    && mayHold(field)) {
                desired.put(field, Cleared.VALUE);
            }
        });
        if (changed) {
            Set<String> touched = new LinkedHashSet<>(before.keySet());
            touched.addAll(desired.keySet());
            touched.removeIf(field -> value(before.get(field)).equals(value(desired.get(field))));
            touched.forEach(this::changed);
            refused.keySet().retainAll(refusedAlone);
        }
        return changed;
    }

    private static boolean move(FieldRule rule, Map<String, DatedValue> values) {
        Map<String, DatedValue> moved = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<String, FieldRule.Fate> each : rule.fates().entrySet()) {
            DatedValue value = values.get(each.getKey());
            if (value == null || Cleared.is(value)) {
                continue;
            }
            values.remove(each.getKey());
            changed = true;
            Status status = StatusValues.status(value);
            if (each.getValue().to() != null && status != null) {
                moved.put(each.getValue().to(), new DatedValue(value.value(), value.clock(), value.position(), status));
            }
        }
        values.putAll(moved);
        return changed;
    }

    private static Optional<JsonNode> value(DatedValue dated) {
        return Optional.ofNullable(dated).map(DatedValue::value);
    }

    /** Whether Outreach may hold something in a field by what was sent. */
    private boolean mayHold(String field) {
        JsonNode known = acknowledged.get(field);
        return inDoubt.contains(field) || known != null && !known.isNull();
    }

    /** What another destination of the account maps now is no concern of this one, and is not known any more when it comes back. */
    private boolean leaveToOthers(Configured configured) {
        boolean left = desired.keySet().removeIf(configured::isOfOthers);
        return acknowledged.keySet().removeIf(configured::isOfOthers) | left;
    }

    private boolean asConfigured() {
        boolean valueChanged = false;
        for (Map.Entry<String, DatedValue> entry : desired.entrySet()) {
            DatedValue old = entry.getValue();
            DatedValue now = statuses.asConfigured(entry.getKey(), old);
            entry.setValue(now);
            if (!now.value().equals(old.value())) {
                valueChanged = true;
                changed(entry.getKey());
            }
        }
        consent.held().replaceAll(statuses::asConfigured);
        if (valueChanged) {
            refused.keySet().retainAll(refusedAlone);
        }
        return valueChanged;
    }

    /** Whether the configuration desires other values of the prospect's statuses than it did when the state was kept. */
    boolean isChangedByConfiguration() {
        return changedByConfiguration;
    }

    /**
     * Takes a change in. A value replaces another when its clock is not older; of equal clocks the later arrival replaces the earlier,
     * unless its record stands before the other's. A new desired value withdraws the refusal of what was refused as a whole: the
     * prospect is tried again. An attribute that was refused alone, or withheld, is tried again when something else is desired of it.
     */
    Folded fold(ProspectChange change) {
        boolean clockMoved = consent.fold(change);
        boolean valueChanged = clockMoved && followConsent();
        for (Map.Entry<String, DatedValue> entry : change.attributes().entrySet()) {
            boolean isHeld = consent.withheldFrom(entry.getKey()).isPresent();
            Map<String, DatedValue> register = isHeld ? consent.held() : desired;
            DatedValue old = register.get(entry.getKey());
            DatedValue now = statuses.asConfigured(entry.getKey(), entry.getValue());
            if (old != null && (now.yieldsTo(old) || now.saysTheSameAs(old))) {
                continue;
            }
            register.put(entry.getKey(), old == null ? now : now.replacing(old));
            clockMoved = true;
            if (isHeld
                    ? followConsent(entry.getKey())
                    : old == null || !old.value().equals(now.value())) {
                valueChanged = true;
                changed(entry.getKey());
            }
        }
        if (valueChanged) {
            refused.keySet().retainAll(refusedAlone);
            return Folded.CHANGED;
        }
        return clockMoved ? Folded.REDATED : Folded.UNCHANGED;
    }

    /** Another value is desired of an attribute, so that what became of the one before says nothing of it. */
    private void changed(String attribute) {
        refusedAlone.remove(attribute);
        withheld.remove(attribute);
        narrowing = narrowing.changed(attribute);
    }

    /**
     * Brings what is desired into line with the consent that there is. Where it is withheld, a segment that was entered, or left, is
     * left, and nothing else is desired; what was desired is held, and is desired again when consent comes back.
     *
     * @return whether another value is desired of any attribute
     */
    private boolean followConsent() {
        boolean changed = false;
        Set<String> all = new LinkedHashSet<>(desired.keySet());
        all.addAll(consent.held().keySet());
        for (String attribute : all) {
            if (followConsent(attribute)) {
                changed(attribute);
                changed = true;
            }
        }
        return changed;
    }

    private boolean followConsent(String attribute) {
        DatedValue before = desired.get(attribute);
        if (Cleared.is(before) && !consent.held().containsKey(attribute)) {
            return false;
        }
        Optional<DatedValue> withheldConsent = consent.withheldFrom(attribute);
        if (withheldConsent.isEmpty()) {
            DatedValue held = consent.held().remove(attribute);
            if (held != null) {
                desired.put(attribute, held);
            }
        } else {
            if (before != null && !Cleared.is(before)) {
                consent.held().putIfAbsent(attribute, before);
            }
            Consent.exit(withheldConsent.get(), attribute)
                    .ifPresentOrElse(
                            exit -> desired.put(attribute, statuses.asConfigured(attribute, exit)),
                            () -> desired.remove(attribute));
        }
        DatedValue after = desired.get(attribute);
        return before == null || after == null
                ? before != after
                : !before.value().equals(after.value());
    }

    /** What must be sent so that Outreach holds what is desired: values that differ, and values in doubt. */
    Map<String, JsonNode> pending() {
        return pending(Set.of());
    }

    /** What of {@link #pending()} may be sent: all but what is blocked. */
    Map<String, JsonNode> pending(Set<String> blocked) {
        Map<String, JsonNode> pending = new LinkedHashMap<>();
        desired.forEach((attribute, dated) -> {
            if (!blocked.contains(attribute) && isPending(attribute, dated.value())) {
                pending.put(attribute, dated.value());
            }
        });
        return pending;
    }

    /** Whether nothing is known of the prospect. */
    boolean isEmpty() {
        return desired.isEmpty() && consent.isEmpty();
    }

    boolean isPending() {
        return isPending(Set.of());
    }

    /** Whether something is pending that is not blocked. */
    boolean isPending(Set<String> blocked) {
        for (Map.Entry<String, DatedValue> entry : desired.entrySet()) {
            if (!blocked.contains(entry.getKey())
                    && isPending(entry.getKey(), entry.getValue().value())) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is pending that a segment was left, or something of a segment of high priority. */
    boolean isUrgent(Set<String> blocked) {
        return desired.entrySet().stream()
                .anyMatch(each -> (each.getValue().status() == Status.EXITED || statuses.isHigh(each.getKey()))
                        && !blocked.contains(each.getKey())
                        && isPending(each.getKey(), each.getValue().value()));
    }

    private boolean isPending(String attribute, JsonNode value) {
        return (inDoubt.contains(attribute) || !value.equals(acknowledged.get(attribute)))
                && !value.equals(refused.get(attribute))
                && !isWithheld(attribute, value);
    }

    private boolean isWithheld(String attribute, JsonNode value) {
        Withheld known = withheld.get(attribute);
        return known != null && known.value().equals(value);
    }

    /** What of {@link #pending(Set)} goes into the next request: less while a refusal is narrowed down. */
    Map<String, JsonNode> next(Set<String> blocked) {
        Map<String, JsonNode> next = pending(blocked);
        next.keySet().retainAll(narrowing.next(Set.copyOf(next.keySet())));
        return next;
    }

    /** What of these values is desired, with what is known of the events that asked for it. */
    Map<String, DatedValue> asked(Map<String, JsonNode> values) {
        Map<String, DatedValue> asked = new LinkedHashMap<>();
        values.forEach((attribute, value) -> {
            DatedValue dated = desired.get(attribute);
            if (dated != null && dated.value().equals(value)) {
                asked.put(attribute, dated);
            }
        });
        return asked;
    }

    /** These attributes are about to be sent: until the answer is seen nobody knows what Outreach holds. */
    void markInDoubt(Set<String> attributes) {
        inDoubt.addAll(attributes);
    }

    /**
     * Outreach answered 2xx to these values. Only what was sent is acknowledged; what is desired may have moved on.
     *
     * @param at when that was seen; kept in seconds
     */
    void acknowledge(Map<String, JsonNode> sent, Instant at) {
        acknowledged.putAll(sent);
        sent.keySet().forEach(attribute -> acknowledgedAt.put(attribute, at.getEpochSecond()));
        inDoubt.removeAll(sent.keySet());
        refused.keySet().removeAll(sent.keySet());
        refusedAlone.removeAll(sent.keySet());
        withheld.keySet().removeAll(sent.keySet());
        narrowing = narrowing.taken(sent.keySet());
    }

    /** Outreach certainly did not apply the request: its attributes are as much in doubt as they were before it. */
    void notApplied(Set<String> sent, Set<String> inDoubtBefore) {
        inDoubt.removeIf(attribute -> sent.contains(attribute) && !inDoubtBefore.contains(attribute));
    }

    /**
     * Outreach refused these values for good; they are not sent again until something else is desired. When that is
     * already so, because an event came while the request was under way, nothing is refused and the whole is tried again. What is
     * blocked has not been refused.
     */
    void refuse(Map<String, JsonNode> sent, Set<String> blocked) {
        if (sent.entrySet().containsAll(pending(blocked).entrySet())) {
            refused.putAll(sent);
            refusedAlone.removeAll(sent.keySet());
        }
    }

    /**
     * Outreach refused these of the values that were sent, each for itself; they are not sent again until something else is
     * desired of them. The others go on.
     */
    void refuseAlone(Map<String, JsonNode> values) {
        refused.putAll(values);
        refusedAlone.addAll(values.keySet());
    }

    /** What refusals have told by now. */
    void narrow(Narrowing told) {
        narrowing = told;
    }

    /** A step of the route took these values out: they are not sent until something else is desired of them, or the routes change. */
    void withhold(Map<String, JsonNode> values, String routes) {
        values.forEach((attribute, value) -> withheld.put(attribute, new Withheld(value, routes)));
    }

    /**
     * What Outreach holds otherwise than is desired, as a look at it has shown. Of what is in doubt, refused or withheld that says nothing
     * new, and of what was not shown it says nothing.
     *
     * @param held by attribute, as Outreach writes it
     */
    Set<String> differing(Map<String, JsonNode> held) {
        Set<String> differing = new LinkedHashSet<>();
        held.forEach((attribute, value) -> {
            DatedValue wanted = desired.get(attribute);
            if (wanted != null
                    && !inDoubt.contains(attribute)
                    && !wanted.value().equals(refused.get(attribute))
                    && !isWithheld(attribute, wanted.value())
                    && !SameValue.is(wanted.value(), value)) {
                differing.add(attribute);
            }
        });
        return differing;
    }

    /**
     * Takes in what Outreach holds, as a look at it has shown. What differs from what is desired is pending from now on, and what does not is
     * so no more. What is in doubt stays so: it is not known whether the look came before or after what was sent. What was not shown stays
     * as it is.
     *
     * @param held by attribute, as Outreach writes it
     * @return whether anything of the state is another
     */
    boolean holds(Map<String, JsonNode> held) {
        boolean changed = false;
        for (Map.Entry<String, JsonNode> entry : held.entrySet()) {
            String attribute = entry.getKey();
            DatedValue wanted = desired.get(attribute);
            if (wanted == null || inDoubt.contains(attribute)) {
                continue;
            }
            JsonNode known = acknowledged.get(attribute);
            boolean same = SameValue.is(wanted.value(), entry.getValue());
            if (same ? !wanted.value().equals(known) : known == null || !SameValue.is(known, entry.getValue())) {
                acknowledged.put(attribute, same ? wanted.value() : DatedValue.canonical(entry.getValue()));
                changed = true;
            }
        }
        return changed;
    }

    /** What other routes than these withheld is asked for again. */
    void releaseWithheld(String routes) {
        withheld.values().removeIf(value -> !value.routes().equals(routes));
    }

    /** Whatever was refused of these attributes, or of all if none is named, is tried again with what is desired now. */
    void withdrawRefusals(Set<String> attributes) {
        Set<String> withdrawn = attributes.isEmpty() ? Set.copyOf(refused.keySet()) : attributes;
        refused.keySet().removeAll(withdrawn);
        refusedAlone.removeAll(withdrawn);
        narrowing = Narrowing.NONE;
    }

    StatusValues statuses() {
        return statuses;
    }

    Map<String, DatedValue> desired() {
        return desired;
    }

    Map<String, JsonNode> acknowledged() {
        return acknowledged;
    }

    /** Attribute: when it was last acknowledged, in seconds since 1970. Not of what was before that was kept. */
    Map<String, Long> acknowledgedAt() {
        return acknowledgedAt;
    }

    Set<String> inDoubt() {
        return inDoubt;
    }

    Map<String, JsonNode> refused() {
        return refused;
    }

    Set<String> refusedAlone() {
        return refusedAlone;
    }

    Map<String, Withheld> withheld() {
        return withheld;
    }

    Narrowing narrowing() {
        return narrowing;
    }

    ConsentState consent() {
        return consent;
    }

    /** What a change did to the state. */
    enum Folded {
        /** Nothing: older than what is known, or the same again. */
        UNCHANGED,
        /** The same values, seen again later: only clocks moved. */
        REDATED,
        /** At least one desired value is another. */
        CHANGED
    }
}
