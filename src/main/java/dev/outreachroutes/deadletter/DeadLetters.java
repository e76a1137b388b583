package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.backlog.ForgottenProspects;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.outreach.OutreachException;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.outreach.RejectedException;
import dev.outreachroutes.outreach.request.ProspectRequest;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps dead letters in the database. From there {@link DeadLetterTopic} writes them to the topic, so that neither a broker that
 * is away nor a crash loses one.
 */
public final class DeadLetters {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** Many may come at once; one line in this time says how many. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final LogThrottle lines = new LogThrottle(BETWEEN_LINES);
    private final JdbcClient jdbc;

    /** The one statement that goes as a batch, which JdbcClient has none of: one record may be in it twice. */
    private final JdbcTemplate batches;

    private final TransactionTemplate transactions;
    private final ForgottenProspects forgotten;
    private final MeterRegistry meters;
    private final InstantSource clock;

    public DeadLetters(
            JdbcTemplate batches, TransactionTemplate transactions, MeterRegistry meters, InstantSource clock) {
        this.jdbc = JdbcClient.create(batches);
        this.batches = batches;
        this.transactions = transactions;
        this.forgotten = new ForgottenProspects(jdbc);
        this.meters = meters;
        this.clock = clock;
    }

    /** A step of the delivery route: puts the dead letter for a change that failed for good in the body, as a list of one. */
    public void describe(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        exchange.getMessage()
                .setBody(List.of(DeadLetter.ofChange(
                        exchange.getProperty(OutreachExchange.DESTINATION, String.class),
                        reason(failure),
                        failure instanceof OutreachException known ? known.getMessage() : Cause.withoutValues(failure),
                        failure instanceof OutreachException known && known.status() > 0 ? known.status() : null,
                        failure instanceof RejectedException rejection ? rejection.errorText() : null,
                        refused(exchange.getProperty(OutreachExchange.REQUEST, ProspectRequest.class), failure))));
    }

    private static String reason(Throwable failure) {
        if (failure instanceof RejectedException) {
            return "rejected";
        }
        return failure instanceof OutreachException || failure instanceof IOException ? "attempts-exhausted" : "failed";
    }

    /** Of a refusal what it is about: the other attributes are sent without these. */
    private static ProspectUpdate refused(ProspectRequest request, Throwable failure) {
        return failure instanceof RejectedException rejection
                ? request.update(rejection.attributes())
                : request.update();
    }

    /**
     * Keeps dead letters, all or none of them. The same record read again, after a crash or by another replica, is kept once for a
     * reason: one of the same place in its topic, the same time and the same bytes. If its letter was settled, it is open again. An
     * open letter is superseded by one that names all that it names of the same prospect. None is kept of a change of a prospect that was
     * forgotten while its request was under way. Of a letter that the database does not take,
     * a smaller one is kept.
     *
     * @throws LetterNotKeptException when the database is there and takes not even that
     */
    public void keep(List<DeadLetter> letters) {
        try {
            keepTogether(letters);
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                throw e;
            }
            if (letters.size() == 1) {
                keepSmaller(letters.get(0));
            } else {
                letters.forEach(letter -> keep(List.of(letter)));
            }
        }
    }

    private void keepSmaller(DeadLetter letter) {
        try {
            keepTogether(List.of(letter.smaller()));
        } catch (RuntimeException e) {
            throw Outage.is(e) ? e : new LetterNotKeptException(e);
        }
    }

    private void keepTogether(List<DeadLetter> all) {
        OffsetDateTime now = Instants.parameter(clock.instant());
        List<DeadLetter> letters = new ArrayList<>();
        int[] kept = transactions.execute(status -> {
            letters.addAll(notForgotten(all));
            letters.stream().filter(letter -> letter.prospectId() != null).forEach(letter -> supersede(letter, now));
            return batches.batchUpdate(
                    """
                    insert into dead_letter (created_at, destination, reason, detail, source_topic, source_partition,
                                             source_offset, record_time, record_key, record_hash, places, more_places,
                                             prospect_id, http_status, error_text, attributes, payload)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)
                    on conflict (destination, source_topic, source_partition, source_offset,
                                 coalesce(record_time, '-infinity'), record_hash, reason)
                    do update set state = 'open', created_at = excluded.created_at, detail = excluded.detail,
                                  places = excluded.places, more_places = excluded.more_places, payload = excluded.payload,
                                  settled_at = null, settled_by = null, note = null, outcome = null, published_at = null
                    where dead_letter.state <> 'open'
                    """,
                    letters.stream().map(letter -> columns(letter, now)).toList());
        });
        for (int i = 0; i < kept.length; i++) {
            if (kept[i] != 0) {
                kept(letters.get(i));
            }
        }
    }

    /** Those that may be kept; what is empty tells nothing of a prospect. */
    private List<DeadLetter> notForgotten(List<DeadLetter> letters) {
        Map<String, Set<Long>> prospects = new TreeMap<>();
        letters.stream().filter(DeadLetters::tellsOfAProspect).forEach(letter -> prospects
                .computeIfAbsent(letter.destination(), name -> new HashSet<>())
                .add(letter.prospectId()));
        prospects.replaceAll(forgotten::withoutRequest);
        return letters.stream()
                .filter(letter -> !tellsOfAProspect(letter)
                        || !prospects.get(letter.destination()).contains(letter.prospectId()))
                .toList();
    }

    private static boolean tellsOfAProspect(DeadLetter letter) {
        return letter.prospectId() != null && !letter.attributes().isEmpty();
    }

    /**
     * Removes all letters about changes of some prospects, in the caller's transaction. Records that could not be read stay: they are no
     * prospect's, and may be about others.
     *
     * @return how many there were
     */
    public int remove(String destination, Collection<Long> prospectIds) {
        return jdbc.sql("delete from dead_letter where destination = ? and prospect_id = any(?)")
                .params(destination, prospectIds.toArray(Long[]::new))
                .update();
    }

    private void supersede(DeadLetter letter, OffsetDateTime now) {
        jdbc.sql(
                        """
                        update dead_letter
                        set state = 'superseded', settled_at = ?, replay_at = null, published_at = null
                        where state = 'open' and destination = ? and prospect_id = ? and attributes <@ ?::text[]
                        """)
                .params(now, letter.destination(), letter.prospectId(), names(letter))
                .update();
    }

    private static String[] names(DeadLetter letter) {
        return letter.attributes().toArray(String[]::new);
    }

    private static Object[] columns(DeadLetter letter, OffsetDateTime now) {
        DeadLetter.Source source = letter.source();
        return new Object[] {
            now,
            letter.destination(),
            letter.reason(),
            storable(letter.detail()),
            source == null ? null : source.topic(),
            source == null ? null : source.partition(),
            source == null ? null : source.offset(),
            source == null ? null : Instants.parameter(source.time()),
            source == null ? null : source.key(),
            source == null ? null : hash(letter.payload()),
            places(letter),
            letter.morePlaces(),
            letter.prospectId(),
            letter.httpStatus(),
            storable(letter.errorText()),
            names(letter),
            letter.payload()
        };
    }

    /** Two records of the same place and time are the same if their bytes are: a topic that is made anew may repeat the others. */
    private static byte[] hash(byte[] payload) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(payload);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The places of a letter as they are stored. */
    static String places(DeadLetter letter) {
        try {
            return JSON.writeValueAsString(letter.places());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kept(DeadLetter letter) {
        meters.counter("outreach.dead.letters", "destination", letter.destination(), "reason", letter.reason())
                .increment();
        long count = lines.times();
        if (count > 0) {
            LOG.atWarn()
                    .addKeyValue(LogFields.DESTINATION, letter.destination())
                    .log(
                            "{}: {} new, the last for {}: {}",
                            letter.destination(),
                            count == 1 ? "a dead letter is" : count + " dead letters are",
                            letter.subject(),
                            letter.source() == null ? withoutOutreachsWords(letter) : letter.detail());
        }
    }

    /** Outreach's text may repeat the value that it refuses. */
    private static String withoutOutreachsWords(DeadLetter letter) {
        return letter.httpStatus() == null ? letter.reason() : letter.reason() + " with " + letter.httpStatus();
    }

    /** PostgreSQL's text cannot hold the character NUL. */
    static String storable(String text) {
        return text == null ? null : text.replace("\0", "");
    }
}
