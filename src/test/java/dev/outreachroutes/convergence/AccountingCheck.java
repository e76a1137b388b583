package dev.outreachroutes.convergence;

import dev.outreachroutes.convergence.Evidence.Letter;
import dev.outreachroutes.convergence.Landscape.Use;
import dev.outreachroutes.convergence.Said.Damage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every input is accounted for: a dead letter for each place that cannot be read, and counters for everything else. */
final class AccountingCheck {

    private final Evidence evidence;
    private final List<String> findings = new ArrayList<>();
    private final boolean exact;

    private record Place(String destination, int partition, long offset, String place) {}

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
        Map<Place, Integer> due = new HashMap<>();
        for (Use use : Landscape.USES) {
            for (Feed.Placed placed : evidence.records()) {
                for (Said said : placed.record().said()) {
                    if (said instanceof Damage damage) {
                        due.put(new Place(use.name(), placed.record().partition(), placed.offset(), damage.place()), 0);
                    }
                }
            }
        }
        for (Letter letter : evidence.deadLetters()) {
            if (letter.prospect() == null) {
                Place place = new Place(letter.destination(), letter.partition(), letter.offset(), letter.place());
                if (due.computeIfPresent(place, (same, count) -> count + 1) == null) {
                    findings.add("accounting: a dead letter at " + place + " that nothing explains");
                }
            }
        }
        due.forEach((place, count) -> {
            if (count != 1) {
                findings.add("accounting: %d dead letters instead of 1 at %s".formatted(count, place));
            }
        });
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
