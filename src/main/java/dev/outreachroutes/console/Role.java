package dev.outreachroutes.console;

import java.util.Collection;
import org.springframework.security.core.GrantedAuthority;

/**
 * What a person may do in the console. Each role includes the ones before it. They follow Adobe's permissions for destinations:
 * <a href="https://experienceleague.adobe.com/en/docs/experience-platform/access-control/home">View, Manage and Activate
 * Destinations</a>.
 */
enum Role {
    /** Sees destinations, accounts and counts; no profile data. */
    VIEWER,
    /** Also sees profile data, pauses, resumes and replays. */
    OPERATOR,
    /** Also connects, disconnects and edits. */
    ADMIN;

    /** The authority of who has to choose a password first: to do that, and nothing more. */
    static final String CHOOSE_PASSWORD = "CHOOSE_PASSWORD";

    static final String CHOOSE_PASSWORD_PAGE = "/password";

    /** Whether these are the authorities of somebody who has to choose a password first. */
    static boolean hasToChoosePassword(Collection<? extends GrantedAuthority> authorities) {
        return authorities.stream().anyMatch(authority -> CHOOSE_PASSWORD.equals(authority.getAuthority()));
    }

    /** The name that Spring Security knows it by. */
    String authority() {
        return "ROLE_" + name();
    }
}
