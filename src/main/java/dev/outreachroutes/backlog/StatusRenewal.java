package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.database.Rest;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes prospects pending whose statuses are to be sent as other values, or to other fields, since the configuration changed.
 *
 * <p>Whoever touches a prospect sends what is configured by itself; this is for all those of whom no event comes. The replica that runs with
 * other values than the database remembers, and has not run with them before, says so there; then all look at the prospects one after
 * the other, in the order of their numbers, so many at a time and one replica at a time. How far they are is remembered with what they
 * did, so that a crash repeats nothing. No more are made pending than are sent within two seconds, and none while as many are due: what
 * is newer does not wait behind them.
 *
 * <p>A replica that still runs with the values of before may write some of them again. It tells that it is there, and when it is gone all
 * prospects are looked at once more.
 */
public final class StatusRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(StatusRenewal.class);

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final int LOOKED_AT_TOGETHER = 1_000;

    /** In one look, so that the other destinations have their turn. */
    private static final int MOST_LOOKS = 20;

    private static final int FEWEST_DUE = 50;
    private static final int SECONDS_DUE = 2;

    /** Longer than any fold takes, and than a replica needs to tell that it is there. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    /** Longer than any transaction takes that may still write by the fields of before. */
    private static final Duration RULES_KEPT = Duration.ofHours(1);

    /** How often a replica tells that it runs with other values. */
    private static final Duration TELL_AGAIN = Duration.ofSeconds(10);

    private final Destinations destinations;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final ProspectTable prospects;
    private final Backlog backlog;
    private final ChangeCost cost;
    private final BlockedMappings blocked;
    private final InstantSource clock;

    private final Rest rest = new Rest();
    private List<Destination> lookedAt = List.of();

    /** Destination: the values with which this process has run since it, or its configuration, began. */
    private final Map<String, Map<String, List<String>>> adopted = new ConcurrentHashMap<>();

    public StatusRenewal(
            Destinations destinations,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Backlog backlog,
            BlockedMappings blocked,
            InstantSource clock) {
        this.destinations = destinations;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.prospects = new ProspectTable(jdbc, destinations);
        this.backlog = backlog;
        this.cost = new ChangeCost(jdbc);
        this.blocked = blocked;
        this.clock = clock;
    }

    /** What the database remembers of a destination. */
    private record Remembered(Map<String, List<String>> configured, Long lookedTo, Instant againAt, boolean hasRules) {}

    /** Called twice a second. Looks when the configuration is another, or has been lately, and else seldom. */
    @Scheduled(fixedDelayString = "${outreach.backlog.renewal-check:500ms}")
    public void lookUnlessAtRest() {
        List<Destination> configured = destinations.destinations();
        if (configured.equals(lookedAt) && !rest.isOver()) {
            return;
        }
        rest.begin();
        if (look()) {
            rest.end();
        }
        lookedAt = configured;
    }

    /** @return whether there is something to do, or will be soon */
    public boolean look() {
        boolean more = false;
        try {
            destinations.destinations().forEach(backlog.fields()::register);
            Map<String, Remembered> remembered = remembered();
            for (Destination destination : destinations.destinations()) {
                more |= look(destination, remembered.get(destination.name()));
            }
            return more;
        } catch (DataAccessException | TransactionException e) {
            if (!Outage.is(e)) {
                throw e;
            }
            LOG.debug("The database does not answer, so the values of statuses are looked at later");
            return true;
        }
    }

    private boolean look(Destination destination, Remembered known) {
        String name = destination.name();
        Map<String, List<String>> own = ChangeCost.configured(destination);
        if (differing(own, known).isEmpty()) {
            adopted.put(name, own);
            if (known != null) {
                renew(destination, known);
            }
            return known != null && (known.lookedTo() != null || known.againAt() != null);
        } else if (own.equals(adopted.get(name))) {
            tellOfOldValues(name);
        } else {
            change(name, own, known);
            adopted.put(name, own);
        }
        return true;
    }

    private void change(String destination, Map<String, List<String>> own, Remembered known) {
        Map<String, List<String>> differing = differing(own, known);
        long concerns = cost.words(destination, differing, known == null ? Map.of() : known.configured());
        Map<String, List<String>> all = new TreeMap<>(known == null ? Map.of() : known.configured());
        all.putAll(own);
        Instant now = clock.instant();
        jdbc.sql(
                        """
                        insert into status_values (destination, configured, changed_at) values (?, '{}', ?)
                        on conflict (destination) do nothing
                        """)
                .params(destination, Instants.parameter(now))
                .update();
        transactions.executeWithoutResult(status -> {
            int changed = jdbc.sql(
                            "update status_values set configured = ?::jsonb where destination = ? and configured <> ?::jsonb")
                    .params(json(all), destination, json(all))
                    .update();
            if (changed > 0) {
                lookAgain(jdbc, destination, concerns, now);
            }
        });
        LOG.atInfo()
                .addKeyValue(LogFields.DESTINATION, destination)
                .log(
                        "{}: the values of the statuses in {} are others now, which concerns {} {}; they are sent when nothing newer is due",
                        destination,
                        String.join(", ", differing.keySet()),
                        concerns,
                        concerns == 1 ? "prospect" : "prospects");
    }

    /**
     * Has all prospects looked at from the first on.
     *
     * @param concerns how many of them are to be made pending, besides those of a change before that were not yet
     */
    static void lookAgain(JdbcClient jdbc, String destination, long concerns, Instant now) {
        jdbc.sql(
                        """
                        update status_values
                        set changed_at = ?, looked_to = 0, again_at = ?, renewed = 0,
                            concerns = ? + case when looked_to is null then 0 else greatest(concerns - renewed, 0) end
                        where destination = ?
                        """)
                .params(Instants.parameter(now), Instants.parameter(now.plus(AGAIN)), concerns, destination)
                .update();
    }

    private void tellOfOldValues(String destination) {
        Instant now = clock.instant();
        jdbc.sql(
                        """
                        update status_values set again_at = ?
                        where destination = ? and (again_at is null or again_at < ?)
                        """)
                .params(
                        Instants.parameter(now.plus(AGAIN)),
                        destination,
                        Instants.parameter(now.plus(AGAIN).minus(TELL_AGAIN)))
                .update();
    }

    private void renew(Destination destination, Remembered known) {
        if (known.lookedTo() == null) {
            if (known.againAt() != null && !known.againAt().isAfter(clock.instant())) {
                jdbc.sql(
                                """
                                update status_values set looked_to = 0, again_at = null
                                where destination = ? and looked_to is null and again_at <= ?
                                """)
                        .params(destination.name(), Instants.parameter(clock.instant()))
                        .update();
            } else if (known.againAt() == null && known.hasRules()) {
                dropRules(destination.name());
            }
            return;
        }
        for (int i = 0; i < MOST_LOOKS; i++) {
            Step step = transactions.execute(status -> renewSome(destination));
            if (step.renewed() > 0) {
                backlog.wake(destination.name());
            }
            if (!step.more()) {
                return;
            }
        }
    }

    /** All prospects have followed them that had anything to follow. */
    private void dropRules(String destination) {
        jdbc.sql(
                        """
                        update status_values set rules = '[]'
                        where destination = ? and looked_to is null and again_at is null and changed_at < ?
                        """)
                .params(destination, Instants.parameter(clock.instant().minus(RULES_KEPT)))
                .update();
    }

    /**
     * What became of some prospects.
     *
     * @param renewed how many of them were made pending, or have to be sent otherwise than they were to be
     * @param more whether it can go on at once
     */
    private record Step(int renewed, boolean more) {

        static final Step NOTHING = new Step(0, false);
    }

    private Step renewSome(Destination destination) {
        String name = destination.name();
        Optional<Long> lookedTo = jdbc.sql(
                        """
                        select looked_to from status_values where destination = ? and looked_to is not null
                        for update skip locked
                        """)
                .param(name)
                .query(Long.class)
                .optional();
        if (lookedTo.isEmpty()) {
            return Step.NOTHING;
        }
        Instant now = clock.instant();
        int most = Math.max(FEWEST_DUE, SECONDS_DUE * destination.account().pace());
        int room = most - prospects.countDue(name, now, most);
        if (room <= 0) {
            return Step.NOTHING;
        }
        List<Looked> looked = prospects.after(name, lookedTo.get(), LOOKED_AT_TOGETHER, StatusRenewal::looked);
        List<Long> changed = new ArrayList<>();
        Long last = looked.size() < LOOKED_AT_TOGETHER
                ? null
                : looked.get(looked.size() - 1).prospectId();
        int asking = 0;
        for (Looked each : looked) {
            if (each.changed()) {
                if (each.pending() && asking++ == room) {
                    last = changed.get(changed.size() - 1);
                    break;
                }
                changed.add(each.prospectId());
            }
        }
        List<ProspectRow> rows = new ArrayList<>(prospects.lock(name, changed).values());
        rows.removeIf(row -> !row.state.isChangedByConfiguration());
        Set<String> impossible = blocked.of(name).keySet();
        rows.forEach(row -> row.rescheduleLast(now, now, impossible));
        prospects.update(name, rows);
        int asked = (int) rows.stream().filter(row -> row.state.isPending()).count();
        jdbc.sql("update status_values set looked_to = ?, renewed = renewed + ? where destination = ?")
                .params(last, asked, name)
                .update();
        return new Step(asked, last != null && asking < room);
    }

    private record Looked(long prospectId, boolean changed, boolean pending) {}

    /** One that cannot be read is left to whoever claims it. */
    private static Looked looked(ResultSet row, Configured configured) throws SQLException {
        long prospectId = row.getLong("prospect_id");
        try {
            ProspectState state = new ProspectRow(row, configured).state;
            return new Looked(prospectId, state.isChangedByConfiguration(), state.isPending());
        } catch (RuntimeException e) {
            LOG.debug("Prospect {} cannot be read, so its statuses stay as they are", prospectId, e);
            return new Looked(prospectId, false, false);
        }
    }

    private Map<String, Remembered> remembered() {
        Map<String, Remembered> remembered = new HashMap<>();
        jdbc.sql("select destination, configured, looked_to, again_at, rules <> '[]' as has_rules from status_values")
                .query(row -> {
                    remembered.put(
                            row.getString("destination"),
                            new Remembered(
                                    ChangeCost.remembered(row.getString("configured")),
                                    row.getObject("looked_to", Long.class),
                                    Instants.of(row, "again_at"),
                                    row.getBoolean("has_rules")));
                });
        return remembered;
    }

    private static Map<String, List<String>> differing(Map<String, List<String>> own, Remembered known) {
        return ChangeCost.differing(own, known == null ? Map.of() : known.configured());
    }

    private static String json(Map<String, List<String>> values) {
        return JSON.valueToTree(values).toString();
    }
}
