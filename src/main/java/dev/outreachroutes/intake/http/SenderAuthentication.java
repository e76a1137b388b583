package dev.outreachroutes.intake.http;

import dev.outreachroutes.destination.Sender;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;

/** A sender that was recognised, for one request. It has none of the console's roles. */
final class SenderAuthentication extends AbstractAuthenticationToken {

    static final String AUTHORITY = "SENDER";

    private static final long serialVersionUID = 1L;

    private final transient Sender sender;

    SenderAuthentication(Sender sender) {
        super(AuthorityUtils.createAuthorityList(AUTHORITY));
        this.sender = sender;
        setAuthenticated(true);
    }

    Sender sender() {
        return sender;
    }

    @Override
    public Object getCredentials() {
        return "";
    }

    @Override
    public String getPrincipal() {
        return sender.name();
    }
}
