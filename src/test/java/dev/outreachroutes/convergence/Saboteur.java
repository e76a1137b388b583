package dev.outreachroutes.convergence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;

/** Does the faults of a schedule, each to its end: what it has broken is whole again when it returns. */
final class Saboteur {

    private static final List<String> RETRY_AFTER = List.of("epoch", "delta", "iso", "http-date", "absent");

    /** How a batch's item may name its prospect; with none it does not. */
    private static final List<String> ITEM_DATA = List.of("id", "prospect-id", "plain", "none");

    private static final int MANY_CLAIMS = 20;

    private static final String FORBIDDEN =
            "{\"errors\":[{\"id\":\"unauthorizedRequest\",\"title\":\"Unauthorized Request\",\"detail\":\"You are not authorized to perform that request.\"}]}";

    private static final String INVALID_TOKEN =
            "{\"error\":\"Invalid JWT token.\",\"description\":\"The JWT token could not be decoded.\"}";

    /** Refusals that point at no attribute; one names it. */
    private static final List<String> UNCLEAR = List.of(
            "{\"errors\":[{\"id\":\"validationError\",\"title\":\"Validation Error\",\"detail\":\"Contacts email hash has already been taken.\",\"source\":{\"pointer\":\"/data\"}}]}",
            "{\"errors\":[{\"id\":\"validationDataTooLongError\",\"title\":\"Validation Data Too Long Error\",\"detail\":\"Data provided is too long.\"}]}",
            "{\"errors\":[{\"id\":\"validationError\",\"detail\":\"%s is invalid.\",\"code\":\"invalid\",\"context\":{}}]}",
            "{\"errors\":[]}",
            "{}",
            "Unprocessable Entity");

    /** Answers to what was applied. */
    private static final List<String> ODD = List.of(
            "",
            "{\"data\":{\"id\":\"%d\"}}",
            "{\"jsonapi\":{\"version\":\"1.0\"},\"data\":{\"attributes\":{\"tags\":[{\"a\":[]}]},\"type\":\"prospect\",\"id\":%d}}",
            "{\"meta\":{\"id\":1},\"data\":{\"type\":\"prospect\",\"id\":%d,\"attributes\":{\"notes\":\""
                    + "x".repeat(200_000) + "\"}},\"included\":[]}",
            " ".repeat(10_000) + "{\"data\":{\"id\":%d,\"attributes\":null,\"relationships\":[]}}");

    /** What a proxy or a login page of a network says; nothing was applied. */
    private static final List<String> FOREIGN = List.of(
            "<html><head><title>Sign in to the network</title></head><body></body></html>",
            "OK",
            "{}",
            "{\"data\":null}",
            "[]");

    private final Installation system;
    private final List<Long> prospects;
    private final int replicas;
    private final Consumer<FeedRecord> feed;
    private final Consumer<String> diary;
    private final Set<Long> gone = ConcurrentHashMap.newKeySet();
    private final Map<Long, Set<String>> refusable = new ConcurrentHashMap<>();
    private final Object postgres = new Object();
    private final Object broker = new Object();

    /**
     * @param feed writes a record
     * @param diary is told what is done
     */
    Saboteur(
            Installation system,
            List<Long> prospects,
            int replicas,
            Consumer<FeedRecord> feed,
            Consumer<String> diary) {
        this.system = system;
        this.prospects = prospects;
        this.replicas = replicas;
        this.feed = feed;
        this.diary = diary;
    }

    /** Prospects that Outreach says it does not have, or that may not be edited. */
    Set<Long> gone() {
        return gone;
    }

    /** By prospect, the attributes that Outreach refused for a while without pointing at them. */
    Map<Long, Set<String>> refusable() {
        return refusable;
    }

    void cause(Fault fault) {
        Random random = fault.random();
        diary.accept(fault + " begins");
        switch (fault.kind()) {
            case KILL -> kill(random);
            case STOP -> stop(random);
            case STANDSTILL -> standStill(random);
            case POSTGRES_RESTART -> restartPostgres("fast", random);
            case POSTGRES_CRASH -> restartPostgres("immediate", random);
            case BROKER_CRASH -> crashBroker(random);
            case REBALANCE -> system.topic().disturb(use(random).name(), Duration.ofMillis(300 + random.nextInt(3000)));
            case REPLICA_JOINS -> join(random);
            case TOKEN_EXPIRED, TOKEN_THROTTLED -> expireToken(fault.kind(), random);
            case GRANT_REVOKED -> revoke(random);
            case CLOCK_JUMP -> jump(random);
            case POISON -> feed.accept(new Bodies(random).poison(random.nextInt(History.PARTITIONS), Moments.of(0)));
            case TOMBSTONE ->
                feed.accept(new Bodies(random).tombstone(random.nextInt(History.PARTITIONS), Moments.of(0)));
            default -> answer(fault.kind(), random);
        }
        diary.accept(fault + " is over");
    }

    private Replica replica(Random random) {
        return system.replicas().get(random.nextInt(replicas));
    }

    private static Landscape.Use use(Random random) {
        return Landscape.USES.get(random.nextInt(Landscape.USES.size()));
    }

    private void kill(Random random) {
        Replica replica = replica(random);
        replica.kill();
        Pause.of(Duration.ofMillis(random.nextInt(500)));
        replica.start();
    }

    /** One in two lasts longer than a lease, so that what the replica was about to send is another's meanwhile. */
    private void standStill(Random random) {
        int least = random.nextBoolean() ? 1000 : 7200;
        Replica replica = replica(random);
        awaitClaims();
        replica.standStill(Duration.ofMillis(least + random.nextInt(4000)));
    }

    /** For a moment, since most of the time the quota is used up and nothing is about to be sent. */
    private void awaitClaims() {
        for (int i = 0; i < 200; i++) {
            try {
                if (system.postgres().count("select count(*) from prospect where claim is not null") >= MANY_CLAIMS) {
                    return;
                }
            } catch (DataAccessException e) {
                return;
            }
            Pause.of(Duration.ofMillis(10));
        }
    }

    private void stop(Random random) {
        Replica replica = replica(random);
        replica.stop();
        replica.start();
    }

    private void restartPostgres(String mode, Random random) {
        synchronized (postgres) {
            system.postgres().stop(mode);
            Pause.of(Duration.ofMillis(random.nextInt(2500)));
            system.postgres().start();
        }
    }

    private void crashBroker(Random random) {
        synchronized (broker) {
            system.broker().kill();
            Pause.of(Duration.ofMillis(random.nextInt(1500)));
            system.broker().start();
        }
    }

    private void join(Random random) {
        if (replicas == Installation.MOST_REPLICAS) {
            system.topic().disturb(use(random).name(), Duration.ofSeconds(2));
            return;
        }
        Replica further = system.replicas().get(replicas);
        further.start();
        Pause.of(Duration.ofMillis(5000 + random.nextInt(3000)));
        further.stop();
    }

    private void expireToken(FaultKind kind, Random random) {
        long user = 1 + random.nextInt(2);
        system.sandbox().turn("expired-status", random.nextBoolean() ? "401" : "403");
        if (kind == FaultKind.TOKEN_THROTTLED) {
            system.sandbox().nextTokens(1 + random.nextInt(2), Map.of("kind", "rate-limited"));
        }
        system.sandbox().expireAccessTokens(user);
    }

    private void revoke(Random random) {
        Landscape.Use use = use(random);
        system.sandbox().revoke(use.user());
        Pause.of(Duration.ofMillis(500 + random.nextInt(1500)));
        system.grant(use.account());
        stop(random);
    }

    private void jump(Random random) {
        int index = random.nextInt(replicas);
        system.clock(index).set(Duration.ofHours(1));
        Pause.of(Duration.ofMillis(2000 + random.nextInt(3000)));
        Replica replica = system.replicas().get(index);
        replica.kill();
        system.clock(index).set(Duration.ZERO);
        replica.start();
    }

    private void answer(FaultKind kind, Random random) {
        Sandbox sandbox = system.sandbox();
        int times = 1 + random.nextInt(8);
        switch (kind) {
            case RATE_LIMITED -> {
                sandbox.turn("retry-after", RETRY_AFTER.get(random.nextInt(RETRY_AFTER.size())));
                sandbox.turn("quota-body", random.nextBoolean() ? "json" : "text");
                sandbox.turn("remaining", random.nextBoolean() ? "single" : "pair");
                if (random.nextBoolean()) {
                    sandbox.turn("quota-headers", "off");
                }
                sandbox.turn("count-refused", random.nextBoolean() ? "on" : "off");
                sandbox.next(times, Map.of("kind", "rate-limited"));
            }
            case QUOTA_SPENT ->
                sandbox.spend(1 + random.nextInt(2), Landscape.QUOTA / 2 + random.nextInt(Landscape.QUOTA));
            case BAD_GATEWAY -> sandbox.next(times, Map.of("kind", "bad-gateway-" + beforeOrAfter(random)));
            case SERVER_ERROR -> sandbox.next(times, Map.of("kind", "server-error"));
            case MAINTENANCE -> sandbox.maintenance(Duration.ofMillis(1000 + random.nextInt(1500)));
            case RESET -> sandbox.next(times, Map.of("kind", "reset-" + beforeOrAfter(random)));
            case SLOW -> sandbox.next(times, Map.of("kind", "slow", "delay", 1700 + random.nextInt(1500) + "ms"));
            case APPLIED_LATE ->
                sandbox.next(times, Map.of("kind", "applied-late", "delay", 300 + random.nextInt(1200) + "ms"));
            case PROSPECT_GONE -> {
                for (int i = 0; i < times; i++) {
                    long prospect = prospects.get(random.nextInt(prospects.size()));
                    sandbox.always(prospect, notFound(prospect));
                    gone.add(prospect);
                }
            }
            case PROSPECT_FORBIDDEN -> {
                for (int i = 0; i < times; i++) {
                    long prospect = prospects.get(random.nextInt(prospects.size()));
                    sandbox.always(prospect, Map.of("status", 403, "body", FORBIDDEN));
                    gone.add(prospect);
                }
            }
            case UNCLEAR_REFUSAL -> {
                for (int i = 0; i < times; i++) {
                    refuse(prospects.get(random.nextInt(prospects.size())), random);
                }
            }
            case ODD_ANSWER -> {
                String body = ODD.get(random.nextInt(ODD.size()));
                sandbox.next(times, Map.of("kind", "applied-as", "status", body.isEmpty() ? 204 : 200, "body", body));
            }
            case FOREIGN_ANSWER -> {
                boolean redirect = random.nextInt(4) == 0;
                String body = FOREIGN.get(random.nextInt(FOREIGN.size()));
                sandbox.next(times, Map.of("status", redirect ? 302 : 200, "body", body));
            }
            case BATCHES -> {
                sandbox.turn("batch-item-data", ITEM_DATA.get(random.nextInt(ITEM_DATA.size())));
                sandbox.turn("batch-words", random.nextBoolean() ? "finished" : "completed");
                sandbox.nextBatches(1 + random.nextInt(3), batch(random));
            }
            case SPURIOUS_401 -> sandbox.next(1, Map.of("status", 401, "body", INVALID_TOKEN));
            case FIELD_REFUSED -> {
                sandbox.turn("type-check", random.nextBoolean() ? "pointer" : "data");
                sandbox.turn(
                        "fields",
                        "{\"%s\":{\"type\":\"inclusion\",\"required\":false,\"label\":\"Loyal\",\"definition\":[\"realized\"]}}"
                                .formatted(Landscape.REFUSABLE));
            }
            default -> throw new IllegalArgumentException(kind + " is no answer");
        }
    }

    private static Map<String, Object> batch(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> Map.of("kind", "stalls", "after", random.nextInt(10));
            case 1 -> Map.of("kind", "vanishes", "applied", random.nextBoolean());
            // Shorter and longer than it is waited for.
            case 2 -> Map.of("kind", "delayed", "delay", 1000 + random.nextInt(8000) + "ms");
            default -> Map.of("kind", "normal");
        };
    }

    /** Refuses one attribute of a prospect, of one of the destinations, whatever its value. */
    private void refuse(long prospect, Random random) {
        Landscape.Use use = use(random);
        List<String> attributes = Stream.concat(use.attributes().keySet().stream(), use.segments().values().stream())
                .sorted()
                .toList();
        String attribute = attributes.get(random.nextInt(attributes.size()));
        int draw = random.nextInt(UNCLEAR.size() + 1);
        boolean forbidden = draw == UNCLEAR.size();
        int status = forbidden ? 403 : random.nextInt(4) == 0 ? 400 : 422;
        system.sandbox()
                .always(
                        prospect,
                        Map.of(
                                "status",
                                status,
                                "body",
                                forbidden ? FORBIDDEN : UNCLEAR.get(draw).replace("%s", attribute),
                                "attribute",
                                attribute));
        refusable
                .computeIfAbsent(prospect, number -> ConcurrentHashMap.newKeySet())
                .add(attribute);
    }

    private static String beforeOrAfter(Random random) {
        return random.nextBoolean() ? "before" : "after";
    }

    private static Map<String, Object> notFound(long prospect) {
        return Map.of(
                "status",
                404,
                "body",
                "{\"errors\":[{\"id\":\"resourceNotFound\",\"title\":\"Resource Not Found\",\"detail\":\"Could not find 'prospect' with ID '%d'.\"}]}"
                        .formatted(prospect));
    }
}
