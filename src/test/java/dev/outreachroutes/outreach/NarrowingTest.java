package dev.outreachroutes.outreach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NarrowingTest {

    private static final Set<String> STATUSES = Set.of("custom4", "custom5", "custom6");
    private static final List<String> ATTRIBUTES =
            List.of("custom4", "custom5", "custom6", "emails", "firstName", "lastName", "title");

    /** What became of a prospect's attributes. */
    private static final class Prospect {
        private final Set<String> pending;
        private final Set<String> taken = new TreeSet<>();
        private final Set<String> refused = new TreeSet<>();
        private Narrowing narrowing = Narrowing.NONE;
        private int requests;
        private int letters;

        Prospect(Set<String> pending) {
            this.pending = new TreeSet<>(pending);
        }

        /** @param answer null for a success */
        void request(Function<Set<String>, RejectedException> answer) {
            requests++;
            Set<String> sent = narrowing.next(pending);
            RejectedException refusal = answer.apply(sent);
            if (refusal == null) {
                pending.removeAll(sent);
                taken.addAll(sent);
                narrowing = narrowing.taken(sent);
                return;
            }
            Narrowing.Verdict verdict = narrowing.refused(refusal, sent, pending, STATUSES);
            narrowing = verdict.next();
            if (!verdict.isUnclear()) {
                letters++;
                pending.removeAll(verdict.refused());
                refused.addAll(verdict.refused());
            }
        }

        void untilRest(Function<Set<String>, RejectedException> answer) {
            while (!pending.isEmpty()) {
                assertThat(requests).isLessThan(100);
                request(answer);
            }
        }
    }

    @Property
    void whatIsGoodArrivesWhatIsBadIsRefusedAndTheRequestsAreBounded(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 7) int size) {
        Set<String> pending = chosen(random, size);
        Set<String> bad = new TreeSet<>(pending);
        bad.removeIf(attribute -> random.nextInt(3) > 0);
        boolean pointing = random.nextInt(4) == 0;
        boolean naming = random.nextInt(4) == 0;
        Prospect prospect = new Prospect(pending);

        prospect.untilRest(sent -> {
            Set<String> wrong = both(sent, bad);
            return wrong.isEmpty()
                    ? null
                    : refusal(422, pointing ? wrong : Set.of(), naming ? wrong + " is wrong" : "Validation failed");
        });

        assertThat(prospect.refused).isEqualTo(bad);
        assertThat(prospect.requests).isLessThanOrEqualTo(2 * size);
        assertThat(prospect.narrowing).isEqualTo(Narrowing.NONE);
    }

    @Property
    void aFieldThatTheUserMayNotEditIsRefusedAlone(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 7) int size) {
        Set<String> pending = chosen(random, size);
        String bad = List.copyOf(pending).get(random.nextInt(size));
        Prospect prospect = new Prospect(pending);

        prospect.untilRest(sent -> sent.contains(bad) ? refusal(403, Set.of(), "You may not.") : null);

        assertThat(prospect.refused).containsExactly(bad);
        assertThat(prospect.requests).isLessThanOrEqualTo(2 * size + 1);
        assertThat(prospect.narrowing).isEqualTo(Narrowing.NONE);
    }

    @Property
    void aProspectThatTheUserMayNotEditIsOneLetterAfterThreeRequestsOrForOneAttributeAfterOne(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 7) int size) {
        Prospect prospect = new Prospect(chosen(random, size));

        prospect.untilRest(sent -> refusal(403, Set.of(), "You may not."));
        assertThat(prospect.letters).isEqualTo(1);
        assertThat(prospect.requests).isEqualTo(size == 1 ? 1 : 3);

        int before = prospect.requests;
        prospect.pending.addAll(prospect.refused);
        prospect.untilRest(sent -> refusal(403, Set.of(), "You may not."));
        assertThat(prospect.letters).isEqualTo(2);
        assertThat(prospect.requests - before).isEqualTo(size == 1 ? 1 : 3);
    }

    @Test
    void aFieldThatIsForbiddenAfterTheWholeProspectWasDoesNotHoldTheStatusBack() {
        Prospect prospect = new Prospect(Set.of("custom4", "emails"));
        prospect.untilRest(sent -> refusal(403, Set.of(), "You may not."));
        prospect.pending.addAll(prospect.refused);
        prospect.refused.clear();

        prospect.untilRest(sent -> sent.contains("emails") ? refusal(403, Set.of(), "You may not.") : null);

        assertThat(prospect.taken).containsExactly("custom4");
        assertThat(prospect.refused).containsExactly("emails");
    }

    @Property
    void whatComesWhileARefusalIsNarrowedDownArrivesToo(@ForAll Random random) {
        Prospect prospect = new Prospect(chosen(random, 5));
        String bad = List.copyOf(prospect.pending).get(random.nextInt(5));
        int status = random.nextBoolean() ? 403 : 422;
        Function<Set<String>, RejectedException> answer =
                sent -> sent.contains(bad) ? refusal(status, Set.of(), "") : null;

        for (int event = 0; event < 10 && !prospect.pending.isEmpty(); event++) {
            prospect.request(answer);
            String changed = ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size()));
            prospect.pending.add(changed);
            prospect.narrowing = prospect.narrowing.changed(changed);
        }
        prospect.refused.clear();
        prospect.untilRest(answer);

        assertThat(prospect.taken).doesNotContain(bad);
        assertThat(prospect.refused).isSubsetOf(bad);
    }

    @Test
    void statusesGoFirstWhenNothingTellsWhatIsWrong() {
        Narrowing next = Narrowing.NONE
                .refused(refusal(422, Set.of(), ""), chosen(), chosen(), STATUSES)
                .next();

        assertThat(next.groups()).containsExactly(Set.of("custom4", "custom5"), Set.of("emails", "firstName"));
    }

    @Test
    void whatTheTextNamesGoesLast() {
        Narrowing next = Narrowing.NONE
                .refused(refusal(422, Set.of(), "First name is too long"), chosen(), chosen(), STATUSES)
                .next();

        assertThat(next.groups()).containsExactly(Set.of("custom4", "custom5", "emails"), Set.of("firstName"));
    }

    @Test
    void aProspectThatIsNotThereIsRefusedAsAWholeAtOnce() {
        Narrowing.Verdict verdict =
                Narrowing.NONE.refused(refusal(404, Set.of(), "not found"), chosen(), chosen(), STATUSES);

        assertThat(verdict.refused()).isEqualTo(chosen());
        assertThat(verdict.whole()).isTrue();
    }

    private static Set<String> chosen() {
        return Set.of("custom4", "custom5", "emails", "firstName");
    }

    private static Set<String> chosen(Random random, int size) {
        Set<String> chosen = new TreeSet<>();
        while (chosen.size() < size) {
            chosen.add(ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size())));
        }
        return chosen;
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> both = new HashSet<>(some);
        both.retainAll(others);
        return both;
    }

    private static RejectedException refusal(int status, Set<String> pointed, String text) {
        return new RejectedException("refused", status, new ErrorText(Set.of("anId"), pointed, true, false, text));
    }
}
