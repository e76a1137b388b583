package dev.outreachroutes.console;

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

    /** The name that Spring Security knows it by. */
    String authority() {
        return "ROLE_" + name();
    }
}
