package dev.outreachroutes.sandbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every {@link Knob} of the sandbox. Most stand for something that Outreach's documentation leaves open. */
public final class Knobs {

    /** What becomes of a refresh token once it was used. */
    public enum Rotation {
        GRACE,
        STRICT
    }

    /** When a window of the quota begins. */
    public enum WindowStart {
        CLOCK,
        FIRST_CALL
    }

    /** The form of {@code X-RateLimit-Remaining}. */
    public enum Remaining {
        SINGLE,
        PAIR
    }

    /** The form of {@code Retry-After} on 429. */
    public enum RetryAfter {
        EPOCH,
        DELTA,
        ISO,
        HTTP_DATE,
        ABSENT
    }

    /** The form of an error's body. */
    public enum ErrorBody {
        GATEWAY,
        JSONAPI
    }

    /** The form of the body of 429. */
    public enum QuotaBody {
        JSON,
        TEXT
    }

    /** Which requests must carry the JSON:API content type. */
    public enum ContentType {
        BODY,
        ALWAYS,
        OFF
    }

    /** What becomes of something in a request that Outreach does not take. */
    public enum Unaccepted {
        IGNORE,
        BAD_REQUEST,
        UNPROCESSABLE
    }

    /** What becomes of the question for types. */
    public enum TypesAnswer {
        TOLD,
        FORBIDDEN,
        NO_ROUTE
    }

    /** Where the error about a value of a typed custom field points. */
    public enum TypeCheck {
        OFF,
        POINTER,
        DATA
    }

    /** The words for the states of a batch. */
    public enum BatchWords {
        /** pending, progressing, finished, canceled; unconfirmed before; failed for an item. */
        FINISHED,
        /** queued, running, completed, cancelled; awaiting-confirmation before; error for an item. */
        COMPLETED
    }

    /** How an item of a batch names its prospect in {@code data}. */
    public enum BatchItemData {
        /** {@code {"id":5}} */
        ID,
        /** {@code {"prospectId":"5"}} */
        PROSPECT_ID,
        /** {@code 5} */
        PLAIN,
        NONE
    }

    public static final Knob<Integer> PORT = Knob.number("port", 8090, "port to listen on; 0 takes a free one");
    public static final Knob<String> HOST = Knob.text("host", "localhost", "address to listen on; 0.0.0.0 is all");

    public static final Knob<String> CLIENT_ID = Knob.text("client-id", "sandbox-client", "the application's id");
    public static final Knob<String> CLIENT_SECRET =
            Knob.text("client-secret", "sandbox-secret", "the application's secret");
    public static final Knob<String> SCOPES = Knob.text(
            "scopes",
            "prospects.read prospects.write prospects.delete",
            "scopes the application is registered for; tokens made without a browser have them all");
    public static final Knob<String> REFRESH_TOKEN =
            Knob.text("refresh-token", "", "usable from the start: token of user 1, or token:user,token:user");
    public static final Knob<Duration> CODE_TTL =
            Knob.duration("code-ttl", Duration.ofSeconds(60), "life of an authorization code");
    public static final Knob<Duration> ACCESS_TOKEN_TTL =
            Knob.duration("access-token-ttl", Duration.ofHours(2), "life of an access token");
    public static final Knob<Duration> REFRESH_TOKEN_TTL =
            Knob.duration("refresh-token-ttl", Duration.ofDays(14), "life of a refresh token");
    public static final Knob<Integer> REFRESH_TOKEN_CAP =
            Knob.number("refresh-token-cap", 100, "refresh tokens of one user; more push the oldest out");
    public static final Knob<Rotation> ROTATION =
            Knob.choice("rotation", Rotation.GRACE, "a used refresh token lives on, or is dead");
    public static final Knob<Duration> TOKEN_THROTTLE =
            Knob.duration("token-throttle", Duration.ofSeconds(60), "least time between two access tokens of a user");
    public static final Knob<Integer> EXPIRED_STATUS =
            Knob.number("expired-status", 401, "status for an access token that is no longer good: 401 or 403");
    public static final Knob<ErrorBody> EXPIRED_BODY =
            Knob.choice("expired-body", ErrorBody.GATEWAY, "body for an access token that is no longer good");

    public static final Knob<Integer> QUOTA = Knob.number("quota", 10_000, "requests of one user in a period");
    public static final Knob<Duration> PERIOD = Knob.duration("period", Duration.ofHours(1), "length of a window");
    public static final Knob<WindowStart> WINDOW =
            Knob.choice("window", WindowStart.CLOCK, "windows follow the clock, or start with the first call");
    public static final Knob<Boolean> QUOTA_HEADERS = Knob.onOff("quota-headers", true, "send X-RateLimit-*");
    public static final Knob<Remaining> REMAINING =
            Knob.choice("remaining", Remaining.SINGLE, "X-RateLimit-Remaining is one number, or 'a, b'");
    public static final Knob<RetryAfter> RETRY_AFTER =
            Knob.choice("retry-after", RetryAfter.EPOCH, "form of Retry-After on 429");
    public static final Knob<QuotaBody> QUOTA_BODY = Knob.choice("quota-body", QuotaBody.JSON, "body of 429");
    public static final Knob<Boolean> COUNT_REFUSED =
            Knob.onOff("count-refused", true, "requests answered with 429 count too");

    public static final Knob<ContentType> CONTENT_TYPE =
            Knob.choice("content-type", ContentType.BODY, "which requests must be application/vnd.api+json");
    public static final Knob<Integer> MISMATCH =
            Knob.number("mismatch", 409, "status when type or id differ from the URL: 409 or 422");
    public static final Knob<Unaccepted> UNKNOWN_ATTRIBUTE =
            Knob.choice("unknown-attribute", Unaccepted.UNPROCESSABLE, "a write names an attribute that is none");
    public static final Knob<Unaccepted> READ_ONLY =
            Knob.choice("read-only", Unaccepted.IGNORE, "a write names a read-only attribute");
    public static final Knob<TypeCheck> TYPE_CHECK =
            Knob.choice("type-check", TypeCheck.POINTER, "values of typed custom fields are checked; 422 points at");
    public static final Knob<Boolean> PATCH_FIELDS =
            Knob.onOff("patch-fields", false, "fields[prospect] shortens the answer to POST and PATCH too");
    public static final Knob<Map<String, CustomField>> FIELDS = Knob.fields(
            "fields",
            "custom fields as JSON (as an argument also @file): {\"custom4\": {\"type\", \"label\", \"definition\"}}");
    public static final Knob<TypesAnswer> TYPES =
            Knob.choice("types", TypesAnswer.TOLD, "GET /api/v2/types is answered, or refused");
    public static final Knob<Boolean> UNLABELLED =
            Knob.onOff("unlabelled-fields", true, "custom fields that are not set up are told too, without a label");

    public static final Knob<IdRange> CREATE_MISSING =
            Knob.ids("create-missing", "ids that exist without being added (on, off, 1..5000)");
    public static final Knob<IdRange> PROSPECTS = Knob.ids("prospects", "prospects added at the start (1..500)");

    public static final Knob<Boolean> LIST_FILTER =
            Knob.onOff("list-filter", true, "lists keep to filter[id] and filter[emails], or have all prospects");
    public static final Knob<Integer> LIST_MOST =
            Knob.number("list-most", 1000, "the most prospects on a page, whatever page[size] says");
    public static final Knob<Boolean> LIST_SORTED =
            Knob.onOff("list-sorted", true, "the prospects of a page are in order, or the first is the last");
    public static final Knob<Duration> LIST_LAG = Knob.duration(
            "list-lag", Duration.ZERO, "lists show a prospect as it was until so long after its first change");

    public static final Knob<Duration> BATCH_DELAY = Knob.duration(
            "batch-delay", Duration.ofMillis(200), "until a batch starts after its creation or confirmation");
    public static final Knob<Integer> BATCH_RATE = Knob.number("batch-rate", 2000, "items of a batch run in a second");
    public static final Knob<Integer> BATCH_MOST_IDS = Knob.number("batch-most-ids", 10_000, "the most ids of a batch");
    public static final Knob<Integer> BATCH_TOO_MANY =
            Knob.number("batch-too-many", 422, "status when there are more: 422 or 413");
    public static final Knob<Double> BATCH_ITEM_FAILURES =
            Knob.rate("batch-item-failures", "share of a batch's items that fail");
    public static final Knob<Double> BATCH_STALL = Knob.rate("batch-stall", "share of batches that never start");
    public static final Knob<Double> BATCH_VANISH =
            Knob.rate("batch-vanish", "share of batches that answer 404 once created; half of them are applied");
    public static final Knob<BatchWords> BATCH_WORDS =
            Knob.choice("batch-words", BatchWords.FINISHED, "words for the states of batches and items");
    public static final Knob<Boolean> BATCH_FINISHED_AT =
            Knob.onOff("batch-finished-at", true, "a finished batch says when");
    public static final Knob<BatchItemData> BATCH_ITEM_DATA =
            Knob.choice("batch-item-data", BatchItemData.ID, "how a batch's item names its prospect");
    public static final Knob<Integer> BATCHES_KEPT =
            Knob.number("batches-kept", 1000, "batches kept; the oldest that are over are forgotten");

    public static final Knob<Integer> LOG_SIZE = Knob.number("log-size", 10_000, "requests kept in the log");
    public static final Knob<Boolean> LOG_BODIES = Knob.onOff("log-bodies", true, "keep the bodies of requests");

    public static final Knob<Duration> LATENCY =
            Knob.duration("latency", Duration.ZERO, "every API request is answered this much later");
    public static final Knob<Duration> SLOW_BY = Knob.duration(
            "slow-by", Duration.ofSeconds(5), "delay of fault-slow, fault-applied-late and fault-rate-limited");
    public static final Knob<Double> FAULT_SLOW = Knob.rate("fault-slow", "share that is answered late");
    public static final Knob<Double> FAULT_BAD_GATEWAY_BEFORE =
            Knob.rate("fault-bad-gateway-before", "share answered 502, not applied");
    public static final Knob<Double> FAULT_BAD_GATEWAY_AFTER =
            Knob.rate("fault-bad-gateway-after", "share answered 502, yet applied");
    public static final Knob<Double> FAULT_MAINTENANCE =
            Knob.rate("fault-maintenance", "share answered 503 with the end of a maintenance");
    public static final Knob<Double> FAULT_RATE_LIMITED =
            Knob.rate("fault-rate-limited", "share answered 429, to try again a little later");
    public static final Knob<Double> FAULT_SERVER_ERROR = Knob.rate("fault-server-error", "share answered 500");
    public static final Knob<Double> FAULT_RESET_BEFORE =
            Knob.rate("fault-reset-before", "share of connections reset, not applied");
    public static final Knob<Double> FAULT_RESET_AFTER =
            Knob.rate("fault-reset-after", "share of connections reset, yet applied");
    public static final Knob<Double> FAULT_APPLIED_LATE =
            Knob.rate("fault-applied-late", "share of connections reset, and applied only later");
    public static final Knob<Integer> FAULT_SEED = Knob.number("fault-seed", 1, "the faults' random numbers");

    private static final Map<String, Knob<?>> BY_NAME = Arrays.stream(Knobs.class.getFields())
            .map(Knobs::valueOf)
            .collect(Collectors.toMap(Knob::name, Function.identity(), (a, b) -> b, LinkedHashMap::new));

    private Knobs() {}

    /** All of them. */
    public static List<Knob<?>> all() {
        return List.copyOf(BY_NAME.values());
    }

    /** @throws IllegalArgumentException when there is none of this name */
    static Knob<?> named(String name) {
        Knob<?> knob = BY_NAME.get(name);
        if (knob == null) {
            throw new IllegalArgumentException("no knob named " + name);
        }
        return knob;
    }

    private static Knob<?> valueOf(java.lang.reflect.Field field) {
        try {
            return (Knob<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
