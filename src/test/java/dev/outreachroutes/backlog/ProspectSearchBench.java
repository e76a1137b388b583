package dev.outreachroutes.backlog;

import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How long it takes to explain and to find prospects among a million: the median of seven questions of each kind, beside {@code select 1}
 * in the same run.
 */
public final class ProspectSearchBench {

    private static final String SALES = "emea-sales";
    private static final int ROWS = Integer.getInteger("rows", 1_000_000);

    private ProspectSearchBench() {}

    public static void main(String[] arguments) throws Exception {
        DataSource database = TestDatabase.migrated();
        JdbcTemplate jdbc = new JdbcTemplate(database);
        fill(jdbc);
        Destinations none = new Destinations(List.of(), List.of());
        ProspectSearch search = new ProspectSearch(database, none, new BlockedMappings(none));
        measure("select 1", () -> jdbc.queryForObject("select 1", Integer.class));
        measure("one", () -> search.one(SALES, ROWS / 2));
        measure("first page", () -> page(search, filter(null, null, null, null)));
        for (ProspectSearch.Standing standing : ProspectSearch.Standing.values()) {
            measure("state " + standing.label(), () -> page(search, filter(standing, null, null, null)));
        }
        measure("a status that every second has", () -> page(search, filter(null, "custom4", "realized", null)));
        measure("a status that ten have", () -> page(search, filter(null, "custom7", "exited", null)));
        measure("a value that ten have", () -> page(search, filter(null, "lastName", null, "Rare")));
        measure("a value that nobody has", () -> page(search, filter(null, "lastName", null, "Nobody")));
        MemberCounts members = members(database);
        long start = System.nanoTime();
        members.count();
        System.out.printf(Locale.ROOT, "%-35s %,9.1f ms, once%n", "members counted", (System.nanoTime() - start) / 1e6);
        measure("members as they were counted", () -> members.last(SALES));
        BacklogReader reader = new BacklogReader(none, JdbcClient.create(database), Clock.systemUTC());
        measure("how many are pending", () -> reader.pending(SALES));
    }

    /** Of two segments, which every prospect is or was in. */
    private static MemberCounts members(DataSource database) {
        Account account = new Account("emea-ops", Quota.DOCUMENTED, 1);
        Map<String, Segment> segments =
                Map.of("hot", new Segment("hot", "Hot", 4), "cold", new Segment("cold", "Cold", 7));
        Destination sales =
                new Destination(SALES, "", account, "oid", Map.of(), segments, Destination.NullValues.IGNORE);
        return new MemberCounts(
                new Destinations(List.of(account), List.of(sales)),
                database,
                new TransactionTemplate(new JdbcTransactionManager(database)),
                Duration.ofMinutes(1),
                Clock.systemUTC(),
                System::nanoTime);
    }

    private static ProspectSearch.Filter filter(
            ProspectSearch.Standing standing, String attribute, String status, String value) {
        return new ProspectSearch.Filter(standing, attribute, status, value, null, null);
    }

    private static ProspectSearch.Page page(ProspectSearch search, ProspectSearch.Filter filter) {
        return search.page(SALES, filter, 0, 100);
    }

    /** Of each 100,000 rows one is pending, one refused, one in doubt, one withheld, and one has a value that others have not. */
    private static void fill(JdbcTemplate jdbc) {
        jdbc.update(
                """
                insert into prospect (destination, prospect_id, desired, acknowledged, in_doubt, refused, withheld, pending_since, due_at)
                select ?, n,
                  jsonb_build_object(
                    'firstName', jsonb_build_array('First' || n % 5000, 1764000000000000 + n, n % 12, n, 1764000000000),
                    'lastName', jsonb_build_array(case when n % 100000 = 5 then 'Rare' else 'Last' || n % 20000 end,
                                                  1764000000000000 + n, n % 12, n, 1764000000000),
                    'custom4', jsonb_build_array(case n % 2 when 0 then 'realized' else 'exited' end,
                                                 1764000000000000 + n, n % 12, n, 1764000000000),
                    'custom7', jsonb_build_array(case when n % 100000 = 6 then 'exited' else 'realized' end,
                                                 1764000000000000 + n, n % 12, n, 1764000000000)),
                  jsonb_build_object('firstName', 'First' || n % 5000, 'lastName', 'Last' || n % 20000,
                                     'custom4', case n % 2 when 0 then 'realized' else 'exited' end, 'custom7', 'realized'),
                  case when n % 100000 = 3 then '["custom4"]'::jsonb else '[]' end,
                  case when n % 100000 = 2 then '{"custom4": "realized"}'::jsonb else '{}' end,
                  case when n % 100000 = 4 then '{"custom4": ["realized", "x"]}'::jsonb else '{}' end,
                  case when n % 100000 in (1, 3) then now() end,
                  case when n % 100000 in (1, 3) then now() end
                from generate_series(1, ?) n
                """,
                SALES, ROWS);
        jdbc.execute("analyze prospect");
        System.out.printf(
                Locale.ROOT,
                "%,d prospects, table %s, indexes %s%n",
                ROWS,
                jdbc.queryForObject("select pg_size_pretty(pg_table_size('prospect'))", String.class),
                jdbc.queryForObject("select pg_size_pretty(pg_indexes_size('prospect'))", String.class));
    }

    private static void measure(String what, Runnable question) {
        List<Long> took = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            long start = System.nanoTime();
            question.run();
            took.add(System.nanoTime() - start);
        }
        took.sort(null);
        System.out.printf(Locale.ROOT, "%-35s %,9.1f ms%n", what, took.get(3) / 1e6);
    }
}
