package dev.outreachroutes.account.connect;

import dev.outreachroutes.account.token.TokenAnswer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * Joins Spring Security's authorization-code flow to ours: Spring checks the state and the address, we exchange the code and store
 * the grant, encrypted. How it ended is left in the session as a {@link ConnectAttempt}, for the page that follows.
 */
final class AccountAuthorisation
        implements OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest>,
                OAuth2AuthorizedClientRepository {

    /** Only ends Spring's flow; what happened is in the session. */
    static final String NO_TOKEN = "no_token";

    private final ConnectFlow flow;

    AccountAuthorisation(ConnectFlow flow) {
        this.flow = flow;
    }

    @Override
    public OAuth2AccessTokenResponse getTokenResponse(OAuth2AuthorizationCodeGrantRequest request) {
        RequestAttributes session = RequestContextHolder.currentRequestAttributes();
        String account = request.getClientRegistration().getRegistrationId();
        Object begun = session.getAttribute(ConnectAttempt.ATTRIBUTE, RequestAttributes.SCOPE_SESSION);
        if (!(begun instanceof ConnectAttempt.AtOutreach attempt)
                || !attempt.account().equals(account)) {
            throw ended(
                    session,
                    new ConnectAttempt.Failed(account, "This attempt was given up before. Nothing has changed."));
        }
        Optional<ConnectAttempt> overtaken = flow.overtaken(account, attempt.grant());
        if (overtaken.isPresent()) {
            throw ended(session, overtaken.get());
        }
        TokenAnswer answer = flow.exchange(request);
        if (answer instanceof TokenAnswer.Tokens tokens) {
            return OAuth2AccessTokenResponse.withToken(tokens.accessToken())
                    .tokenType(OAuth2AccessToken.TokenType.BEARER)
                    .refreshToken(tokens.refreshToken())
                    .expiresIn(tokens.lifetime().toSeconds())
                    .scopes(tokens.scopes())
                    .build();
        }
        throw ended(session, flow.withoutTokens(attempt.grant(), request, 1, answer));
    }

    private static OAuth2AuthorizationException ended(RequestAttributes session, ConnectAttempt how) {
        session.setAttribute(ConnectAttempt.ATTRIBUTE, how, RequestAttributes.SCOPE_SESSION);
        return new OAuth2AuthorizationException(new OAuth2Error(NO_TOKEN));
    }

    @Override
    public void saveAuthorizedClient(
            OAuth2AuthorizedClient client,
            Authentication person,
            HttpServletRequest request,
            HttpServletResponse response) {
        OAuth2AccessToken access = client.getAccessToken();
        TokenAnswer.Tokens tokens = new TokenAnswer.Tokens(
                access.getTokenValue(),
                client.getRefreshToken().getTokenValue(),
                Duration.between(access.getIssuedAt(), access.getExpiresAt()),
                access.getScopes());
        String account = client.getClientRegistration().getRegistrationId();
        HttpSession session = request.getSession();
        if (session.getAttribute(ConnectAttempt.ATTRIBUTE) instanceof ConnectAttempt.AtOutreach attempt) {
            session.setAttribute(
                    ConnectAttempt.ATTRIBUTE, flow.complete(account, attempt.grant(), tokens, person.getName()));
        }
    }

    /** Always null: a token is handed out to requests to Outreach only. */
    @Override
    public <T extends OAuth2AuthorizedClient> T loadAuthorizedClient(
            String account, Authentication person, HttpServletRequest request) {
        return null;
    }

    /** Nothing: an account is disconnected on its page. */
    @Override
    public void removeAuthorizedClient(
            String account, Authentication person, HttpServletRequest request, HttpServletResponse response) {
        // See disconnect() of AccountPages.
    }
}
