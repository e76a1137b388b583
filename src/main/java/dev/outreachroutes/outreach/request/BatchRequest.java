package dev.outreachroutes.outreach.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.outreach.answer.BatchAnswer;
import dev.outreachroutes.outreach.answer.BatchItems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One of the requests by which a batch is made, looked at or ended: see the batches in Outreach's <a
 * href="https://developers.outreach.io/api/reference/">API reference</a>. A bulk request without IDs would change every prospect of the
 * account, so one with none cannot be made, and does not leave when a step of the route has taken them out.
 */
public final class BatchRequest extends OutreachRequest {

    /** What the request is for. */
    public enum Step {
        /** {@code POST /batches/actions/prospectsBulkModify}. */
        CREATE,
        /** {@code GET /batches/{id}}: how it gets on. */
        LOOK,
        /** {@code GET /batchItems}: what became of each prospect. */
        ITEMS,
        /** {@code POST /batches/{id}/actions/cancel}. */
        CANCEL
    }

    /** The member of a bulk request's attributes that names its prospects. */
    static final String IDS = "ids";

    private final Step step;
    private final long batchId;
    private final Map<String, JsonNode> change;
    private final Set<Long> prospects;
    private final String query;

    private BatchAnswer batch;
    private BatchItems items;

    private BatchRequest(Step step, long batchId, Map<String, JsonNode> change, Set<Long> prospects, String query) {
        this.step = step;
        this.batchId = batchId;
        this.change = Map.copyOf(change);
        this.prospects = Set.copyOf(prospects);
        this.query = query;
        if (prospects.isEmpty() || step == Step.CREATE && change.isEmpty()) {
            throw new IllegalArgumentException("A bulk request changes something of some prospects");
        }
    }

    /**
     * A bulk request.
     *
     * @param change by attribute, the same for all of the prospects
     * @param prospects at least one
     */
    public static BatchRequest create(Map<String, JsonNode> change, Set<Long> prospects) {
        return new BatchRequest(Step.CREATE, 0, change, prospects, "actionParams[skipConfirmation]=true");
    }

    /** A look at how a batch gets on. */
    public static BatchRequest look(long batchId, Set<Long> prospects) {
        return new BatchRequest(Step.LOOK, batchId, Map.of(), prospects, "");
    }

    /**
     * A page of what became of its prospects.
     *
     * @param query of the page
     */
    public static BatchRequest items(long batchId, Set<Long> prospects, String query) {
        return new BatchRequest(Step.ITEMS, batchId, Map.of(), prospects, query);
    }

    /** The end of a batch that has not got through. */
    public static BatchRequest cancel(long batchId, Set<Long> prospects) {
        return new BatchRequest(Step.CANCEL, batchId, Map.of(), prospects, "");
    }

    public Step step() {
        return step;
    }

    /** Outreach's number for the batch; 0 while it has none. */
    public long batchId() {
        return batchId;
    }

    /** What stands behind the question mark of the request's address. */
    public String query() {
        return query;
    }

    /** The body of a bulk request; null for the others. What a step of the route does to it changes nothing of this request. */
    public Map<String, Object> document() {
        if (step != Step.CREATE) {
            return null;
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        change.forEach((attribute, value) -> attributes.put(attribute, value.deepCopy()));
        List<Long> ids = new ArrayList<>(new TreeSet<>(prospects));
        attributes.put(IDS, ids);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("attributes", attributes);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("data", data);
        return document;
    }

    /** How its address ends, before the question mark. */
    String path() {
        return switch (step) {
            case CREATE -> "/batches/actions/prospectsBulkModify";
            case LOOK -> "/batches/" + batchId;
            case ITEMS -> "/batchItems";
            case CANCEL -> "/batches/" + batchId + "/actions/cancel";
        };
    }

    Set<Long> prospects() {
        return prospects;
    }

    synchronized void succeeded(BatchAnswer answer) {
        batch = answer;
    }

    synchronized void succeeded(BatchItems answer) {
        items = answer;
    }

    /** What Outreach said of the batch; null when it did not. */
    public synchronized BatchAnswer batch() {
        return batch;
    }

    /** What Outreach said of its prospects; null when it did not. */
    public synchronized BatchItems items() {
        return items;
    }

    /** Without values and numbers of prospects: consoles show the properties of exchanges. */
    @Override
    public String toString() {
        return step + (batchId == 0 ? "" : " of batch " + batchId) + " for " + prospects.size() + " prospects";
    }
}
