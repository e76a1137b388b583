package dev.outreachroutes.convergence;

import dev.outreachroutes.convergence.Evidence.Letter;
import dev.outreachroutes.convergence.Landscape.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every input is accounted for: one dead letter for each record of which something cannot be understood, with the places, and
 * counters for everything else.
 */
final class AccountingCheck {

    private final Evidence evidence;
    private final List<String> findings = new ArrayList<>();
    private final boolean exact;

    /** So many places a dead letter names. */
    private static final int NAMED = 20;

    private record Place(String destination, int partition, long offset) {}

    private AccountingCheck(Evidence evidence) {
        this.evidence = evidence;
        this.exact = evidence.schedule().faults().stream()
                .noneMatch(fault -> fault.kind().repeatsRecords());
    }

    static List<String> check(Evidence evidence) {
        AccountingCheck check = new AccountingCheck(evidence);
        check.letters();
        if (check.evidence.schedule().faults().stream()
                .noneMatch(fault -> fault.kind().endsReplica())) {
            for (int i = 0; i < Landscape.USES.size(); i++) {
                check.counters(Landscape.USES.get(i), evidence.oracles().get(i));
            }
        }
        return check.findings;
    }

    private void letters() {
        Map<Place, List<String>> due = new HashMap<>();
        for (Use use : Landscape.USES) {
            for (Feed.Placed placed : evidence.records()) {
                List<String> faults = Oracle.faults(use, placed.record());
                if (!faults.isEmpty()) {
                    due.put(new Place(use.name(), placed.record().partition(), placed.offset()), faults);
                }
            }
        }
        for (Letter letter : evidence.deadLetters()) {
            if (letter.prospect() == null) {
                Place place = new Place(letter.destination(), letter.partition(), letter.offset());
                List<String> faults = due.remove(place);
                if (faults == null) {
                    findings.add("accounting: a dead letter at " + place + " that nothing explains, or a second one");
                } else {
                    compare(letter, place, faults);
                }
            }
        }
        due.keySet().forEach(place -> findings.add("accounting: no dead letter at " + place));
    }

    private void compare(Letter letter, Place place, List<String> faults) {
        List<String> first = faults.subList(0, Math.min(NAMED, faults.size()));
        if (!letter.places().equals(first) || letter.morePlaces() != faults.size() - first.size()) {
            findings.add("accounting: the dead letter at %s names %s and %d more; faulty are %s and %d more"
                    .formatted(place, letter.places(), letter.morePlaces(), first, faults.size() - first.size()));
        }
    }

    private void counters(Use use, Oracle oracle) {
        compare(use, "events", oracle.events(), sum("outreach_events_total", use, ""));
        compare(use, "changes", oracle.changes(), sum("outreach_changes_total", use, ""));
        oracle.excluded()
                .forEach((reason, count) -> compare(
                        use,
                        "excluded as " + reason,
                        count,
                        sum("outreach_excluded_total", use, "reason=\"" + reason + "\"")));
        if (exact) {
            compare(
                    use,
                    "unreadable",
                    oracle.unreadable(),
                    sum("outreach_dead_letters_total", use, "reason=\"unreadable\""));
        }
        double all =
                oracle.excluded().values().stream().mapToLong(Long::longValue).sum();
        compare(use, "excluded", (long) all, sum("outreach_excluded_total", use, ""));
    }

    private void compare(Use use, String what, long expected, double counted) {
        boolean right = exact ? counted == expected : counted >= expected;
        if (!right) {
            findings.add("counters: %s counts %.0f %s, there were %d".formatted(use.name(), counted, what, expected));
        }
    }

    private double sum(String name, Use use, String tag) {
        return evidence.counters().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "{")
                        && entry.getKey().contains("destination=\"" + use.name() + "\"")
                        && entry.getKey().contains(tag))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
