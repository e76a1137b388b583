package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.sandbox.Fault;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What a 401 costs for a token that was got just now: seconds when the token is good, and one token when it is not. */
class SpuriousRefusalIT {

    private static final Duration SECONDS = Duration.ofSeconds(10);
    private static final Fault REFUSED = Fault.answer(
            401, "{\"error\":\"Invalid JWT token.\",\"description\":\"The JWT token could not be decoded.\"}");

    private static final RunningClock CLOCK = new RunningClock();

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static long nextProspect = 1;

    private long tokens;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100_000)
                        .quota(100_000, Duration.ofHours(1))
                        .with(Knobs.TOKEN_THROTTLE, Duration.ZERO))
                .with(CLOCK)
                .with("outreach.backlog.settle-time", "200ms")
                .with("outreach.backlog.first-back-off", "50ms")
                .with("outreach.backlog.longest-back-off", "200ms");
        replica = fixture.start();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    /** With a token that is some seconds old, and an account whose requests go side by side. */
    @BeforeEach
    void aYoungToken() {
        CLOCK.advance(Duration.ofMinutes(121));
        deliver(next());
        tokens = fixture.sandbox().tokensIssued();
    }

    @AfterEach
    void normal() {
        fixture.sandbox().clearFaults();
        fixture.sandbox().settings().with(Knobs.LATENCY, Duration.ZERO);
    }

    @Test
    void aTokenThatIsRefusedOnceIsUsedAgainWithinSeconds() {
        long prospect = next();
        fixture.sandbox().answer(prospect, REFUSED);

        deliver(prospect);

        assertThat(statuses(prospect)).containsExactly(401, 200);
        assertThat(attempts(prospect)).isZero();
        assertThat(fixture.sandbox().tokensIssued()).isEqualTo(tokens);
    }

    @Test
    void refusalsWithSuccessesBetweenThemNeverAddUp() {
        for (int time = 0; time < 3; time++) {
            long prospect = next();
            fixture.sandbox().answer(prospect, REFUSED);
            deliver(prospect);
        }

        assertThat(fixture.sandbox().tokensIssued()).isEqualTo(tokens);
    }

    @Test
    void refusalsOfRequestsThatWereUnderWayTogetherCountAsOne() {
        fixture.sandbox().settings().with(Knobs.LATENCY, Duration.ofMillis(700));
        long[] prospects = LongStream.generate(SpuriousRefusalIT::next).limit(8).toArray();
        for (long prospect : prospects) {
            fixture.sandbox().answer(prospect, REFUSED);
        }

        deliver(prospects);

        for (long prospect : prospects) {
            assertThat(statuses(prospect)).containsExactly(401, 200);
        }
        assertThat(fixture.sandbox().tokensIssued()).isEqualTo(tokens);
    }

    @Test
    void aTokenThatIsDeadIsTriedOnceMoreByOneRequestAndThenReplaced() {
        CLOCK.advance(Duration.ofMinutes(2));
        fixture.sandbox().expireAccessTokens(1);
        long first = next();
        fold(first);
        await(SECONDS).until(() -> statuses(first).contains(401));
        long[] others = LongStream.generate(SpuriousRefusalIT::next).limit(20).toArray();

        deliver(others);

        assertThat(fixture.database().pending(SALES)).isZero();
        assertThat(fixture.sandbox().tokensIssued()).isEqualTo(tokens + 1);
        long refused = statuses(first).stream().filter(status -> status == 401).count();
        for (long other : others) {
            refused += statuses(other).stream().filter(status -> status == 401).count();
        }
        assertThat(refused).isEqualTo(2);
    }

    private static long next() {
        return nextProspect++;
    }

    private static void deliver(long... prospects) {
        fold(prospects);
        await(SECONDS).until(() -> fixture.database().pending(SALES) == 0);
    }

    private static void fold(long... prospects) {
        RuntimeFixture.backlog(replica)
                .fold(
                        SALES,
                        LongStream.of(prospects)
                                .mapToObj(prospect -> new ProspectChange(
                                        prospect,
                                        Map.of("custom4", new DatedValue(TextNode.valueOf("realized"), Instant.EPOCH))))
                                .toList());
    }

    private static List<Integer> statuses(long prospect) {
        return fixture.sandbox().log().requests(prospect).stream()
                .map(LoggedRequest::status)
                .toList();
    }

    private static int attempts(long prospect) {
        return fixture.database()
                .jdbc()
                .queryForObject("select attempts from prospect where prospect_id = ?", Integer.class, prospect);
    }
}
