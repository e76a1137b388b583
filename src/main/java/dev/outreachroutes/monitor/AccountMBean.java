package dev.outreachroutes.monitor;

/**
 * The connection of an account as JMX shows it, and so the console: texts, {@code unknown} while the database is away. It is changed
 * on the console's page of the account only. What is known of its fields is that of this process, seconds old.
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

    @Words("When Outreach told the fields of prospects the last time; empty when it never did")
    String getCheckedAt();

    @Words(
            "What the fields in Outreach and the grant mean for the mappings: one line for each that is blocked or doubtful")
    String getCheck();

    @Words("Asks Outreach at once which fields prospects have, and says what that means for the mappings")
    String checkAccount();
}
