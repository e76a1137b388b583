package dev.outreachroutes.outreach.field;

import java.util.Set;

/**
 * What counts where Outreach's documentation says nothing.
 *
 * @param unlisted a field that Outreach does not list: it may be missing, or only have no label. Default: doubtful
 * @param formats a word for a field of phone numbers or of addresses, which Outreach may check or not. Default: doubtful
 * @param scopes what the grant must have, by any of its names with {@code .all} too. Default {@code prospects.write}
 */
public record MappingRules(Verdict unlisted, Verdict formats, Set<String> scopes) {

    /** What becomes of a mapping. */
    public enum Verdict {
        /** Nothing is said. */
        IGNORE,
        /** It is sent, and told as doubtful. */
        WARN,
        /** Nothing is sent for it. */
        BLOCK
    }

    public static final MappingRules DEFAULT = new MappingRules(Verdict.WARN, Verdict.WARN, Set.of("prospects.write"));

    public MappingRules {
        scopes = Set.copyOf(scopes);
    }
}
