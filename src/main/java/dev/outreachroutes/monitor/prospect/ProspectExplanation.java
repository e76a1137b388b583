package dev.outreachroutes.monitor.prospect;

import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Batch;
import dev.outreachroutes.backlog.ForgottenProspects;
import dev.outreachroutes.backlog.ProspectDetail;
import dev.outreachroutes.backlog.ProspectFailedException;
import dev.outreachroutes.backlog.ProspectSearch;
import dev.outreachroutes.backlog.ProspectStanding;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.deadletter.DeadLetterState;
import dev.outreachroutes.deadletter.KeptDeadLetter;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.mapping.Consent;
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
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;

/** Says why a prospect is as it is in a destination: in sentences without any value of it, and for each of its fields. */
public final class ProspectExplanation {

    private static final Logger LOG = LoggerFactory.getLogger(ProspectExplanation.class);
    private static final int MOST_LETTERS = 1_000;

    /** Named one by one. */
    private static final int MOST_RECORDS = 5;

    private final Destinations destinations;
    private final BacklogReader backlogs;
    private final ProspectSearch prospects;
    private final Exclusions exclusions;
    private final DeadLetterSearch letters;
    private final ForgottenProspects forgotten;
    private final Duration kept;
    private final InstantSource clock;

    /** @param kept how long it is known that a prospect was excluded */
    public ProspectExplanation(
            Destinations destinations,
            BacklogReader backlogs,
            ProspectSearch prospects,
            Exclusions exclusions,
            DeadLetterSearch letters,
            ForgottenProspects forgotten,
            Duration kept,
            InstantSource clock) {
        this.destinations = destinations;
        this.backlogs = backlogs;
        this.prospects = prospects;
        this.exclusions = exclusions;
        this.letters = letters;
        this.forgotten = forgotten;
        this.kept = kept;
        this.clock = clock;
    }

    /**
     * @throws IllegalArgumentException when no prospect has that number
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public String of(DeliveryStanding destination, long prospectId) {
        checked(prospectId);
        String name = destination.name();
        List<String> sentences = new ArrayList<>();
        Look look = look(name, prospectId);
        Optional<ProspectStanding> standing = look.standing();
        if (!look.readable()) {
            sentences.add("Its row cannot be read: its dead letter says why, and replaying that tries again.");
        }
        Optional<Exclusions.Noted> noted = exclusions.at(name, prospectId);
        Optional<ForgottenProspects.Forgotten> gone = forgotten.find(name, prospectId);
        if (standing.isEmpty()) {
            gone.ifPresent(each -> sentences.add(forgotten(each)));
        }
        standing.ifPresent(known -> stands(prospectId, known, destination, sentences));
        noted.filter(each -> each.prospectId() == prospectId)
                .ifPresentOrElse(each -> sentences.add(excluded(each)), () -> {
                    if (standing.isEmpty() && look.readable() && gone.isEmpty()) {
                        sentences.add(unseen(name, noted));
                    }
                });
        long open = letters.count(about(name, prospectId), MOST_LETTERS);
        if (open > 0) {
            sentences.add(open == 1 ? "1 open dead letter is about it." : open + " open dead letters are about it.");
        }
        records(name, prospectId).ifPresent(sentences::add);
        for (Destination other : destinations.destinations()) {
            if (!other.name().equals(name)) {
                elsewhere(other.name(), prospectId).ifPresent(sentences::add);
            }
        }
        return String.join(" ", sentences);
    }

    /** How a prospect stands; empty when nothing was ever desired of it, or its row cannot be read. */
    private record Look(boolean readable, Optional<ProspectStanding> standing) {}

    private Look look(String destination, long prospectId) {
        try {
            return new Look(true, backlogs.prospect(destination, prospectId));
        } catch (ProspectFailedException e) {
            LOG.atDebug()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .log(
                            "{}: prospect {} is explained without its row, which cannot be read",
                            destination,
                            prospectId,
                            e);
            return new Look(false, Optional.empty());
        }
    }

    private static void checked(long prospectId) {
        if (prospectId < 1) {
            throw new IllegalArgumentException("A prospect's number is 1 or more");
        }
    }

    /**
     * The whole of it, with values.
     *
     * @throws IllegalArgumentException when no prospect has that number
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public Explanation whole(DeliveryStanding destination, long prospectId) {
        checked(prospectId);
        String name = destination.name();
        Optional<ProspectDetail> prospect = known(name, prospectId);
        Map<String, Explanation.Source> sources = sources(name);
        return new Explanation(
                name,
                prospectId,
                of(destination, prospectId),
                prospect,
                prospect.map(detail -> detail.fields().stream()
                                .map(field -> new Explanation.Field(
                                        field,
                                        Optional.ofNullable(sources.get(field.attribute())),
                                        left(field, sources) + reason(detail, field, destination)))
                                .toList())
                        .orElse(List.of()),
                exclusions.at(name, prospectId).filter(each -> each.prospectId() == prospectId),
                letters.page(about(name, prospectId), null, MOST_RECORDS).stream()
                        .map(KeptDeadLetter::id)
                        .toList());
    }

    /** A row that cannot be read has a dead letter, which says so. */
    private Optional<ProspectDetail> known(String destination, long prospectId) {
        try {
            return prospects.one(destination, prospectId);
        } catch (ProspectFailedException e) {
            LOG.atDebug()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .log(
                            "{}: the fields of prospect {} are not told, since its row cannot be read",
                            destination,
                            prospectId,
                            e);
            return Optional.empty();
        }
    }

    private Map<String, Explanation.Source> sources(String destination) {
        Map<String, Explanation.Source> sources = new HashMap<>();
        destinations.find(destination).ifPresent(configured -> {
            configured
                    .attributes()
                    .forEach((attribute, mapping) ->
                            sources.put(attribute, new Explanation.Source(null, mapping.path())));
            configured
                    .segments()
                    .values()
                    .forEach(segment -> sources.put(segment.attribute(), new Explanation.Source(segment, null)));
        });
        return sources;
    }

    /** A segment has left the configuration, or has another field. */
    private static String left(ProspectDetail.Field field, Map<String, Explanation.Source> sources) {
        return field.state() == ProspectDetail.State.PENDING
                        && !sources.containsKey(field.attribute())
                        && field.desired().value().isNull()
                ? "No mapping names it any more, so it is cleared. "
                : "";
    }

    private String reason(ProspectDetail prospect, ProspectDetail.Field field, DeliveryStanding destination) {
        ProspectStanding standing = prospect.standing();
        String doubt = field.inDoubt() ? "A request with it was sent whose answer is not known. " : "";
        return switch (field.state()) {
            case CONFIRMED -> "Outreach has confirmed it.";
            case REFUSED ->
                "Outreach has refused it for good; it is tried again when something else is desired of it, or by a replay"
                        + " of its dead letter.";
            case WITHHELD ->
                "A step of the delivery route took it out; it is sent when something else is desired of it, or when the"
                        + " routes change.";
            case NOT_DESIRED ->
                field.held() == null
                        ? "Nothing is desired of it."
                        : "Consent is withheld, so nothing is desired of it.";
            case BLOCKED ->
                doubt
                        + sentence("It is blocked: "
                                + destination.blocked().getOrDefault(field.attribute(), "its mapping cannot work"));
            case PENDING ->
                doubt
                        + (standing.setAside()
                                ? "The prospect is set aside, because its row could not be read or written; replaying its dead letter tries again."
                                : standing.pendingSince() == null
                                        ? "The configuration has changed what is sent; it is made pending when nothing newer is due."
                                        : waits(prospect.prospectId(), standing, destination));
        };
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }

    private static DeadLetterFilter about(String destination, long prospectId) {
        return new DeadLetterFilter(List.of(), destination, null, DeadLetterState.OPEN, null, null, prospectId, null);
    }

    /** A record that cannot be read is of no prospect; but the number may stand in it. */
    private Optional<String> records(String destination, long prospectId) {
        try {
            List<Long> found = letters.recordsWith(destination, prospectId, MOST_RECORDS + 1);
            String numbers =
                    found.stream().limit(MOST_RECORDS).map(String::valueOf).collect(Collectors.joining(", "));
            return found.isEmpty()
                    ? Optional.empty()
                    : Optional.of("It is named in records that could not be read or folded; see the open dead letters "
                            + numbers + (found.size() > MOST_RECORDS ? " and others." : "."));
        } catch (QueryTimeoutException e) {
            return Optional.of("Whether it is named in a record that could not be read was not found out in time.");
        }
    }

    private void stands(
            long prospectId, ProspectStanding prospect, DeliveryStanding destination, List<String> sentences) {
        if (prospect.setAside()) {
            sentences.add(
                    "Set aside: its row could not be read or written. Its dead letter says why; replaying that tries again.");
        } else if (prospect.desiresNothing()) {
            sentences.add("Nothing waits, and nothing is desired of it.");
        } else if (prospect.pendingSince() == null && !prospect.pending().isEmpty()) {
            sentences.add("The configuration has changed what is sent as " + names(prospect.pending())
                    + "; it is made pending when nothing newer is due.");
        } else if (prospect.pendingSince() == null) {
            sentences.add(
                    prospect.confirmed().isEmpty()
                            ? "Nothing waits, but Outreach has confirmed nothing of what is desired of it."
                            : "Nothing waits: Outreach has confirmed what is desired of it"
                                    + (prospect.refused().isEmpty()
                                                    && prospect.withheld().isEmpty()
                                            ? "."
                                            : ", but for the following."));
        } else {
            Map<String, String> blocked = new TreeMap<>(destination.blocked());
            blocked.keySet().retainAll(prospect.pending());
            boolean nothingElse = blocked.keySet().containsAll(prospect.pending());
            sentences.add("Pending since " + time(prospect.pendingSince()) + ": " + names(prospect.pending()) + "."
                    + (nothingElse ? "" : " " + waits(prospectId, prospect, destination)));
            blocked.forEach((attribute, reason) -> sentences.add(
                    reason.equals(Mode.REASON)
                            ? attribute
                                    + " is in dry run, so nothing is sent for it until the mode of its segment is live."
                            : attribute
                                    + sentence(" is blocked, so nothing is sent for it until its mapping works: "
                                            + reason)));
        }
        if (!prospect.refused().isEmpty()) {
            sentences.add("Outreach has refused for good what is desired of " + names(prospect.refused()) + ".");
        }
        if (prospect.goneSince() != null) {
            sentences.add("Outreach does not know it since " + time(prospect.goneSince())
                    + ": it was deleted or merged, or the account's user may not see it.");
        }
        if (!prospect.withheld().isEmpty()) {
            sentences.add("A step of the delivery route took out " + names(prospect.withheld())
                    + "; that is sent when something else is desired of it, or when the routes change.");
        }
        new TreeMap<>(prospect.withoutConsent())
                .forEach((what, said) -> sentences.add(
                        what.equals(Consent.TO_EVERYTHING)
                                ? "Consent is withheld, as a record written " + time(said)
                                        + " says: the segments that it was in are left, and nothing else is sent."
                                : "Consent is withheld from " + what + ", as a record written " + time(said)
                                        + " says: its segment is left."));
    }

    private String waits(long prospectId, ProspectStanding prospect, DeliveryStanding destination) {
        Optional<Batch> batch = prospect.claimed() ? backlogs.batch(destination.name(), prospectId) : Optional.empty();
        if (batch.isPresent()) {
            return inBulk(batch.get());
        }
        if (prospect.claimed()) {
            return "Its request is on the way; if no answer is seen by " + time(prospect.dueAt())
                    + " it is sent again.";
        }
        String all = allWait(destination);
        if (prospect.dueAt() != null && prospect.dueAt().isAfter(clock.instant())) {
            return (prospect.attempts() == 0
                            ? "It is sent at " + time(prospect.dueAt())
                                    + ", when an earlier request cannot be applied any more."
                            : "It failed "
                                    + (prospect.attempts() == 1 ? "once" : prospect.attempts() + " times in a row")
                                    + " and is tried again at " + time(prospect.dueAt()) + ".")
                    + (all.isEmpty() ? "" : " " + all);
        }
        return all.isEmpty() ? "It waits its turn." : all;
    }

    private static String inBulk(Batch batch) {
        return "It is in a bulk request for " + batch.prospects().size() + " prospects, made at "
                + time(batch.askedAt())
                + (batch.outreachId() == null ? "" : ", Outreach's batch " + batch.outreachId())
                + ", whose end is awaited; if it does not get on, it is sent by itself after " + time(batch.giveUpAt())
                + ".";
    }

    /** What all prospects of a destination wait for; empty when they wait for nothing. */
    private static String allWait(DeliveryStanding destination) {
        String waits = destination.waits();
        String waiting = waits.isEmpty() ? "" : sentence("Delivery waits " + waits);
        return Boolean.TRUE.equals(destination.getPaused())
                ? sentence("Delivery is paused since " + destination.getPausedSince() + ": "
                                + destination.getPauseReason())
                        + (waiting.isEmpty() ? "" : " " + waiting)
                : waiting;
    }

    private static String excluded(Exclusions.Noted noted) {
        String written = noted.recordTime() == null ? "" : ", written " + time(noted.recordTime());
        return "Excluded: " + noted.reason() + ". That was its last event that asked for nothing here, " + noted.topic()
                + "-" + noted.partition() + " offset " + noted.offset() + written + ".";
    }

    private static String forgotten(ForgottenProspects.Forgotten gone) {
        return "Forgotten at " + time(gone.at())
                + ", when all was removed that was kept of it. Records written up to then are not taken" + " in until "
                + time(gone.until()) + "; none that was written since has asked for anything.";
    }

    private String unseen(String destination, Optional<Exclusions.Noted> other) {
        Instant since = clock.instant().minus(kept);
        if (other.isPresent() && other.get().notedAt().isAfter(since)) {
            since = other.get().notedAt();
        }
        return "Never seen: " + destination
                + " has read no event of it that asked for anything, and none that asked for nothing since "
                + time(since) + ".";
    }

    private Optional<String> elsewhere(String destination, long prospectId) {
        Look look = look(destination, prospectId);
        if (!look.readable()) {
            return Optional.of("It is also in destination " + destination + ", where its row cannot be read.");
        }
        return look.standing()
                .map(standing -> "It is also in destination " + destination + ", where "
                        + (standing.pendingSince() == null
                                ? "nothing waits."
                                : "it is pending since " + time(standing.pendingSince()) + "."));
    }

    private static String names(Set<String> attributes) {
        return String.join(", ", new TreeSet<>(attributes));
    }

    private static String time(Instant instant) {
        return Times.text(instant);
    }
}
