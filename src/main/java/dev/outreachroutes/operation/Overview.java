package dev.outreachroutes.operation;

import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.backlog.QuotaStatus;
import dev.outreachroutes.connection.ConnectionState;
import java.util.Map;

/**
 * What the database says of all destinations and accounts at one moment.
 *
 * @param backlogs by destination; empty when the database does not answer
 * @param deadLetters kept for each destination
 * @param quotas by account
 * @param connections by account
 * @param problem why nothing is known; empty when there is none
 */
record Overview(
        Map<String, BacklogState> backlogs,
        Map<String, Long> deadLetters,
        Map<String, QuotaStatus> quotas,
        Map<String, ConnectionState> connections,
        String problem) {

    static Overview unknown(String problem) {
        return new Overview(Map.of(), Map.of(), Map.of(), Map.of(), problem);
    }
}
