package dev.outreachroutes.outreach;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds out which attributes of a prospect Outreach refuses when its answers do not say, by requests with fewer of them, segment
 * statuses first. It takes at most two requests for each attribute, and what is not refused itself arrives.
 *
 * <p>Outreach's page <a href="https://developers.outreach.io/api/making-requests/">Making requests</a> has a pointer at the attribute;
 * in practice many refusals point at {@code /data}, or at nothing. A 403 may be about the prospect (its owner) or about a field: when
 * two parts are refused alike and nothing was taken, it is about the prospect.
 *
 * @param groups attributes that go together, the next first; what is pending and in no group goes with the first
 * @param aside attributes that were refused with the words of {@code said}; they wait for what becomes of the others
 * @param said how Outreach refused all of them at first, as {@link RejectedException#kind()}; empty when something was taken since.
 *     Without groups it is how Outreach refused the whole prospect the last time
 */
public record Narrowing(List<Set<String>> groups, Set<String> aside, String said) {

    /** Nothing is known to be refused: all that is pending goes together. */
    public static final Narrowing NONE = new Narrowing(List.of(), Set.of(), "");

    public Narrowing {
        groups = groups.stream().map(Narrowing::sorted).toList();
        aside = sorted(aside);
    }

    /**
     * What a refusal is about.
     *
     * @param refused the attributes that are refused for good; empty while that is not known
     * @param whole whether the prospect is refused, and not these attributes for themselves
     * @param next how to go on
     */
    public record Verdict(Set<String> refused, boolean whole, Narrowing next) {

        /** Whether further requests have to tell. */
        public boolean isUnclear() {
            return refused.isEmpty();
        }
    }

    /** Which of the pending attributes go into the next request; empty only if none is pending. */
    public Set<String> next(Set<String> pending) {
        Set<String> free = sorted(pending);
        groups.forEach(free::removeAll);
        free.removeAll(aside);
        Set<String> next = groups.stream()
                .map(group -> both(group, pending))
                .filter(group -> !group.isEmpty())
                .findFirst()
                .orElseGet(TreeSet::new);
        next.addAll(free);
        return next.isEmpty() ? sorted(pending) : next;
    }

    /** How to go on after these attributes were taken. */
    public Narrowing taken(Set<String> sent) {
        List<Set<String>> left = without(sent, groups);
        Set<String> waiting = sorted(aside);
        waiting.removeAll(sent);
        if (!waiting.isEmpty()) {
            left.add(waiting);
        }
        return of(left, Set.of(), "");
    }

    /** How to go on now that another value is desired of an attribute: of that one nothing is known. */
    public Narrowing changed(String attribute) {
        if (groups.stream().noneMatch(group -> group.contains(attribute)) && !aside.contains(attribute)) {
            return this;
        }
        Set<String> waiting = sorted(aside);
        waiting.remove(attribute);
        return of(without(Set.of(attribute), groups), waiting, said);
    }

    /**
     * What is to be concluded from a refusal.
     *
     * @param refusal what Outreach answered
     * @param sent the attributes that were in the request; at least one
     * @param pending all that were pending when it was made
     * @param statuses those attributes that hold segment statuses
     */
    public Verdict refused(RejectedException refusal, Set<String> sent, Set<String> pending, Set<String> statuses) {
        Set<String> named = both(refusal.attributes(), sent);
        if (!named.isEmpty()) {
            return alone(named, without(named, groups));
        }
        boolean likeBefore = refusal.status() == 403 && refusal.kind().equals(said);
        boolean alikeInParts = likeBefore && (groups.isEmpty() ? sent.size() == 1 : !aside.isEmpty());
        if (isAboutTheProspect(refusal.status()) || alikeInParts) {
            return whole(pending, refusal);
        }
        List<Set<String>> others = without(sent, groups);
        if (likeBefore && !others.isEmpty()) {
            return new Verdict(Set.of(), false, new Narrowing(others, sent, said));
        }
        if (sent.size() == 1) {
            return alone(sent, others);
        }
        List<Set<String>> parts = new ArrayList<>(parts(sent, statuses, refusal.errorText()));
        parts.addAll(others);
        return new Verdict(Set.of(), false, new Narrowing(parts, aside, groups.isEmpty() ? refusal.kind() : said));
    }

    /** The whole prospect is refused. */
    public static Verdict whole(Set<String> pending, RejectedException refusal) {
        return new Verdict(sorted(pending), true, new Narrowing(List.of(), Set.of(), refusal.kind()));
    }

    private Verdict alone(Set<String> refused, List<Set<String>> others) {
        return new Verdict(sorted(refused), false, of(others, aside, said));
    }

    private static boolean isAboutTheProspect(int status) {
        return status == 404 || status == 406 || status == 410 || status == 415;
    }

    private static Narrowing of(List<Set<String>> groups, Set<String> aside, String said) {
        if (!groups.isEmpty()) {
            return new Narrowing(groups, aside, said);
        }
        return aside.isEmpty() ? NONE : new Narrowing(List.of(aside), Set.of(), "");
    }

    /** What the text names goes last and for itself; else the statuses go first; else one half and then the other. */
    private static List<Set<String>> parts(Set<String> sent, Set<String> statuses, String text) {
        String words = letters(text);
        Set<String> last = sent.stream()
                .filter(attribute -> words.contains(letters(attribute)))
                .collect(Collectors.toCollection(TreeSet::new));
        if (last.isEmpty() || last.size() == sent.size()) {
            last = sorted(sent);
            last.removeAll(statuses);
        }
        if (last.isEmpty() || last.size() == sent.size()) {
            last = sent.stream().sorted().skip(sent.size() / 2).collect(Collectors.toCollection(TreeSet::new));
        }
        Set<String> first = sorted(sent);
        first.removeAll(last);
        return List.of(first, last);
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static List<Set<String>> without(Collection<String> attributes, List<Set<String>> groups) {
        List<Set<String>> left = new ArrayList<>();
        for (Set<String> group : groups) {
            Set<String> rest = sorted(group);
            rest.removeAll(attributes);
            if (!rest.isEmpty()) {
                left.add(rest);
            }
        }
        return left;
    }

    private static Set<String> both(Set<String> some, Set<String> others) {
        Set<String> both = sorted(some);
        both.retainAll(others);
        return both;
    }

    private static Set<String> sorted(Collection<String> attributes) {
        return new TreeSet<>(attributes);
    }
}
