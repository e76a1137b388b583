package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that is there to be checked when a schedule has come to rest.
 *
 * @param records what was written, and where it is
 * @param oracles one for each destination, in the order of {@link Landscape#USES}, told all records
 * @param prospects the attributes that the sandbox holds, of every prospect that a record names
 * @param untouched the attributes of a prospect that nobody has asked anything
 * @param deadLetters those that came during the schedule and are open
 * @param gone prospects that Outreach said it does not have, or that may not be edited
 * @param refusable by prospect, attributes that Outreach refused for a while without pointing at them
 * @param requests the sandbox's log
 * @param batches for each prospect of each, of this schedule and before it
 * @param windows what the sandbox has counted, in this schedule and before it
 * @param counters what the replicas counted during the schedule, summed up
 * @param log what the replicas logged during the schedule
 */
record Evidence(
        Schedule schedule,
        List<Feed.Placed> records,
        List<Oracle> oracles,
        Map<Long, JsonNode> prospects,
        JsonNode untouched,
        List<Letter> deadLetters,
        Set<Long> gone,
        Map<Long, Set<String>> refusable,
        List<Request> requests,
        List<Request> batches,
        List<Window> windows,
        Map<String, Double> counters,
        List<String> log) {

    /**
     * One of the sandbox's own windows of the quota.
     *
     * @param requests ours, those that were refused included
     */
    record Window(long user, Instant start, int requests) {

        static List<Window> of(JsonNode windows) {
            List<Window> list = new ArrayList<>();
            windows.forEach(each -> list.add(new Window(
                    each.get("user").asLong(),
                    Instant.parse(each.get("start").asText()),
                    each.get("requests").asInt())));
            return list;
        }
    }

    /**
     * A dead letter that is open.
     *
     * @param partition null, like the offset, when it is about a change
     * @param places of a record: where the first faults are
     * @param morePlaces how many there are besides them
     * @param prospect null when it is about a record
     * @param attributes of a change: those that were given up
     */
    record Letter(
            String destination,
            Integer partition,
            Long offset,
            List<String> places,
            long morePlaces,
            Long prospect,
            Set<String> attributes,
            String detail) {}
}
