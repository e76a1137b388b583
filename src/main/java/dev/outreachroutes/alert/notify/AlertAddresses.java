package dev.outreachroutes.alert.notify;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.alert.store.Channel;
import dev.outreachroutes.outreach.request.RequestDeadline;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.routing.SystemDefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * Puts the address of a channel into a request when it leaves, and PagerDuty's key into its body. These are secrets: the routes say {@code
 * http://alert-slack}, so that neither an endpoint, nor an exchange, nor an exception has them.
 */
public final class AlertAddresses implements HttpClientConfigurer, ExecChainHandler {

    /** What the names of hosts in the routes begin with; the channel follows. */
    private static final String PLACEHOLDER = "alert-";

    /** Until a channel has answered as a whole. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, URI> byHost = new HashMap<>();
    private final String pagerdutyKey;
    private final HttpRoutePlanner planner = new SystemDefaultRoutePlanner(ProxySelector.getDefault());
    private final RequestDeadline deadline = new RequestDeadline(LONGEST);

    public AlertAddresses(ChannelSettings settings) {
        settings.addresses().forEach((channel, address) -> byHost.put(PLACEHOLDER + channel.label(), address));
        this.pagerdutyKey = settings.pagerdutyKey();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.addExecInterceptorFirst("alert-deadline", deadline).addExecInterceptorFirst("alert-address", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String host = scope.route.getTargetHost().getHostName();
        URI address = byHost.get(host);
        if (address == null) {
            throw new IOException("No address is set for " + host);
        }
        ClassicHttpRequest addressed =
                ClassicRequestBuilder.copy(request).setUri(address).build();
        if (host.equals(PLACEHOLDER + Channel.PAGERDUTY.label())) {
            ObjectNode body = (ObjectNode) JSON.readTree(EntityUtils.toByteArray(request.getEntity()));
            body.put("routing_key", pagerdutyKey);
            addressed.setEntity(new ByteArrayEntity(JSON.writeValueAsBytes(body), ContentType.APPLICATION_JSON));
        }
        HttpRoute route = planner.determineRoute(HttpHost.create(address), scope.clientContext);
        return chain.proceed(
                addressed,
                new ExecChain.Scope(
                        scope.exchangeId, route, scope.originalRequest, scope.execRuntime, scope.clientContext));
    }

    /** A text without anything of the addresses but their hosts. */
    String withoutSecrets(String text) {
        String shown = text;
        for (URI address : byHost.values()) {
            shown = shown.replace(address.toString(), "...");
            String path = address.getRawPath();
            if (path != null && path.length() > 1) {
                shown = shown.replace(path, "/...");
            }
        }
        return pagerdutyKey.isEmpty() ? shown : shown.replace(pagerdutyKey, "...");
    }
}
