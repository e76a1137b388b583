package dev.outreachroutes.monitor;

/**
 * The connection of an account as JMX shows it, and so the console: texts, {@code unknown} while the database is away. It is changed
 * on the console's page of the account only.
 */
@Words("An account: how its connection to Outreach stands")
public interface AccountMBean {

    @Words("In one word")
    String getStatus();

    @Words("What is wrong and what to do; empty when nothing is")
    String getProblem();

    @Words("The Outreach user whose grant it is; empty while that is not known")
    String getAuthorisedBy();

    @Words("That user's organisation in Outreach")
    String getOrganisation();

    @Words("What the user has granted")
    String getScopes();

    @Words("When the grant was given")
    String getAuthorisedSince();

    @Words("When the newest access token ends")
    String getAccessTokenExpiresAt();

    @Words("When the grant ends if it is not renewed")
    String getGrantExpiresAt();
}
