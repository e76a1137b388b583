package dev.outreachroutes.destination.governance;

import java.util.Set;

/**
 * A value of the profile that must allow, or nothing of the profile is sent.
 *
 * @param path its XDM path, such as {@code consents.marketing.email.val} of Adobe's field group <a
 *     href="https://experienceleague.adobe.com/en/docs/experience-platform/xdm/field-groups/profile/consents">Consents and
 *     Preferences</a>
 * @param allow the values that allow, letter by letter
 * @param missingAllows whether a profile allows that has no value there
 */
public record ConsentRule(String path, Set<String> allow, boolean missingAllows) {

    /** Adobe's "yes", and its "yes unless the person says otherwise". The legal bases that need no consent are not among them. */
    public static final Set<String> YES = Set.of("y", "dy");

    public ConsentRule {
        allow = Set.copyOf(allow);
        if (path.isBlank() || allow.isEmpty()) {
            throw new IllegalArgumentException("a rule of consent has a path and a value that allows");
        }
    }
}
