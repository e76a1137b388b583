package dev.outreachroutes.sandbox;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A batch as it stands.
 *
 * @param id as in the API
 * @param user whose token created it
 * @param state the word that the API has for its state
 * @param attributes what it writes
 * @param toAll whether it named neither ids nor a filter, and is therefore for all prospects
 * @param vanished whether the API says that there is none
 * @param asUsual whether nothing was made to happen to it
 * @param created when it was created, by the sandbox's clock
 * @param started when its first item ran, or null
 * @param finished when its last item ran, or null
 * @param canceled when somebody canceled it, or null
 * @param items one for each prospect, in the order in which they run
 */
public record SandboxBatch(
        long id,
        long user,
        String state,
        Map<String, Object> attributes,
        boolean toAll,
        boolean vanished,
        boolean asUsual,
        Instant created,
        Instant started,
        Instant finished,
        Instant canceled,
        List<Item> items) {

    /**
     * One prospect of a batch.
     *
     * @param prospectId the prospect
     * @param ended when it was applied, failed or was canceled; null while that is to come
     * @param failure why it failed, or null
     */
    public record Item(long prospectId, Instant ended, String failure) {}

    /** The prospects it is for, in the order in which they are written. */
    public List<Long> prospectIds() {
        return items.stream().map(Item::prospectId).toList();
    }
}
