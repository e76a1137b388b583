package dev.outreachroutes.account;

import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.OutreachExchange;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Marks a request with the account in whose name it leaves. A route calls it before the HTTP endpoint, usually in {@code
 * interceptSendToEndpoint}; the account comes from the exchange property {@value OutreachExchange#ACCOUNT}.
 *
 * <p>The exchange never holds the token, so no step can show it: it holds the account's name and the token's number in this
 * process, and {@link RequestToken} puts the token into the request when it leaves.
 */
public final class BearerToken implements Processor {

    /** Taken off every request before it leaves. */
    static final String HEADER = "Outreach-Account";

    private static final String USED = "outreachTokenNumber";

    private final Connections connections;

    public BearerToken(Connections connections) {
        this.connections = connections;
    }

    /**
     * Marks the message with the account's name.
     *
     * @throws NotConnectedException when the account has no usable token; the request must not be sent then
     */
    @Override
    public void process(Exchange exchange) {
        String account = account(exchange);
        long token = connections.token(account).number();
        exchange.setProperty(USED, token);
        exchange.setProperty(OutreachExchange.TOKEN_FRESH, connections.fresh(account, token));
        exchange.getMessage().setHeader(HEADER, account);
    }

    /** Reports that Outreach refused the token of this exchange: see {@link Connections#reject}. */
    public void reject(Exchange exchange) {
        Long used = exchange.getProperty(USED, Long.class);
        if (used != null) {
            connections.reject(account(exchange), used);
        }
    }

    private static String account(Exchange exchange) {
        String account = exchange.getProperty(OutreachExchange.ACCOUNT, String.class);
        if (account == null) {
            throw new IllegalStateException("the exchange property " + OutreachExchange.ACCOUNT + " names no account");
        }
        return account;
    }
}
