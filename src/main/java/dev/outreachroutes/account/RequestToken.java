package dev.outreachroutes.account;

import dev.outreachroutes.account.token.AccessToken;
import dev.outreachroutes.outreach.NotConnectedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;

/**
 * Puts the access token into a request that {@link BearerToken} has marked, when it leaves: behind everything that sees an
 * exchange, and behind HttpClient's own redirects and listeners. Only a request to Outreach's API gets one, by scheme, host, port
 * and path; the mark leaves with none. A success proves the token good, whatever was refused before.
 */
final class RequestToken implements ExecChainHandler {

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final HttpHost host;
    private final String path;
    private final Connections connections;

    /**
     * @param apiUrl without a slash at the end
     */
    RequestToken(String apiUrl, Connections connections) throws HttpException {
        URI api = URI.create(apiUrl);
        this.host = normal(HttpHost.create(api));
        this.path = api.getRawPath();
        this.connections = connections;
    }

    /**
     * @throws NotConnectedException not sent, when a request to Outreach would leave without a token
     */
    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Header account = request.getFirstHeader(BearerToken.HEADER);
        request.removeHeaders(BearerToken.HEADER);
        boolean toOutreach = normal(scope.route.getTargetHost()).equals(host)
                && (path.isEmpty() || request.getPath().startsWith(path + "/"));
        if (!toOutreach || account == null && request.containsHeader(HttpHeaders.AUTHORIZATION)) {
            return chain.proceed(request, scope);
        }
        if (account == null) {
            throw new NotConnectedException(
                    "A request to Outreach had no account, so it was not sent: in its route the step bearerToken did not run before"
                            + " it. Put the interceptSendToEndpoint of delivery.camel.yaml back, and restart",
                    LOOK_AGAIN,
                    null);
        }
        AccessToken token = connections.token(account.getValue());
        request.setHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token.value());
        ClassicHttpResponse response = chain.proceed(request, scope);
        if (response.getCode() / 100 == 2) {
            connections.accept(account.getValue(), token.number());
        }
        return response;
    }

    private static HttpHost normal(HttpHost host) throws HttpException {
        return RoutingSupport.normalize(host, DefaultSchemePortResolver.INSTANCE);
    }
}
