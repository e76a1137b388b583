package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * {@code /api/v2/batches} and {@code /api/v2/batchItems}: of the actions, {@code prospectsBulkModify}. Without ids, an empty list being none,
 * and without a filter that the sandbox knows, it is for all prospects.
 */
final class BatchEndpoint {

    private static final String BATCHES = ApiEndpoint.PATH + "/batches";
    private static final String ITEMS = ApiEndpoint.PATH + "/batchItems";
    private static final String MODIFY = BATCHES + "/actions/prospectsBulkModify";
    private static final Pattern ONE = Pattern.compile(BATCHES + "/([^/]+)(?:/actions/(confirm|cancel))?");
    private static final int LONGEST_INFO = 767;

    private final SandboxSettings settings;
    private final String url;
    private final BatchStore store;
    private final ProspectStore prospects;
    private final ProspectFilter filter;
    private final Paging batchPages;
    private final Paging itemPages;

    private record Item(Batch batch, int index) {

        long id() {
            return batch.firstItem() + index;
        }

        boolean failed() {
            return batch.failureOf(index) != null;
        }
    }

    BatchEndpoint(
            SandboxSettings settings, String url, BatchStore store, ProspectStore prospects, ProspectFilter filter) {
        this.settings = settings;
        this.url = url;
        this.store = store;
        this.prospects = prospects;
        this.filter = filter;
        this.batchPages = new Paging(settings, url, "BatchesController");
        this.itemPages = new Paging(settings, url, "BatchItemsController");
    }

    boolean has(Call call) {
        return call.path().equals(BATCHES)
                || call.path().equals(ITEMS)
                || call.path().startsWith(BATCHES + "/");
    }

    /** @throws Refusal as Outreach refuses */
    Answer answer(Call call, Grants.Grant grant) {
        synchronized (store) {
            return switch (call.method() + " " + call.path()) {
                case "POST " + MODIFY -> {
                    ApiEndpoint.demand(grant, "batches.write");
                    ApiEndpoint.demand(grant, "prospects.write");
                    yield document(create(call, grant.user()));
                }
                case "GET " + BATCHES -> {
                    ApiEndpoint.demand(grant, "batches.read");
                    yield list(call);
                }
                case "GET " + ITEMS -> {
                    ApiEndpoint.demand(grant, "batchItems.read");
                    yield items(call);
                }
                default -> one(call, grant);
            };
        }
    }

    private Answer one(Call call, Grants.Grant grant) {
        Matcher path = ONE.matcher(call.path());
        if (!path.matches()) {
            throw Refusal.noRoute();
        }
        String action = call.method() + " " + Objects.requireNonNullElse(path.group(2), "");
        return switch (action) {
            case "GET " -> {
                ApiEndpoint.demand(grant, "batches.read");
                yield document(store.find(id(path.group(1))));
            }
            case "POST confirm" -> {
                ApiEndpoint.demand(grant, "batches.write");
                checkParameters(call, "confirmedCount");
                String count = call.parameter("actionParams[confirmedCount]");
                yield document(store.confirm(id(path.group(1)), count == null ? null : number(count)));
            }
            case "POST cancel" -> {
                ApiEndpoint.demand(grant, "batches.write");
                checkParameters(call);
                yield document(store.cancel(id(path.group(1))));
            }
            default -> throw Refusal.noRoute();
        };
    }

    private static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Refusal.noResource("batch", text);
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("'" + text + "' is not a number.");
        }
    }

    /** Outreach refuses parameters that an action does not have. */
    private static void checkParameters(Call call, String... known) {
        for (String name : call.parameters().keySet()) {
            if (name.startsWith("actionParams[")
                    && Stream.of(known).noneMatch(each -> name.startsWith("actionParams[" + each + "]"))) {
                throw Refusal.badRequest("'" + name + "' is not a parameter of this action.");
            }
        }
    }

    private Batch create(Call call, long user) {
        checkParameters(call, "filter", "skipConfirmation");
        JsonNode given = ProspectEndpoint.data(call).path("attributes");
        ObjectNode attributes = attributes(given);
        Set<Long> ids = ids(given.path("ids"));
        NavigableSet<Long> found =
                filter.found(joined(call, "actionParams[filter][id]"), joined(call, "actionParams[filter][emails]"));
        boolean toAll = ids.isEmpty() && found == null;
        LongStream chosen;
        if (toAll) {
            chosen = StreamSupport.stream(prospects.after(Long.MIN_VALUE).spliterator(), false)
                    .mapToLong(Prospect::id);
        } else {
            chosen = numbers(ids.isEmpty() ? found : ids).filter(id -> found == null || found.contains(id));
        }
        boolean confirmed = "true".equals(call.parameter("actionParams[skipConfirmation]"));
        return store.create(new Batch.Order(user, attributes, chosen.toArray(), toAll, confirmed));
    }

    private static LongStream numbers(Collection<Long> ids) {
        return ids.stream().mapToLong(Long::longValue);
    }

    private static ObjectNode attributes(JsonNode given) {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        if (given.has("fieldName") && given.has("fieldValue")) {
            attributes.set(given.get("fieldName").asText(), given.get("fieldValue"));
        } else {
            given.properties().forEach(entry -> attributes.set(entry.getKey(), entry.getValue()));
            attributes.remove("ids");
        }
        if (attributes.isEmpty()) {
            throw Refusal.invalid("/data/attributes", "There is nothing to modify.");
        }
        return attributes;
    }

    private Set<Long> ids(JsonNode given) {
        if (!given.isMissingNode() && !given.isArray()) {
            throw Refusal.invalid("/data/attributes/ids", "ids is not a list.");
        }
        if (given.size() > settings.get(Knobs.BATCH_MOST_IDS)) {
            int status = settings.get(Knobs.BATCH_TOO_MANY);
            String detail = "ids has more than " + settings.get(Knobs.BATCH_MOST_IDS) + " entries.";
            throw status == 422
                    ? Refusal.invalid("/data/attributes/ids", detail)
                    : Refusal.error(status, "payloadTooLarge", "Payload Too Large", detail);
        }
        Set<Long> ids = new LinkedHashSet<>();
        for (JsonNode id : given) {
            if (!id.isIntegralNumber()) {
                throw Refusal.invalid("/data/attributes/ids", "'" + id.asText() + "' is not an id.");
            }
            ids.add(id.asLong());
        }
        return ids;
    }

    /** The values of a filter, written in one or as a list. */
    private static String joined(Call call, String name) {
        List<String> values = Stream.of(name, name + "[]")
                .flatMap(each -> call.parameters().getOrDefault(each, List.of()).stream())
                .toList();
        return values.isEmpty() ? null : String.join(",", values);
    }

    private Answer list(Call call) {
        boolean backwards = "-createdAt".equals(call.parameter("sort"));
        long from = batchPages.from(call, backwards);
        Stream<Batch> rest = backwards
                ? store.visibleBackwards().filter(batch -> batch.id() < from)
                : store.visible().filter(batch -> batch.id() > from);
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode data = document.putArray("data");
        int size = batchPages.size(call);
        Iterator<Batch> iterator = rest.iterator();
        long last = 0;
        while (iterator.hasNext() && data.size() < size) {
            Batch batch = iterator.next();
            data.add(resource(batch));
            last = batch.id();
        }
        if (iterator.hasNext()) {
            document.putObject("links").put("next", batchPages.next(call, last));
        }
        return Answer.api(200, document);
    }

    private Answer items(Call call) {
        String ofBatch = call.parameter("filter[batchId]");
        String failed = call.parameter("filter[failed]");
        Set<String> wanted =
                ofBatch == null ? null : Stream.of(ofBatch.split(",")).collect(Collectors.toSet());
        long from = itemPages.from(call, false);
        Iterator<Item> rest = store.visible()
                .filter(batch -> wanted == null || wanted.contains(String.valueOf(batch.id())))
                .flatMap(batch -> IntStream.range(0, batch.total()).mapToObj(index -> new Item(batch, index)))
                .filter(item -> item.id() > from)
                .filter(item -> failed == null || String.valueOf(item.failed()).equals(failed))
                .iterator();
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode data = document.putArray("data");
        int size = itemPages.size(call);
        long last = 0;
        while (rest.hasNext() && data.size() < size) {
            Item item = rest.next();
            data.add(resource(item));
            last = item.id();
        }
        if (rest.hasNext()) {
            document.putObject("links").put("next", itemPages.next(call, last));
        }
        return Answer.api(200, document);
    }

    private Answer document(Batch batch) {
        return Answer.api(200, JsonNodeFactory.instance.objectNode().set("data", resource(batch)));
    }

    private ObjectNode resource(Batch batch) {
        ObjectNode resource =
                JsonNodeFactory.instance.objectNode().put("type", "batch").put("id", batch.id());
        boolean told = settings.get(Knobs.BATCH_FINISHED_AT);
        ObjectNode attributes = resource.putObject("attributes")
                .put("action", "prospectsBulkModify")
                .put("canceledAt", time(batch.canceled()))
                .put("confirmCount", batch.total())
                .put("confirmedAt", time(batch.confirmed()))
                .put("confirmedCountRequired", !batch.order().confirmed())
                .put("createdAt", time(batch.created()))
                .putNull("externalStartPayload")
                .put("failures", batch.failures())
                .put("finishedAt", told ? time(batch.finished()) : null)
                .put("pending", batch.pending())
                .put("startedAt", time(batch.started()))
                .put("state", word(batch.state()))
                .putNull("summary")
                .put("total", batch.total())
                .put("updatedAt", time(batch.updated()));
        attributes.set("payload", batch.order().attributes());
        resource.putObject("relationships")
                .putObject("creator")
                .putObject("data")
                .put("type", "user")
                .put("id", batch.order().user());
        resource.putObject("links").put("self", url + BATCHES + "/" + batch.id());
        return resource;
    }

    private ObjectNode resource(Item item) {
        Batch batch = item.batch();
        String info = batch.failureOf(item.index());
        ObjectNode resource =
                JsonNodeFactory.instance.objectNode().put("type", "batchItem").put("id", item.id());
        resource.putObject("attributes")
                .put("batchId", batch.id())
                .put("createdAt", time(batch.created()))
                .put("data", data(batch.order().prospects()[item.index()]))
                .put("failed", item.failed())
                .put("info", info != null && info.length() > LONGEST_INFO ? info.substring(0, LONGEST_INFO) : info)
                .put("state", word(batch.stateOf(item.index())));
        resource.putObject("relationships")
                .putObject("batch")
                .putObject("data")
                .put("type", "batch")
                .put("id", batch.id());
        resource.putObject("links").put("self", url + ITEMS + "/" + item.id());
        return resource;
    }

    private String data(long prospect) {
        return switch (settings.get(Knobs.BATCH_ITEM_DATA)) {
            case ID -> "{\"id\":" + prospect + "}";
            case PROSPECT_ID -> "{\"prospectId\":\"" + prospect + "\"}";
            case PLAIN -> String.valueOf(prospect);
            case NONE -> null;
        };
    }

    private String word(Batch.State state) {
        return state.word(settings.get(Knobs.BATCH_WORDS));
    }

    private static String time(Instant time) {
        return time == null ? null : AttributeRules.timestamp(time.truncatedTo(ChronoUnit.SECONDS));
    }
}
