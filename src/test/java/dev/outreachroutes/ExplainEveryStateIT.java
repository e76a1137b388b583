package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.sandbox.Fault;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Prospects in every state that Outreach, an operator, the configuration and the person can bring about, all at once: each explanation
 * names what has really happened, by the schedule of faults and by what the sandbox has seen.
 */
class ExplainEveryStateIT {

    private static final Logger LOG = LoggerFactory.getLogger(ExplainEveryStateIT.class);
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String NEWS = "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352";
    private static final String FIRST_STEP = "          - throttle:\n              id: pace\n";
    private static final String INVALID =
            "{\"errors\":[{\"id\":\"validationError\",\"title\":\"Validation Error\",\"detail\":\"Custom4 is invalid\"}]}";
    private static final String NOT_FOUND =
            "{\"errors\":[{\"id\":\"resourceNotFound\",\"title\":\"Resource Not Found\"}]}";
    private static final String SHARES = "\"share\": \"y\",";
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z";
    private static final String CONFIRMED = "Nothing waits: Outreach has confirmed what is desired of it\\.";
    private static final String PENDING = "Pending since " + TIME + ": custom4\\. ";

    /** Accounts, each with one destination and a namespace of its own, and the Outreach users behind them. */
    private static final List<String> ACCOUNTS =
            List.of("plain", "paused", "spent", "ended", "broken", "mute", "slow", "quiet", "dry");

    private static final String DESTINATIONS =
            """
            labels: { person.last: [I1] }
            policies: { no-last-names: { action: exportToThirdParty, labels: [I1] } }
            accounts:
              plain: {}
              paused: {}
              spent: { quota: { requests: 3, period: 1h } }
              ended: {}
              broken: {}
              mute: {}
              slow: {}
              quiet: { quiet-hours: [{ from: "%s", to: "%s" }] }
              dry: {}
            destinations:
              plain:
                account: plain
                identity: plain
                marketing-actions: [exportToThirdParty]
                attributes: { nickname: person.nick, lastName: person.last }
                segments:
                  3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 }
                  a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { mapping-id: 5, consent: [share] }
                  c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352: { mapping-id: 6, mode: dry-run }
            """;

    private RuntimeFixture fixture;
    private ConfigurableApplicationContext replica;

    /** By prospect the account that it is of, and what its explanation has to match. */
    private final Map<Long, String> account = new TreeMap<>();

    private final Map<Long, String> reason = new TreeMap<>();

    /** By prospect which answers the sandbox has given, each once; nothing when it was asked nothing. */
    private final Map<Long, List<Integer>> answers = new TreeMap<>();

    @AfterEach
    void stop() {
        if (fixture != null) {
            fixture.close();
        }
    }

    @Test
    void everyExplanationNamesTheTrueReason() {
        start();
        List<String> events = new ArrayList<>();
        expect("plain", 100, 104, CONFIRMED, 200);
        LongStream.rangeClosed(100, 104).forEach(id -> events.add(joins("plain", id)));

        expect(
                "plain",
                110,
                113,
                "Nothing waits, but Outreach has confirmed nothing of what is desired of it\\. Outreach has refused for good what is"
                        + " desired of custom4\\. 1 open dead letter is about it\\.",
                422);
        LongStream.rangeClosed(110, 113).forEach(id -> {
            fixture.sandbox().answerAlways(id, Fault.answer(422, INVALID));
            events.add(joins("plain", id));
        });

        expect(
                "plain",
                120,
                123,
                "Nothing waits, but .* Outreach has refused for good .* Outreach does not know it since " + TIME
                        + ": it was deleted or merged, or .* 1 open dead letter is about it\\.",
                404);
        LongStream.rangeClosed(120, 123).forEach(id -> {
            fixture.sandbox().answerAlways(id, Fault.answer(404, NOT_FOUND));
            events.add(joins("plain", id));
        });

        expect(
                "plain",
                130,
                133,
                "Nothing waits: Outreach has confirmed what is desired of it, but for the following\\. A step of the delivery route took"
                        + " out nickname; .*",
                200);
        LongStream.rangeClosed(130, 133)
                .forEach(id -> events.add(
                        event("plain", id, SHARES + "\"person\": {\"nick\": \"Mi\"},", Events.HOT, "realized")));

        expect(
                "plain",
                140,
                143,
                "Nothing waits: .* Consent is withheld from custom5, as a record written " + TIME
                        + " says: its segment is left\\. Excluded: no-consent\\. .*",
                200);
        LongStream.rangeClosed(140, 143).forEach(id -> {
            events.add(event("plain", id, SHARES, Events.TRIAL, "realized"));
            events.add(event("plain", id, "\"share\": \"n\",", Events.TRIAL, "realized"));
        });

        expect(
                "plain",
                150,
                152,
                "Pending since " + TIME
                        + ": lastName\\. lastName is blocked, so nothing is sent for it until its mapping works: .*policy.*");
        LongStream.rangeClosed(150, 152)
                .forEach(id -> events.add(
                        "{%s \"identityMap\": {\"plain\": [{\"id\": \"%d\"}]}, \"person\": {\"last\": \"O\"}}"
                                .formatted(SHARES, id)));

        expect(
                "plain",
                160,
                162,
                "Pending since " + TIME
                        + ": custom6\\. custom6 is in dry run, so nothing is sent for it until the mode of its segment is live\\.");
        LongStream.rangeClosed(160, 162).forEach(id -> events.add(event("plain", id, SHARES, NEWS, "realized")));

        expect(
                "plain",
                170,
                171,
                "Nothing waits, and nothing is desired of it\\. Excluded: nothing-mapped\\. That was its last event that asked for nothing here, .*");
        LongStream.rangeClosed(170, 171).forEach(id -> events.add(event("plain", id, SHARES, "unmapped", "realized")));

        expect("plain", 180, 181, "Never seen: plain has read no event of it that asked for anything, .*");
        expect("plain", 190, 191, "Forgotten at " + TIME + ", when all was removed that was kept of it\\. .*", 200);
        LongStream.rangeClosed(190, 191).forEach(id -> events.add(joins("plain", id)));

        expect("paused", 300, 302, PENDING + "Delivery is paused since " + TIME + ": fields are being moved\\.");
        LongStream.rangeClosed(300, 302).forEach(id -> events.add(joins("paused", id)));
        managed("paused").pause("fields are being moved");

        LongStream.rangeClosed(500, 502).forEach(id -> events.add(joins("ended", id)));
        expect(
                "ended",
                500,
                502,
                PENDING + "Delivery waits .*Outreach no longer accepts the grant of the account .*; press Connect .*");

        // Of 3 requests an hour all are used up.
        expect("spent", 400, 402, CONFIRMED, 200);
        LongStream.rangeClosed(400, 402).forEach(id -> events.add(joins("spent", id)));

        String failed = "It failed (once|\\d+ times in a row) and is tried again at " + TIME + "\\.";
        String none = "Delivery waits until " + TIME + ": .*503.*";
        expect("broken", 600, 602, PENDING + "(" + failed + "( " + none + ")?|" + none + "|It waits its turn\\.)", 503);
        LongStream.rangeClosed(600, 602).forEach(id -> {
            fixture.sandbox().answerAlways(id, Fault.answer(503, "<html>away</html>"));
            events.add(joins("broken", id));
        });

        LongStream.rangeClosed(800, 801).forEach(id -> events.add(joins("quiet", id)));
        expect("quiet", 800, 801, PENDING + "Delivery waits until " + TIME + ": .*quiet hours.*");
        LongStream.rangeClosed(900, 902).forEach(id -> events.add(joins("dry", id)));
        expect("dry", 900, 902, PENDING + "Delivery waits until its mode is live: it is in dry run\\.");

        fixture.sandbox().answerAlways(700, Fault.resetAfter());
        events.add(joins("mute", 700));
        expect("mute", 700, 700, PENDING + "(" + failed + "|Its request is on the way; .*)( Delivery waits .*)?", 0);
        fixture.sandbox().answerAlways(710, Fault.slow(Duration.ofSeconds(60)));

        fixture.sandbox().revoke(1 + ACCOUNTS.indexOf("ended"));
        fixture.topic().send(events);
        ACCOUNTS.forEach(each -> fixture.topic().awaitIntake(each, SOON));
        LongStream.rangeClosed(190, 191).forEach(id -> RuntimeFixture.await(SOON)
                .until(() -> explained(id).matches(CONFIRMED)));
        LongStream.rangeClosed(190, 191).forEach(managed("plain")::forget);
        RuntimeFixture.await(SOON).untilAsserted(() -> LongStream.rangeClosed(400, 402)
                .forEach(id -> assertThat(explained(id)).matches(CONFIRMED)));
        expect("spent", 410, 413, PENDING + "Delivery waits until " + TIME + ": the account's quota is used up\\.");
        // Its answer takes longer than is waited for it.
        expect(
                "slow",
                710,
                710,
                PENDING + "(Its request is on the way; if no answer is seen by " + TIME + " it is sent again\\.|"
                        + failed + ")( Delivery waits .*)?");
        List<String> later = new ArrayList<>();
        LongStream.rangeClosed(410, 413).forEach(id -> later.add(joins("spent", id)));
        later.add(joins("slow", 710));
        fixture.topic().send(later);
        fixture.topic().awaitIntake("spent", SOON);
        fixture.topic().awaitIntake("slow", SOON);

        Map<Long, String> said = new LinkedHashMap<>();
        RuntimeFixture.await(SOON).untilAsserted(() -> {
            reason.keySet().forEach(id -> said.put(id, explained(id)));
            assertThat(said).allSatisfy((id, words) -> assertThat(words)
                    .as("prospect " + id + " of " + account.get(id))
                    .matches(reason.get(id)));
        });
        Map<Long, List<Integer>> seen = new TreeMap<>();
        for (LoggedRequest request : fixture.patches()) {
            List<Integer> of = seen.computeIfAbsent(request.prospectId(), id -> new ArrayList<>());
            if (!of.contains(request.status())) {
                of.add(request.status());
            }
        }
        assertThat(seen.remove(710L)).as("the slow one").isNotEmpty();
        LongStream.rangeClosed(500, 502).forEach(id -> {
            List<Integer> of = seen.remove(id);
            assertThat(of == null ? List.of(401) : of)
                    .as("tried with a token that is revoked, or not")
                    .containsExactly(401);
        });
        assertThat(seen).as("what Outreach was asked, and has answered").isEqualTo(answers);
        said.values().stream().distinct().forEach(each -> LOG.info("{}", each));
        assertThat(reason).hasSizeGreaterThan(50);
    }

    private void start() {
        Instant now = Instant.now();
        DateTimeFormatter minutes = DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);
        StringBuilder others = new StringBuilder();
        for (String each : ACCOUNTS.subList(1, ACCOUNTS.size())) {
            others.append("  %1$s: { account: %1$s, identity: %1$s, %2$ssegments: { %3$s: { mapping-id: 4 } } }\n"
                    .formatted(each, each.equals("dry") ? "mode: dry-run, " : "", Events.HOT));
        }
        fixture = RuntimeFixture.create(
                        DESTINATIONS.formatted(
                                        minutes.format(now.minusSeconds(3_600)), minutes.format(now.plusSeconds(7_200)))
                                + others,
                        sandbox -> sandbox.createMissing(1, 10_000).with(Knobs.LOG_SIZE, 10_000))
                .with("OUTREACH_CHECK", false)
                .edit("delivery.camel.yaml", text -> text.replace(FIRST_STEP, TAKE_OUT + FIRST_STEP));
        for (int i = 0; i < ACCOUNTS.size(); i++) {
            fixture.with(
                    "OUTREACH_REFRESH_TOKEN_" + ACCOUNTS.get(i).toUpperCase(java.util.Locale.ROOT),
                    fixture.sandbox().issueRefreshToken(i + 1));
        }
        replica = fixture.start();
    }

    private static final String TAKE_OUT =
            """
                      - setProperty:
                          id: take-out
                          name: takenOut
                          expression:
                            simple:
                              expression: "${body.data.attributes.remove('nickname')}"
            """;

    private void expect(String destination, long first, long last, String expected, Integer... answered) {
        LongStream.rangeClosed(first, last).forEach(id -> {
            account.put(id, destination);
            reason.put(id, expected);
            if (answered.length > 0) {
                answers.put(id, List.of(answered));
            }
        });
    }

    private dev.outreachroutes.monitor.ManagedDestination managed(String destination) {
        return replica.getBean(ManagedDestinations.class).find(destination).orElseThrow();
    }

    private String explained(long prospect) {
        return managed(account.get(prospect)).explain(prospect);
    }

    private static String joins(String namespace, long prospect) {
        return event(namespace, prospect, SHARES, Events.HOT, "realized");
    }

    private static String event(String namespace, long prospect, String more, String segment, String status) {
        return "{%s \"identityMap\": {\"%s\": [{\"id\": \"%d\"}]}, \"segmentMembership\": {\"ups\": {\"%s\": {\"status\": \"%s\"}}}}"
                .formatted(more, namespace, prospect, segment, status);
    }
}
