package dev.outreachroutes.account.token;

/**
 * The Outreach user who authorised an account, as {@code GET /api/v2} names them: see Outreach's page
 * <a href="https://developers.outreach.io/api/oauth/">OAuth</a>. Without the e-mail address, which nobody needs to know here.
 *
 * @param id the user's ID; Outreach counts requests by it
 * @param name first and last name; {@code user 7} when Outreach gives none
 * @param organisation the name of the user's organisation; empty when Outreach gives none
 */
public record Authoriser(long id, String name, String organisation) {

    public Authoriser {
        if (id < 1) {
            throw new IllegalArgumentException("An Outreach user has an ID of 1 or more, not " + id);
        }
    }
}
