package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.convergence.Evidence.Letter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** One schedule, from the first record to rest, on a system that may have had others before. */
final class Run {

    /** Much longer than all back-offs and leases together. */
    private static final Duration LONGEST_UNTIL_REST = Duration.ofMinutes(4);

    private static final Duration BETWEEN_NOTES = Duration.ofSeconds(10);

    private static final int NUMBERS = 1000;

    private final Installation system;
    private final Schedule schedule;
    private final Diary diary;
    private final History history;
    private final Feed feed;
    private final Saboteur saboteur;
    private final Logs logs;
    private long lastLetter;
    private Map<String, Double> countedBefore;

    Run(Installation system, Schedule schedule) {
        this.system = system;
        this.schedule = schedule;
        this.diary = new Diary(system.directory());
        this.history = History.of(schedule.seed(), system.prospects(NUMBERS));
        this.feed = new Feed(system.topic());
        this.saboteur = new Saboteur(system, history.prospects(), schedule.replicas(), feed::write, diary::write);
        this.logs = new Logs(system);
    }

    /**
     * Lets it happen.
     *
     * @return what is wrong, in words; nothing when all is as it must be
     */
    List<String> findings() {
        diary.write(schedule + ", prospects from " + history.prospects().get(0));
        system.sandbox().calm(schedule.windowsTold());
        system.replicas(schedule.replicas());
        countedBefore = counters();
        lastLetter = system.postgres().count("select coalesce(max(id), 0) from dead_letter");
        logs.mark();
        feedAndSabotage();
        List<Feed.Placed> placed = feed.placed();
        diary.write("everything is written");
        String unrest = awaitRest();
        if (unrest != null) {
            diary.write("NOT AT REST: " + unrest);
            return List.of("rest: " + unrest);
        }
        Evidence evidence = evidence(placed);
        List<String> findings = Stream.of(
                        StateCheck.check(evidence),
                        RequestCheck.check(evidence),
                        AccountingCheck.check(evidence),
                        LogCheck.check(evidence))
                .flatMap(List::stream)
                .toList();
        diary.write(findings.isEmpty() ? "all is as it must be" : "WRONG: " + String.join("\n  ", findings));
        return findings;
    }

    private void feedAndSabotage() {
        ExecutorService others = Executors.newCachedThreadPool();
        List<CompletableFuture<Void>> faults = new ArrayList<>();
        try {
            List<FeedRecord> records = history.records();
            List<Fault> ahead = new ArrayList<>(schedule.faults());
            long nanosEach = Feed.length().toNanos() / records.size();
            long start = System.nanoTime();
            for (int i = 0; i < records.size(); i++) {
                while (!ahead.isEmpty() && ahead.get(0).at() * records.size() <= i) {
                    Fault fault = ahead.remove(0);
                    faults.add(CompletableFuture.runAsync(() -> saboteur.cause(fault), others));
                }
                feed.write(records.get(i));
                long early = start + (i + 1) * nanosEach - System.nanoTime();
                if (early > 5_000_000) {
                    Pause.of(Duration.ofNanos(early));
                }
            }
            faults.forEach(CompletableFuture::join);
        } finally {
            others.shutdown();
        }
    }

    /** Waits until every offset is committed and nothing is due; null when it comes to that. */
    private String awaitRest() {
        Instant latest = Instant.now().plus(LONGEST_UNTIL_REST);
        Instant nextNote = Instant.now().plus(BETWEEN_NOTES);
        int calm = 0;
        String unrest = "";
        while (calm < 2) {
            unrest = unrest();
            calm = unrest == null ? calm + 1 : 0;
            if (Instant.now().isAfter(latest)) {
                return unrest;
            }
            if (unrest != null && Instant.now().isAfter(nextNote)) {
                diary.write("not at rest yet: " + unrest);
                nextNote = Instant.now().plus(BETWEEN_NOTES);
            }
            Pause.of(Duration.ofMillis(150));
        }
        diary.write("at rest");
        return null;
    }

    private String unrest() {
        try {
            for (Landscape.Use use : Landscape.USES) {
                Map<Integer, Long> lag = system.topic().lag(use.name());
                if (!lag.isEmpty()) {
                    return use.name() + " has not committed records, by partition " + lag;
                }
            }
            long due = system.postgres().count("select count(*) from prospect where due_at is not null");
            long unpublished = system.postgres().count("select count(*) from dead_letter where published_at is null");
            long stale = system.postgres()
                    .count(
                            """
                    select count(*) from dead_letter letter
                    where state = 'open' and letter.prospect_id is not null and not exists (
                      select from prospect p
                      where p.destination = letter.destination and p.prospect_id = letter.prospect_id
                        and jsonb_exists_any(p.refused, letter.attributes))
                    """);
            long batches = system.postgres().count("select count(*) from batch");
            return due + unpublished + stale + batches == 0
                    ? null
                    : ("%d prospects are due, %d batches are looked after, %d dead letters are not on their topic, %d are open although"
                                    + " nothing of theirs is refused")
                            .formatted(due, batches, unpublished, stale);
        } catch (IllegalStateException | org.springframework.dao.DataAccessException e) {
            return "no answer: " + e.getMessage();
        }
    }

    private Evidence evidence(List<Feed.Placed> placed) {
        List<FeedRecord> records = placed.stream().map(Feed.Placed::record).toList();
        List<Oracle> oracles =
                Landscape.USES.stream().map(use -> Oracle.of(use, records)).toList();
        Map<Long, JsonNode> prospects = new TreeMap<>();
        oracles.stream()
                .flatMap(oracle -> oracle.prospects().stream())
                .distinct()
                .forEach(prospect -> prospects.put(prospect, system.sandbox().prospect(prospect)));
        system.replicas(schedule.replicas());
        Map<String, Double> counted = counters();
        countedBefore.forEach((name, before) -> counted.merge(name, -before, Double::sum));
        return new Evidence(
                schedule,
                placed,
                oracles,
                prospects,
                system.sandbox().prospect(1),
                letters(),
                saboteur.gone(),
                saboteur.refusable(),
                Request.of(system.sandbox().requests()),
                Request.ofBatches(system.sandbox().batches()),
                Evidence.Window.of(system.sandbox().state().get("windows")),
                counted,
                logs.sinceMark());
    }

    private List<Letter> letters() {
        return system.postgres()
                .jdbc()
                .query(
                        """
                        select destination, source_partition, source_offset, prospect_id, attributes, detail,
                               array(select place ->> 'place' from jsonb_array_elements(places) place) as places, more_places
                        from dead_letter
                        where id > ? and state = 'open'
                        """,
                        (row, number) -> new Letter(
                                row.getString("destination"),
                                row.getObject("source_partition", Integer.class),
                                row.getObject("source_offset", Long.class),
                                List.of((String[]) row.getArray("places").getArray()),
                                row.getLong("more_places"),
                                row.getObject("prospect_id", Long.class),
                                Set.of((String[]) row.getArray("attributes").getArray()),
                                row.getString("detail")),
                        lastLetter);
    }

    private Map<String, Double> counters() {
        Map<String, Double> sums = new TreeMap<>();
        for (Replica replica : system.replicas().subList(0, schedule.replicas())) {
            try {
                replica.counters().forEach((name, value) -> sums.merge(name, value, Double::sum));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return sums;
    }
}
