package dev.outreachroutes.outreach;

import java.util.Set;
import java.util.TreeSet;

/**
 * 400, 403, 404, 415, 422 and the like: Outreach refuses a change for good. Nothing of what is refused was applied; sending it again is
 * useless. Also a 200 whose resource still shows another value.
 */
public final class RejectedException extends OutreachException {

    private static final long serialVersionUID = 1L;

    private final String errorText;
    private final String kind;
    private final TreeSet<String> attributes;
    private final boolean whole;
    private final transient Narrowing next;

    /**
     * @param message for people
     * @param status the HTTP status
     * @param error what the answer says; its {@code attributes} are those that it points at
     */
    public RejectedException(String message, int status, ErrorText error) {
        this(message, status, error.text(), kind(status, error), error.attributes(), false, null);
    }

    private RejectedException(
            String message,
            int status,
            String errorText,
            String kind,
            Set<String> attributes,
            boolean whole,
            Narrowing next) {
        super(message, status, null);
        this.errorText = errorText;
        this.kind = kind;
        this.attributes = new TreeSet<>(attributes);
        this.whole = whole;
        this.next = next;
    }

    private static String kind(int status, ErrorText error) {
        return (status + " " + String.join(" ", new TreeSet<>(error.ids()))).strip();
    }

    /** The answer was a success, but it shows another value of these attributes than was sent. */
    public static RejectedException notApplied(int status, Set<String> attributes) {
        return new RejectedException(
                "The answer (" + status + ") shows another value of " + String.join(", ", new TreeSet<>(attributes))
                        + " than was sent",
                status,
                "",
                status + "",
                attributes,
                false,
                null);
    }

    /** The same answer, now that it is known what it is about. */
    public RejectedException about(Narrowing.Verdict verdict) {
        return about(verdict, getMessage());
    }

    /** The same answer, when what it points at is no attribute of ours. */
    public RejectedException aboutWhatAStepAdded(Narrowing.Verdict verdict) {
        return about(
                verdict,
                getMessage() + ". A step of the delivery route added " + String.join(", ", attributes)
                        + ", which this is about: correct that step, then replay");
    }

    private RejectedException about(Narrowing.Verdict verdict, String message) {
        return new RejectedException(
                message, status(), errorText, kind, verdict.refused(), verdict.whole(), verdict.next());
    }

    /** Outreach's error text, at most 2,000 characters; empty when the answer has none. */
    public String errorText() {
        return errorText;
    }

    /** The status and the IDs of Outreach's errors: what two refusals for the same reason have in common. */
    public String kind() {
        return kind;
    }

    /** What is refused: at first what Outreach points at, and none when it points at nothing; in the end what is given up. */
    public Set<String> attributes() {
        return Set.copyOf(attributes);
    }

    /** Whether the whole prospect is refused, so that anything new is reason to try again. */
    public boolean whole() {
        return whole;
    }

    /** What is known of the prospect's refusals now; null when this one has told nothing new. */
    public Narrowing next() {
        return next;
    }
}
