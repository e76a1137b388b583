package dev.outreachroutes.convergence;

import dev.outreachroutes.LogSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What replicas log: no error that is not expected, no secret, nothing of a prospect. */
final class LogCheck {

    /** Lines at ERROR that say what the faults have done, and nothing that is wrong. */
    private static final List<Pattern> EXPECTED = List.of(
            // A replica that lost its number with the database's session, and was given another.
            Pattern.compile("ConsumerCoordinator .* Caught fenced group.instance.id"),
            Pattern.compile("ConsumerCoordinator .* has been fenced by another instance"),
            // PostgreSQL went away while a dead letter was kept: the change is tried again, and refused again.
            Pattern.compile("FatalFallbackErrorHandler "),
            // PostgreSQL went away in the middle of a commit; what waits for it says so in a line.
            Pattern.compile("JdbcTransactionManager Commit exception overridden by rollback exception"),
            // The broker was away when a producer was to be closed: it is ended by force.
            Pattern.compile("KafkaProducer .* Interrupted while joining ioThread"),
            // A consumer that is stopped while its group waits for a killed member: it is ended by force.
            Pattern.compile("ClassicKafkaConsumer .* Failed to close (coordinator|fetcher) with a timeout"),
            Pattern.compile("KafkaFetchRecords .* Error closing the Kafka consumer: java.lang.InterruptedException"),
            // A group that has gone on without this consumer: the records come again. Our own line says so too.
            Pattern.compile("ConsumerCoordinator .* Offset commit failed on partition"));

    private LogCheck() {}

    static List<String> check(Evidence evidence) {
        List<String> findings = new ArrayList<>();
        for (String line : evidence.log()) {
            boolean error = line.contains(" ERROR ") || line.contains("OutOfMemoryError");
            if (error && EXPECTED.stream().noneMatch(each -> each.matcher(line).find())) {
                findings.add("log: " + line);
            }
        }
        LogSearch.search("log", 1, evidence.log()).forEach(find -> findings.add("secret in a log: " + find));
        return findings;
    }
}
