package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.handler.codec.http.QueryStringEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/**
 * {@code GET /api/v2/prospects}: by id, with a cursor; knows the filters {@code id} and {@code emails} and no other. Knobs give it the
 * oddities that have been seen of Outreach's lists.
 */
final class ProspectList {

    private final SandboxSettings settings;
    private final String url;
    private final ProspectStore store;
    private final ProspectDocument document;

    ProspectList(SandboxSettings settings, String url, ProspectStore store, ProspectDocument document) {
        this.settings = settings;
        this.url = url;
        this.store = store;
        this.document = document;
    }

    Answer answer(Call call) {
        boolean backwards = "-id".equals(call.parameter("sort"));
        int size = size(call.parameter("page[size]"));
        NavigableSet<Long> ids = filtered(call);
        List<Prospect> page = new ArrayList<>();
        Iterable<Prospect> rest = rest(ids, call.parameter("page[after]"), backwards);
        boolean more = false;
        for (Prospect prospect : rest) {
            if (page.size() == size) {
                more = true;
                break;
            }
            page.add(prospect);
        }
        long last = page.isEmpty() ? 0 : page.get(page.size() - 1).id();
        if (!settings.get(Knobs.LIST_SORTED)) {
            Collections.rotate(page, 1);
        }
        ObjectNode beside = JsonNodeFactory.instance.objectNode();
        if ("true".equals(call.parameter("count"))) {
            beside.putObject("meta").put("count", ids == null ? store.size() : ids.size());
        }
        if (more) {
            beside.putObject("links").put("next", next(call, last));
        }
        List<Prospect> listed = page.stream()
                .map(each -> each.listed(settings.clock().instant()))
                .toList();
        return Answer.api(200, document.of(listed, call.parameter("fields[prospect]"), beside));
    }

    private Iterable<Prospect> rest(NavigableSet<Long> ids, String cursor, boolean backwards) {
        long from = cursor == null ? backwards ? Long.MAX_VALUE : Long.MIN_VALUE : idOf(cursor);
        if (ids == null) {
            return backwards ? store.before(from) : store.after(from);
        }
        NavigableSet<Long> rest = backwards ? ids.headSet(from, false).descendingSet() : ids.tailSet(from, false);
        return rest.stream().map(store::find).toList();
    }

    /** The ids that a filter leaves; null when there is no filter. */
    private NavigableSet<Long> filtered(Call call) {
        String ids = call.parameter("filter[id]");
        String emails = call.parameter("filter[emails]");
        if (!settings.get(Knobs.LIST_FILTER)) {
            return null;
        }
        if (ids != null) {
            NavigableSet<Long> found = new TreeSet<>();
            Arrays.stream(ids.split(",")).forEach(part -> collect(part, found));
            return found;
        }
        if (emails != null) {
            TreeSet<Long> found = new TreeSet<>();
            Arrays.stream(emails.split(","))
                    .map(store::withEmail)
                    .filter(Objects::nonNull)
                    .forEach(found::add);
            return found;
        }
        return null;
    }

    private void collect(String part, NavigableSet<Long> found) {
        try {
            int dots = part.indexOf("..");
            long first = Long.parseLong(dots < 0 ? part : part.substring(0, dots));
            long last = dots < 0 ? first : Long.parseLong(part.substring(dots + 2));
            if (last - first > 100_000) {
                throw Refusal.badRequest("The range of filter[id] is too long for the sandbox.");
            }
            for (long id = first; id <= last; id++) {
                if (store.exists(id)) {
                    found.add(id);
                }
            }
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("filter[id] takes numbers, not '" + part + "'.");
        }
    }

    private int size(String text) {
        int most = settings.get(Knobs.LIST_MOST);
        try {
            return text == null ? Math.min(most, 50) : Math.min(most, Math.max(1, Integer.parseInt(text)));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("page[size] takes a number, not '" + text + "'.");
        }
    }

    private String next(Call call, long id) {
        QueryStringEncoder next = new QueryStringEncoder(url + call.path());
        call.parameters().forEach((name, values) -> {
            if (!name.equals("page[after]")) {
                values.forEach(value -> next.addParam(name, value));
            }
        });
        String cursor = "{\"cn\":\"ApiV2::ProspectsController\",\"sp\":\"id\",\"id\":" + id + ",\"v\":1}";
        next.addParam("page[after]", Base64.getUrlEncoder().encodeToString(cursor.getBytes(StandardCharsets.UTF_8)));
        return next.toString();
    }

    private static long idOf(String cursor) {
        try {
            return Call.JSON
                    .readTree(Base64.getUrlDecoder().decode(cursor))
                    .path("id")
                    .asLong();
        } catch (IOException | IllegalArgumentException e) {
            throw Refusal.badRequest("page[after] is not a cursor.");
        }
    }
}
