package dev.outreachroutes.connection;

import dev.outreachroutes.outreach.NotConnectedException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Gives a request its bearer token. A route calls it before the HTTP endpoint, usually in {@code interceptSendToEndpoint}; the
 * account comes from the exchange property {@value #ACCOUNT}.
 *
 * <p>After the call, {@link #remove} takes the header off again ({@code afterUri: bean:bearerToken?method=remove}); {@link
 * #reject} does so too, and at the latest it goes when the exchange is done.
 */
public final class BearerToken implements Processor {

    /** The exchange property that names the account. */
    public static final String ACCOUNT = "outreachAccount";

    private static final String HEADER = "Authorization";
    private static final String USED = "outreachAccessToken";

    private final Connections connections;

    public BearerToken(Connections connections) {
        this.connections = connections;
    }

    /**
     * Sets the header {@code Authorization}.
     *
     * @throws NotConnectedException when the account has no usable token; the request must not be sent then
     */
    @Override
    public void process(Exchange exchange) {
        AccessToken token = connections.token(account(exchange));
        exchange.getMessage().setHeader(HEADER, "Bearer " + token.value());
        if (exchange.getProperty(USED) == null) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    remove(done);
                }
            });
        }
        // The record shows itself as ***, so the console may show the property.
        exchange.setProperty(USED, token);
    }

    /** Takes the header off the message. */
    public void remove(Exchange exchange) {
        exchange.getMessage().removeHeader(HEADER);
        exchange.getIn().removeHeader(HEADER);
    }

    /** Reports that Outreach refused the token of this exchange, so that the next request gets another. */
    public void reject(Exchange exchange) {
        remove(exchange);
        AccessToken used = exchange.getProperty(USED, AccessToken.class);
        if (used != null) {
            connections.reject(account(exchange), used.value());
        }
    }

    /**
     * Whether the token of this exchange is too young to be refused for its age: see {@link Connections#fresh}. False when the
     * exchange has used none.
     */
    public boolean fresh(Exchange exchange) {
        AccessToken used = exchange.getProperty(USED, AccessToken.class);
        return used != null && connections.fresh(account(exchange), used.value());
    }

    private static String account(Exchange exchange) {
        String account = exchange.getProperty(ACCOUNT, String.class);
        if (account == null) {
            throw new IllegalStateException("the exchange property " + ACCOUNT + " names no account");
        }
        return account;
    }
}
