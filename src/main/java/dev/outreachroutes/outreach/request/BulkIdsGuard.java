package dev.outreachroutes.outreach.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    private static final String MODIFY = "prospectsbulkmodify";
    private static final int LONGEST_BODY = 16 * 1024 * 1024;

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String uri = request.getRequestUri();
        int query = uri.indexOf('?');
        Optional<String> action = action(query < 0 ? uri : uri.substring(0, query));
        if (action.isPresent()) {
            if (!action.get().equals(MODIFY)) {
                throw new ProtocolException("Not sent: of the actions on batches only prospectsBulkModify is allowed");
            }
            boolean filtered = query >= 0 && decoded(uri.substring(query)).contains("filter");
            if (filtered || !namesProspects(request.getEntity())) {
                throw new ProtocolException(
                        "Not sent: a bulk request that does not name its prospects by ids would change all prospects");
            }
        }
        return chain.proceed(request, scope);
    }

    /** What stands behind {@code batches/actions}, however that is spelt; with {@code ..} in it nobody knows where it leads. */
    private static Optional<String> action(String path) {
        List<String> segments = Arrays.stream(decoded(path).split("[/\\\\]"))
                .filter(segment -> !segment.isEmpty() && !segment.equals("."))
                .toList();
        int batches = segments.indexOf("batches");
        if (batches < 0) {
            return Optional.empty();
        }
        if (segments.contains("..")) {
            return Optional.of("..");
        }
        return batches + 2 < segments.size() && segments.get(batches + 1).equals("actions")
                ? Optional.of(String.join("/", segments.subList(batches + 2, segments.size())))
                : Optional.empty();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            // No address that anybody has written.
            return "/batches/..";
        }
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
