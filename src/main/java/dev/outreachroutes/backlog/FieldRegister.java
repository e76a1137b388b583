package dev.outreachroutes.backlog;

import dev.outreachroutes.backlog.FieldRule.Fate;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.destination.Destination;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Has the database remember which segment is in which field, and what a change of that means for the rows there are.
 *
 * <p>The process that runs with other fields than the database remembers, and has not run with them before, says so there, before it folds
 * anything. One that has run with them before is behind another: its changes are translated. So a change is told once, whoever sees it
 * first, and one that was made while nothing ran is seen at the start.
 */
final class FieldRegister {

    private static final Logger LOG = LoggerFactory.getLogger(FieldRegister.class);

    private final TransactionTemplate transactions;
    private final JdbcClient jdbc;
    private final FieldTable table;
    private final ChangeCost cost;
    private final InstantSource clock;

    /** Destination: what this process has looked at last, and the fields with which it has run since. */
    private final Map<String, Destination> looked = new ConcurrentHashMap<>();

    private final Map<String, Map<String, SegmentFields.Owner>> adopted = new ConcurrentHashMap<>();

    FieldRegister(JdbcClient jdbc, TransactionTemplate transactions, InstantSource clock) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.table = new FieldTable(jdbc);
        this.cost = new ChangeCost(jdbc);
        this.clock = clock;
    }

    /** Sees to it that the database remembers the fields of a destination as it is configured. Not in a transaction. */
    void register(Destination destination) {
        String name = destination.name();
        if (looked.get(name) == destination) {
            return;
        }
        Map<String, SegmentFields.Owner> own = SegmentFields.configured(destination);
        SegmentFields known = table.of(name);
        if (!known.isOf(destination) && !own.equals(adopted.get(name))) {
            remember(destination, cost.fields(name, known.with(destination)));
        }
        adopted.put(name, own);
        looked.put(name, destination);
    }

    private void remember(Destination destination, long concerns) {
        String name = destination.name();
        Instant now = clock.instant();
        SegmentFields next = transactions.execute(status -> {
            jdbc.sql(
                            """
                            insert into status_values (destination, configured, changed_at) values (?, '{}', ?)
                            on conflict (destination) do nothing
                            """)
                    .params(name, Instants.parameter(now))
                    .update();
            SegmentFields known = table.lock(name);
            if (known.isOf(destination)) {
                return known;
            }
            SegmentFields with = known.with(destination);
            jdbc.sql(
                            "update status_values set fields_version = ?, fields = ?::jsonb, rules = ?::jsonb where destination = ?")
                    .params(with.version(), FieldTable.json(with.owners()), FieldTable.json(with.rules()), name)
                    .update();
            with.newest().ifPresent(rule -> StatusRenewal.lookAgain(jdbc, name, concerns, now));
            with.newest().ifPresent(rule -> tell(name, rule, concerns));
            return with;
        });
        LOG.atDebug()
                .addKeyValue(LogFields.DESTINATION, name)
                .log("{}: the fields of segments are of version {}", name, next.version());
    }

    private static void tell(String destination, FieldRule rule, long concerns) {
        LOG.atInfo()
                .addKeyValue(LogFields.DESTINATION, destination)
                .log(
                        "{}: {}; that concerns {} {}, and costs no more requests than that, sent when nothing newer is due",
                        destination,
                        words(rule),
                        concerns,
                        concerns == 1 ? "prospect" : "prospects");
    }

    /** What becomes of fields. */
    static String words(FieldRule rule) {
        return new TreeMap<>(rule.fates())
                .entrySet().stream()
                        .map(each -> words(each.getKey(), each.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private static String words(String field, Fate fate) {
        if (fate.to() != null) {
            return "the statuses in " + field + " move to " + fate.to();
        }
        return fate.clear() ? field + " is cleared" : field + " has another owner";
    }
}
