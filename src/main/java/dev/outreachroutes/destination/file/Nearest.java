package dev.outreachroutes.destination.file;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that somebody probably meant. */
public final class Nearest {

    /** A longer word is no misspelt one. */
    private static final int LONGEST = 100;

    /** More is no help. */
    private static final int MOST_LISTED = 20;

    private Nearest() {}

    /**
     * A question such as {@code Did you mean identity? }, followed by what is allowed if that is little enough to read.
     */
    public static String suggestion(String word, Collection<String> known) {
        String question = question(word, known);
        return known.size() > MOST_LISTED ? question : question + "Allowed here: " + String.join(", ", known) + ".";
    }

    /** A question such as {@code Did you mean identity? } with a space behind it; empty when no known word is near. */
    public static String question(String word, Collection<String> known) {
        return to(word, known).map(near -> "Did you mean " + near + "? ").orElse("");
    }

    /** The known word with the fewest differing letters, letter case apart, if it is not too far off. */
    public static Optional<String> to(String word, Collection<String> known) {
        return to(word, known, Math.max(1, word.length() / 3));
    }

    /** The known word with the fewest differing letters, at most so many, letter case apart. */
    static Optional<String> to(String word, Collection<String> known, int tolerated) {
        return known.stream()
                .filter(candidate -> word.length() <= LONGEST)
                .filter(candidate -> Math.abs(word.length() - candidate.length()) <= tolerated)
                .filter(candidate -> distance(word, candidate) <= tolerated)
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** Letters to insert, delete or replace, and neighbours to exchange, to make one word of the other. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, cost, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int[][] cost, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
        boolean exchanged = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
