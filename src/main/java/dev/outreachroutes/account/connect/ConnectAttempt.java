package dev.outreachroutes.account.connect;

import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.account.token.TokenAnswer;
import java.time.Instant;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;

/** How far a person has come with connecting an account. Kept in the session, one at a time, while pages come and go. */
sealed interface ConnectAttempt {

    /** The attribute of the session. */
    String ATTRIBUTE = ConnectAttempt.class.getName();

    String account();

    /**
     * Connect was pressed so soon after the account's last token that Outreach would not give another yet.
     *
     * @param grant the number of the grant that there was when it began; another by now ends the attempt
     * @param until when to go to Outreach
     */
    record Waits(String account, long grant, Instant until) implements ConnectAttempt {}

    /** The browser is at Outreach. */
    record AtOutreach(String account, long grant) implements ConnectAttempt {}

    /**
     * The person has authorised, but Outreach gives no token yet.
     *
     * @param request holds the code, which is shown nowhere
     * @param tries how often the token was asked for
     * @param until when to ask for it again
     */
    record Held(String account, long grant, OAuth2AuthorizationCodeGrantRequest request, int tries, Instant until)
            implements ConnectAttempt {

        @Override
        public String toString() {
            return "Held[account=" + account + ", until=" + until + "]";
        }
    }

    /**
     * The tokens are there, but perhaps of another user than before, so the person is asked.
     *
     * @param authoriser null when Outreach did not say whose they are
     * @param reason why Outreach did not say; empty when it did
     * @param until how long the question stands
     */
    record Asks(
            String account, long grant, TokenAnswer.Tokens tokens, Authoriser authoriser, String reason, Instant until)
            implements ConnectAttempt {}

    /** The account is connected. */
    record Done(String account) implements ConnectAttempt {}

    /**
     * Nothing has changed.
     *
     * @param message what happened, and what to do
     */
    record Failed(String account, String message) implements ConnectAttempt {}
}
