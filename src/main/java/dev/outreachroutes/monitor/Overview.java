package dev.outreachroutes.monitor;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.quota.QuotaStatus;
import dev.outreachroutes.resync.Resync;
import java.util.Map;

/**
 * What the database says of all destinations and accounts at one moment.
 *
 * @param backlogs by destination; empty when the database does not answer
 * @param deadLetters those that are open, by destination and reason
 * @param quotas by account
 * @param connections by account
 * @param resyncs the latest resync that was begun, by destination
 * @param problem why nothing is known; empty when there is none
 */
public record Overview(
        Map<String, BacklogState> backlogs,
        Map<String, Map<String, Long>> deadLetters,
        Map<String, QuotaStatus> quotas,
        Map<String, ConnectionState> connections,
        Map<String, Resync> resyncs,
        String problem) {

    /** A destination's open dead letters, by reason. */
    Map<String, Long> deadLetters(String destination) {
        return deadLetters.getOrDefault(destination, Map.of());
    }

    static Overview unknown(String problem) {
        return new Overview(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), problem);
    }
}
