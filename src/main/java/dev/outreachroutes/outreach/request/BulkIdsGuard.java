package dev.outreachroutes.outreach.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.io.entity.EntityUtils;

/**
 * The last look at what leaves, whatever route or step has made it: a bulk request that does not name its prospects changes every
 * prospect of the account, so it does not leave. Of the actions on batches only the one of ours is let through.
 */
public final class BulkIdsGuard implements ExecChainHandler {

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String ACTIONS = "/batches/actions/";
    private static final String MODIFY = ACTIONS + "prospectsbulkmodify";
    private static final int LONGEST_BODY = 16 * 1024 * 1024;

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String address = URLDecoder.decode(request.getRequestUri(), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
        if (address.contains(ACTIONS)) {
            int query = address.indexOf('?');
            String path = query < 0 ? address : address.substring(0, query);
            if (!path.endsWith(MODIFY)) {
                throw new ProtocolException("Not sent: of the actions on batches only prospectsBulkModify is allowed");
            }
            if (query >= 0 && address.indexOf("filter", query) >= 0 || !namesProspects(request.getEntity())) {
                throw new ProtocolException(
                        "Not sent: a bulk request that does not name its prospects by ids would change all prospects");
            }
        }
        return chain.proceed(request, scope);
    }

    private static boolean namesProspects(HttpEntity entity) throws IOException {
        if (entity == null || !entity.isRepeatable() || entity.getContentLength() > LONGEST_BODY) {
            return false;
        }
        try {
            JsonNode ids = JSON.readTree(EntityUtils.toByteArray(entity)).at("/data/attributes/ids");
            if (!ids.isArray() || ids.isEmpty()) {
                return false;
            }
            for (JsonNode id : ids) {
                if (!id.isIntegralNumber() || id.longValue() < 1) {
                    return false;
                }
            }
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
