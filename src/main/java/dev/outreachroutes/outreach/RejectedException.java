package dev.outreachroutes.outreach;

import java.util.HashSet;
import java.util.Set;

/** 400, 404, 415, 422 and the like: Outreach refuses this change for good. Nothing was applied; sending it again is useless. */
public final class RejectedException extends OutreachException {

    private static final long serialVersionUID = 1L;

    private final String errorText;
    private final HashSet<String> attributes;

    /**
     * @param message for people
     * @param status the HTTP status
     * @param errorText as {@link #errorText()}
     * @param attributes those that the errors point at; empty when they point elsewhere
     */
    public RejectedException(String message, int status, String errorText, Set<String> attributes) {
        super(message, status, null);
        this.errorText = errorText;
        this.attributes = new HashSet<>(attributes);
    }

    /** Outreach's error text, at most 2,000 characters; empty when the answer has none. */
    public String errorText() {
        return errorText;
    }

    /**
     * What is refused of a change: the attributes that Outreach points at, or all of it when it points at none of them. What is
     * not refused can be sent without the rest.
     *
     * @param sent the attributes of the change
     */
    public Set<String> refused(Set<String> sent) {
        Set<String> refused = new HashSet<>(sent);
        refused.retainAll(attributes);
        return refused.isEmpty() ? Set.copyOf(sent) : refused;
    }
}
