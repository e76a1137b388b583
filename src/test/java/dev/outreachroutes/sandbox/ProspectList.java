package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;

/**
 * {@code GET /api/v2/prospects}: by id, with a cursor; knows the filters {@code id} and {@code emails} and no other. Knobs give it the
 * oddities that have been seen of Outreach's lists.
 */
final class ProspectList {

    private final SandboxSettings settings;
    private final ProspectStore store;
    private final ProspectFilter filter;
    private final Paging paging;
    private final ProspectDocument document;

    ProspectList(
            SandboxSettings settings,
            ProspectStore store,
            ProspectFilter filter,
            Paging paging,
            ProspectDocument document) {
        this.settings = settings;
        this.store = store;
        this.filter = filter;
        this.paging = paging;
        this.document = document;
    }

    Answer answer(Call call) {
        boolean backwards = "-id".equals(call.parameter("sort"));
        int size = paging.size(call);
        NavigableSet<Long> ids = filtered(call);
        List<Prospect> page = new ArrayList<>();
        Iterable<Prospect> rest = rest(ids, paging.from(call, backwards), backwards);
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
            beside.putObject("links").put("next", paging.next(call, last));
        }
        List<Prospect> listed = page.stream()
                .map(each -> each.listed(settings.clock().instant()))
                .toList();
        return Answer.api(200, document.of(listed, call.parameter("fields[prospect]"), beside));
    }

    private Iterable<Prospect> rest(NavigableSet<Long> ids, long from, boolean backwards) {
        if (ids == null) {
            return backwards ? store.before(from) : store.after(from);
        }
        NavigableSet<Long> rest = backwards ? ids.headSet(from, false).descendingSet() : ids.tailSet(from, false);
        return rest.stream().map(store::find).toList();
    }

    /** The ids that a filter leaves; null when there is no filter. */
    private NavigableSet<Long> filtered(Call call) {
        return settings.get(Knobs.LIST_FILTER)
                ? filter.found(call.parameter("filter[id]"), call.parameter("filter[emails]"))
                : null;
    }
}
