package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import org.springframework.security.core.GrantedAuthority;

/**
 * What a person may do in the console. Each role includes the ones before it. They follow Adobe's permissions for destinations:
 * <a href="https://experienceleague.adobe.com/en/docs/experience-platform/access-control/home">View, Manage and Activate
 * Destinations</a>.
 */
public enum Role {
    /** Sees destinations, accounts and counts; no profile data. */
    VIEWER,
    /** Also sees profile data, pauses, resumes and replays. */
    OPERATOR,
    /** Also connects, disconnects and edits. */
    ADMIN;

    /** The authority of who has to choose a password first: to do that, and nothing more. */
    public static final String CHOOSE_PASSWORD = "CHOOSE_PASSWORD";

    public static final String CHOOSE_PASSWORD_PAGE = "/password";

    /** Whether these are the authorities of somebody who has to choose a password first. */
    public static boolean hasToChoosePassword(Collection<? extends GrantedAuthority> authorities) {
        return authorities.stream().anyMatch(authority -> CHOOSE_PASSWORD.equals(authority.getAuthority()));
    }

    /** Whether whoever sent a request may see profile data. */
    public static boolean seesProfileData(HttpServletRequest request) {
        return request.isUserInRole(OPERATOR.name()) || request.isUserInRole(ADMIN.name());
    }

    /** The name that Spring Security knows it by. */
    public String authority() {
        return "ROLE_" + name();
    }
}
