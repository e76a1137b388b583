package dev.outreachroutes.destination.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Budget;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.OnUnmap;
import dev.outreachroutes.destination.QuietHours;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.StatusValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsFileTest {

    private static final String PLAIN = "destinations: { d: { identity: oid, segments: { s: { mapping-id: 4 } } } }\n";

    @TempDir
    private Path directory;

    @Test
    void theExampleFileIsValid() {
        Destinations example = read(Path.of("routes"));

        Account account = new Account("emea-ops", Quota.DOCUMENTED, 100);
        assertThat(example.named("emea-sales"))
                .isEqualTo(new Destination(
                        "emea-sales",
                        "Segment statuses for the EMEA sales team",
                        account,
                        "oid",
                        Map.of(
                                "firstName",
                                AttributeMapping.of("person.name.firstName"),
                                "lastName",
                                AttributeMapping.of("person.name.lastName")),
                        Map.of(
                                "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10",
                                new Segment("3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10", "Hot accounts EMEA", 4),
                                "a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741",
                                new Segment("a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741", "Trial day 10", 5),
                                "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352",
                                new Segment(
                                        "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352",
                                        "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352",
                                        6)),
                        NullValues.IGNORE));
        assertThat(example.accounts())
                .containsExactly(account, new Account("default", Quota.DOCUMENTED, Account.DEFAULT_PACE));
    }

    @Test
    void withoutAccountsThereIsOneNamedDefault() {
        Destinations destinations = read(PLAIN);

        assertThat(destinations.accounts())
                .containsExactly(new Account("default", new Quota(10_000, Duration.ofHours(1)), 100));
        assertThat(destinations.named("d").account())
                .isEqualTo(destinations.accounts().get(0));
        assertThat(destinations.named("d").description()).isEmpty();
        assertThat(destinations.named("d").nullValues()).isEqualTo(NullValues.IGNORE);
    }

    @Test
    void aFieldKeepsWhatItHoldsWhenItsSegmentLeavesUnlessTheSegmentOrItsDestinationSaysOtherwise() {
        assertThat(read(PLAIN).named("d").onUnmap()).isEqualTo(OnUnmap.KEEP);
        assertThat(read(PLAIN).named("d").segments().get("s").onUnmap()).isNull();

        Destination clearing =
                read("destinations: { d: { identity: oid, on-unmap: clear, segments: { s: { mapping-id: 4, on-unmap: keep } } } }\n")
                        .named("d");

        assertThat(clearing.onUnmap()).isEqualTo(OnUnmap.CLEAR);
        assertThat(clearing.segments().get("s").onUnmap()).isEqualTo(OnUnmap.KEEP);
    }

    @Test
    void aDestinationAndASegmentAreLiveUnlessTheySayOtherwiseAndNoResyncBeginsByItself() {
        Destination plain = read(PLAIN).named("d");
        assertThat(plain.mode()).isEqualTo(Mode.LIVE);
        assertThat(plain.segments().get("s").mode()).isEqualTo(Mode.LIVE);
        assertThat(plain.resync().period()).isEmpty();

        Destination tried =
                read("destinations: { d: { identity: oid, mode: dry-run, resync: weekly, segments: { s: { mapping-id: 4, mode: dry-run }, t: { mapping-id: 5, mode: live } } }, e: { identity: oid, resync: off, segments: { s: { mapping-id: 6 } } } }\n")
                        .named("d");
        assertThat(tried.mode()).isEqualTo(Mode.DRY_RUN);
        assertThat(tried.resync().period()).contains(Duration.ofDays(7));
        assertThat(tried.dryRun()).isEqualTo(Map.of("custom4", "dry run"));
        assertThat(tried.mapped()).containsExactly("custom4", "custom5");
    }

    @Test
    void theAccountDefaultMayHaveItsOwnQuota() {
        assertThat(read("accounts: { default: { quota: { requests: 5 }, pace: 2 } }\n" + PLAIN)
                        .accounts())
                .containsExactly(new Account("default", new Quota(5, Duration.ofHours(1)), 2));
    }

    @ParameterizedTest
    @CsvSource({"1h,PT1H", "90m,PT1H30M", "60s,PT1M", "500ms,PT0.5S", "PT1H,PT1H", "1d,PT24H"})
    void periodsAreDurationsWithTheirUnit(String text, Duration period) {
        assertThat(read("accounts: { default: { quota: { period: " + text + " } } }\n" + PLAIN)
                        .accounts())
                .extracting(account -> account.quota().period())
                .containsExactly(period);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Yes | \"Yes\"",
                "\"Yes\" | \"Yes\"",
                "no | \"no\"",
                "true | true",
                "\"true\" | \"true\"",
                "False | false",
                "7 | 7",
                "7.50 | 7.50",
                "\"7\" | \"7\"",
                "007 | \"007\"",
                "0x1F | \"0x1F\"",
                "12:30 | \"12:30\"",
                "2026-01-05 | \"2026-01-05\"",
                "null | null",
                "~ | null",
                "\"null\" | \"null\"",
                "In the segment, {since} today | \"In the segment, {since} today\"",
                "\"{{qualifiedAt}}\" | {{qualifiedAt}} as date",
                "\"{{ qualifiedAt }}\" | {{qualifiedAt}} as date"
            })
    void aStatusIsTheValueThatYamlSaysItIs(String written, String value) {
        Segment segment =
                read("destinations:\n  d:\n    identity: oid\n    segments:\n      s:\n        mapping-id: 4\n"
                                + "        entered: " + written + "\n")
                        .named("d")
                        .segments()
                        .get("s");

        assertThat(segment.entered()).hasToString(value);
        assertThat(segment.exited()).isEqualTo(StatusValue.EXITED);
    }

    @Test
    void aSegmentSaysWhatItsDestinationSaysUnlessItSaysSomethingElse() {
        Map<String, Segment> segments =
                read("""
                        destinations:
                          d:
                            identity: oid
                            entered: true
                            exited: null
                            qualified-at: { zone: Asia/Tokyo }
                            segments:
                              a: { mapping-id: 1 }
                              b: { mapping-id: 2, exited: false }
                              c: { mapping-id: 3, entered: "{{qualifiedAt}}" }
                              d: { mapping-id: 4, entered: "{{qualifiedAt}}", qualified-at: { format: date-time } }
                        """)
                        .named("d")
                        .segments();

        assertThat(segments.get("a").canSend())
                .extracting(StatusValue::toString)
                .containsExactly("true", "null");
        assertThat(segments.get("b").canSend())
                .extracting(StatusValue::toString)
                .containsExactly("true", "false");
        assertThat(segments.get("c").entered()).hasToString("{{qualifiedAt}} as date in Asia/Tokyo");
        assertThat(segments.get("d").entered()).hasToString("{{qualifiedAt}} as date-time");
        assertThat(segments.get("c")
                        .entered()
                        .at(Instant.parse("2026-01-05T20:00:00.5Z"))
                        .textValue())
                .isEqualTo("2026-01-06");
        assertThat(segments.get("d")
                        .entered()
                        .at(Instant.parse("2026-01-05T20:00:00.5Z"))
                        .textValue())
                .isEqualTo("2026-01-05T20:00:00Z");
        assertThat(segments.get("c").entered().at(Instant.EPOCH).isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "entered: | entered | '' is no value of a status | null (which clears the field)",
                "entered: '' | entered | '' is no value of a status | null (which clears the field)",
                "entered: [a] | entered | is not a text | one value",
                "entered: '{{qualifedAt}}' | entered | {{ in it | {{qualifiedAt}}",
                "entered: '{{qualifiedAt}} days' | entered | {{ in it | {{qualifiedAt}}",
                "entered: \"a\\nb\" | entered | control character | Write a text",
                "entered: exited | entered | is the same as entered and as exited | two different values",
                "exited: null, entered: ~ | exited | is the same as entered and as exited | two different values",
                "entered: '{{qualifiedAt}}', qualified-at: { format: time } | qualified-at.format | 'time' is not known | date-time",
                "entered: '{{qualifiedAt}}', qualified-at: { zone: Europe/Berlim } | qualified-at.zone | there is no time zone | Did you mean Europe/Berlin?",
                "entred: x | entred | is not a known key | Did you mean entered?",
            })
    void aStatusThatIsNoneIsToldWithWhatToWrite(String keys, String path, String problem, String cure) {
        assertOnlyMistake(
                "destinations: { d: { identity: oid, segments: { s: { mapping-id: 4, " + keys + " } } } }",
                "destinations.d.segments.s." + path,
                problem,
                cure);
        assertThat(mistakes("destinations: { d: { identity: oid, " + keys + ", segments: { s: { mapping-id: 4 } } } }"))
                .isNotEmpty()
                .allSatisfy(mistake -> assertThat(mistake.path()).startsWith("destinations.d."));
    }

    @Test
    void aStatusIsNotLongerThanTheFieldAndAnyLengthCostsOneMistake() {
        String yaml = "destinations: { d: { identity: oid, segments: { s: { mapping-id: 4, entered: %s } } } }";
        assertThat(read(yaml.formatted("x".repeat(32_000))).destinations()).hasSize(1);
        assertOnlyMistake(
                yaml.formatted("x".repeat(32_001)),
                "destinations.d.segments.s.entered",
                "has more than 32000 characters",
                "Write a text");
    }

    @Test
    void bothStatusesAsTheDateOfTheLastChangeAreDoubtful() {
        Findings findings =
                findings("destinations: { d: { identity: oid, entered: '{{qualifiedAt}}', exited: '{{qualifiedAt}}',"
                        + " segments: { 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 } } } }");

        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warningLines()).singleElement().asString().contains("nobody sees who is in the segment");
    }

    @Test
    void anAttributeMaySayWhatBecomesOfItsValue() {
        Destination destination =
                read("""
                        destinations:
                          d:
                            identity: oid
                            null-values: clear
                            attributes:
                              title: b2b.title
                              custom7: { path: person.birthDate, trim: true, case: upper, format: date, input: DD.MM.YYYY, zone: Asia/Tokyo, empty: ignore }
                              custom8: { path: loyalty.points }
                        """)
                        .named("d");

        assertThat(destination.attributes())
                .containsEntry("title", AttributeMapping.of("b2b.title"))
                .containsEntry("custom8", AttributeMapping.of("loyalty.points"))
                .containsEntry(
                        "custom7",
                        new AttributeMapping(
                                "person.birthDate",
                                true,
                                AttributeMapping.Letters.UPPER,
                                AttributeMapping.Format.DATE,
                                AttributeMapping.Input.DAY_MONTH_YEAR,
                                ZoneId.of("Asia/Tokyo"),
                                NullValues.IGNORE));
        assertThat(destination.emptyMeans("title")).isEqualTo(NullValues.CLEAR);
        assertThat(destination.emptyMeans("custom7")).isEqualTo(NullValues.IGNORE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "custom7 | path: a..b | path | 'a..b' is not an XDM path | dots",
                "custom7 | path: identityMap.oid | path | is not an attribute | key identity",
                "custom7 | path: [a] | path | is not a text | one value",
                "custom7 | path: a, trim: yes | trim | 'yes' is neither true nor false | blanks",
                "custom7 | path: a, case: title | case | 'title' is not known | lower",
                "custom7 | path: a, format: dates | format | 'dates' is not known | Did you mean date?",
                "custom7 | path: a, format: date, input: DD.MM.YY | input | 'DD.MM.YY' is not known | Did you mean DD.MM.YYYY?",
                "custom7 | path: a, format: number, input: DD.MM.YYYY | input | is how a date is written | format: date",
                "custom7 | path: a, input: DD.MM.YYYY | input | the format is not given | format: date",
                "custom7 | path: a, format: date, input: '1,234.5' | input | is how a number is written | format: number",
                "custom7 | path: a, format: date, zone: CEST | zone | there is no time zone 'CEST' | Did you mean",
                "custom7 | path: a, empty: keep | empty | 'keep' is not known | ignore",
                "emailOptedOut | path: a, format: number | format | is a boolean in Outreach | Leave format out",
                "dateOfBirth | path: a, format: date-time | format | is a date in Outreach | format: date",
            })
    void aMistakeInAnAttributesMappingIsTold(String attribute, String keys, String path, String problem, String cure) {
        assertOnlyMistake(
                "destinations: { d: { identity: oid, attributes: { " + attribute + ": { " + keys + " } } } }",
                "destinations.d.attributes." + attribute + "." + path,
                problem,
                cure);
    }

    @Test
    void anAccountMaySayHowMuchOfItsQuotaIsUsedAndWhen() {
        Account account =
                read("""
                        accounts:
                          default:
                            share: 80%
                            pacing: even
                            quiet-hours:
                              - { from: "22:00", to: "06:00", zone: Europe/Berlin, days: [mon, sun] }
                              - { from: 00:00, to: 24:00, days: [sat] }
                        """
                                + PLAIN)
                        .accounts()
                        .get(0);

        assertThat(account.share()).isEqualTo(80);
        assertThat(account.pacing()).isEqualTo(Account.Pacing.EVEN);
        assertThat(account.quietHours())
                .containsExactly(
                        new QuietHours(
                                LocalTime.of(22, 0),
                                LocalTime.of(6, 0),
                                ZoneId.of("Europe/Berlin"),
                                Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)),
                        new QuietHours(
                                LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, ZoneOffset.UTC, Set.of(DayOfWeek.SATURDAY)));
    }

    @Test
    void theBudgetOfAnAccountsPlanIsRead() {
        assertThat(
                        read("""
                        accounts:
                          default:
                            budget: { requests: 500000, from: 2026-04-01 }
                        """
                                        + PLAIN)
                                .accounts()
                                .get(0)
                                .budget())
                .isEqualTo(new Budget(500_000, Budget.Every.YEAR, LocalDate.parse("2026-04-01"), 5, false, 0));
        assertThat(
                        read("""
                        accounts:
                          default:
                            budget:
                              requests: 20000
                              period: month
                              from: 2026-04-15
                              reserve: 10%
                              spread: true
                              used-elsewhere: 1200
                        """
                                        + PLAIN)
                                .accounts()
                                .get(0)
                                .budget())
                .isEqualTo(new Budget(20_000, Budget.Every.MONTH, LocalDate.parse("2026-04-15"), 10, true, 1_200));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "budget: { from: 2026-01-01 } | budget.requests | is missing | contract",
                "budget: { requests: 0, from: 2026-01-01 } | budget.requests | too small | at least 1",
                "budget: { requests: 10 } | budget.from | is missing | first day",
                "budget: { requests: 10, from: 1 January } | budget.from | '1 January' is not a date | 2026-01-01",
                "budget: { requests: 10, from: 2026-02-30 } | budget.from | '2026-02-30' is no day | that the month has",
                "budget: { requests: 10, from: 2026-01-01, period: week } | budget.period | 'week' is not known | year",
                "budget: { requests: 10, from: 2026-01-01, reserve: 51% } | budget.reserve | '51%' is not a reserve | 0% to 50%",
                "budget: { requests: 10, from: 2026-01-01, used-elsewhere: 11 } | budget.used-elsewhere | more than the plan has | others",
                "share: 80 | share | '80' is not a share | as in 80%",
                "share: 0% | share | '0%' is not a share | from 1% to 100%",
                "share: 101% | share | '101%' is not a share | from 1% to 100%",
                "pacing: smooth | pacing | 'smooth' is not known | burst",
                "quiet-hours: night | quiet-hours | is not a list | from:",
                "quiet-hours: [night] | quiet-hours.0 | is not made of keys and values | key: value",
                "quiet-hours: [{ from: '22:00' }] | quiet-hours.0.to | is missing | hours and minutes",
                "quiet-hours: [{ from: '25:00', to: '06:00' }] | quiet-hours.0.from | '25:00' is not a time of day | hours and minutes",
                "quiet-hours: [{ from: '24:00', to: '06:00' }] | quiet-hours.0.from | '24:00' is not a time of day | hours and minutes",
                "quiet-hours: [{ from: '22', to: '06:00' }] | quiet-hours.0.from | '22' is not a time of day | hours and minutes",
                "quiet-hours: [{ from: '22:00', to: '06:00', days: [] }] | quiet-hours.0.days | is empty | the days",
                "quiet-hours: [{ from: '22:00', to: '06:00', days: [mo] }] | quiet-hours.0.days.0 | 'mo' is not known | Did you mean mon?",
                "quiet-hours: [{ from: '22:00', to: '06:00', zone: Berlin }] | quiet-hours.0.zone | there is no time zone 'Berlin' | Europe/Berlin",
                "quiet-hours: [{ from: '22:00', to: '22:00' }] | quiet-hours.0.to | is the same as from | 24:00",
                "quiet-hours: [{ from: '22:00', to: '06:00' }, { from: '06:00', to: '22:00' }] | quiet-hours | leave no time of the week | shorter",
            })
    void aMistakeInHowTheQuotaIsUsedIsTold(String keys, String path, String problem, String cure) {
        assertOnlyMistake("accounts: { a: { " + keys + " } }\n" + PLAIN, "accounts.a." + path, problem, cure);
    }

    @Test
    void aMistakeInAListIsToldWithTheLineOfItsEntry() {
        assertThat(mistakes(
                        """
                        accounts:
                          a:
                            quiet-hours:
                              - { from: "22:00", to: "06:00" }
                              - from: "23:00"
                                to: 7
                        """
                                + PLAIN))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.line()).isEqualTo(6));
    }

    @Test
    void keysStayTheTextsThatAreWritten() {
        Destination destination =
                read("""
                        destinations:
                          007:
                            identity: no
                            null-values: clear
                            attributes: { custom9: yes.1 }
                            segments:
                              0123: { mapping-id: 1 }
                              1e3: { mapping-id: '2' }
                              2026-03-04: { mapping-id: 3, name: on }
                              on: { mapping-id: 150 }
                        """)
                        .named("007");

        assertThat(destination.identity()).isEqualTo("no");
        assertThat(destination.nullValues()).isEqualTo(NullValues.CLEAR);
        assertThat(destination.attributes()).containsExactly(Map.entry("custom9", AttributeMapping.of("yes.1")));
        assertThat(destination.segments())
                .containsOnlyKeys("0123", "1e3", "2026-03-04", "on")
                .containsEntry("2026-03-04", new Segment("2026-03-04", "on", 3));
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        assertThat(read("\uFEFF" + PLAIN).destinations()).hasSize(1);
    }

    @Test
    void segmentIdsDifferInCase() {
        assertThat(
                        read("destinations: { d: { identity: oid, segments: { s: { mapping-id: 4 }, S: { mapping-id: 5 } } } }")
                                .named("d")
                                .segments())
                .containsOnlyKeys("s", "S");
    }

    @Test
    void destinationsOfDifferentAccountsMayMapTheSameField() {
        assertThat(
                        read("""
                        accounts: { a: {}, b: }
                        destinations:
                          d: { account: a, identity: oid, attributes: { title: t }, segments: { s: { mapping-id: 4 } } }
                          e: { account: b, identity: oid, attributes: { title: t }, segments: { s: { mapping-id: 4 } } }
                        """)
                                .destinations())
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "identity: oid, segmets: { s: { mapping-id: 4 } }, attributes: { title: t }"
                        + " | destinations.d.segmets | is not a known key | Did you mean segments?",
                "identity: oid, segments: { s: { mapping-id: 4, nmae: x } }"
                        + " | destinations.d.segments.s.nmae | is not a known key | Did you mean name?",
                "segments: { s: { mapping-id: 4 } } | destinations.d.identity | is missing | identity: oid",
                "identity: '', segments: { s: { mapping-id: 4 } } | destinations.d.identity | is blank | identity: oid",
                "identity: ' oid', segments: { s: { mapping-id: 4 } } | destinations.d.identity | has a blank in it | identity: oid",
                "identity: [oid], segments: { s: { mapping-id: 4 } } | destinations.d.identity | is not a text | one value",
                "identity: oid | destinations.d.segments | neither segments nor attributes are mapped | Map a segment",
                "identity: oid, segments: {} | destinations.d.segments | neither segments nor attributes | Map a segment",
                "identity: oid, segments: [s] | destinations.d.segments | is not made of keys and values | key: value",
                "identity: oid, segments: { s: 4 } | destinations.d.segments.s | is not made of keys and values | key: value",
                "identity: oid, segments: { s: { name: x } } | destinations.d.segments.s.mapping-id | is missing | customN",
                "identity: oid, segments: { s: } | destinations.d.segments.s | has nothing behind it | { mapping-id: 4 }",
                "identity: oid, segments: { '': { mapping-id: 4 } } | destinations.d.segments.'' | cannot be a segment ID | as in 3f6c2b1e",
                "identity: oid, segments: { s: { mapping-id: four } }"
                        + " | destinations.d.segments.s.mapping-id | 'four' is not a whole number | 1 to 150",
                "identity: oid, segments: { s: { mapping-id: 4.0 } }"
                        + " | destinations.d.segments.s.mapping-id | '4.0' is not a whole number | 1 to 150",
                "identity: oid, segments: { s: { mapping-id: 010 } }"
                        + " | destinations.d.segments.s.mapping-id | '010' is not a whole number | 1 to 150",
                "identity: oid, segments: { s: { mapping-id: 0 } }"
                        + " | destinations.d.segments.s.mapping-id | 0 is too small | 1 to 150",
                "identity: oid, segments: { s: { mapping-id: -4 } }"
                        + " | destinations.d.segments.s.mapping-id | -4 is too small | 1 to 150",
                "identity: oid, segments: { s: { mapping-id: 151 } }"
                        + " | destinations.d.segments.s.mapping-id | 151 is too large | 1 to 150",
                "identity: oid, segments: { s: { mapping-id: 99999999999 } }"
                        + " | destinations.d.segments.s.mapping-id | 99999999999 is too large | 1 to 150",
                "identity: oid, segments: { s: { mapping-id: 4 }, t: { mapping-id: 4 } }"
                        + " | destinations.d.segments.t.mapping-id | writes custom4, which destinations.d.segments.s.mapping-id writes too | of its own",
                "identity: oid, segments: { s: { mapping-id: 4 }, s: { mapping-id: 5 } }"
                        + " | destinations.d.segments.s | is written twice, the first time in line 1 | Keep one",
                "identity: oid, attributes: { fristName: a } | destinations.d.attributes.fristName"
                        + " | prospects have no attribute named 'fristName' | Did you mean firstName?",
                "identity: oid, attributes: { firstname: a } | destinations.d.attributes.firstname"
                        + " | prospects have no attribute named 'firstname' | Did you mean firstName?",
                "identity: oid, attributes: { custom151: a } | destinations.d.attributes.custom151"
                        + " | prospects have no attribute named 'custom151' | custom1 to custom150",
                "identity: oid, attributes: { name: a } | destinations.d.attributes.name | Outreach sets name by itself | Leave it out",
                "identity: oid, attributes: { title: } | destinations.d.attributes.title | has nothing behind it | person.name.firstName",
                "identity: oid, attributes: { title: ' ' } | destinations.d.attributes.title | is not an XDM path | person.name",
                "identity: oid, attributes: { title: { path: t, a: b } } | destinations.d.attributes.title.a | is not a known key | path, trim",
                "identity: oid, attributes: { title: {} } | destinations.d.attributes.title.path | is missing | where the value stands",
                "identity: oid, attributes: { title: [a] } | destinations.d.attributes.title | is not a text | one value",
                "identity: oid, attributes: { title: a..b } | destinations.d.attributes.title | 'a..b' is not an XDM path | dots",
                "identity: oid, attributes: { title: .a } | destinations.d.attributes.title | '.a' is not an XDM path | dots",
                "identity: oid, attributes: { title: a. } | destinations.d.attributes.title | 'a.' is not an XDM path | dots",
                "identity: oid, attributes: { title: /a/b } | destinations.d.attributes.title | is not an XDM path | dots",
                "identity: oid, attributes: { title: 'a[0].b' } | destinations.d.attributes.title | is not an XDM path | dots",
                "identity: oid, attributes: { title: a b } | destinations.d.attributes.title | 'a b' is not an XDM path | dots",
                "identity: oid, attributes: { title: identityMap.ecid } | destinations.d.attributes.title"
                        + " | 'identityMap.ecid' is not an attribute | key identity",
                "identity: oid, attributes: { title: segmentMembership } | destinations.d.attributes.title"
                        + " | 'segmentMembership' is not an attribute | key segments",
                "identity: oid, attributes: { custom4: a }, segments: { s: { mapping-id: 4 } }"
                        + " | destinations.d.segments.s.mapping-id"
                        + " | writes custom4, which destinations.d.attributes.custom4 writes too | of its own",
                "identity: oid, null-values: cleer, attributes: { title: a } | destinations.d.null-values"
                        + " | 'cleer' is not known | Did you mean clear?",
                "account: emea-ops, identity: oid, attributes: { title: a } | destinations.d.account"
                        + " | there is no account 'emea-ops' | List it under accounts",
            })
    void aMistakeInADestinationIsToldWithItsPlaceAndWhatToDo(
            String destination, String path, String problem, String fix) {
        assertOnlyMistake("destinations: { d: { " + destination + " } }", path, problem, fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "account: {} | account | is not a known key | Did you mean accounts?",
                "accounts: { a: { pase: 1 } } | accounts.a.pase | is not a known key | Did you mean pace?",
                "accounts: { a: { pace: 0 } } | accounts.a.pace | 0 is too small | from 1 to 10000",
                "accounts: { a: { pace: 10001 } } | accounts.a.pace | 10001 is too large | from 1 to 10000",
                "accounts: { a: { pace: fast } } | accounts.a.pace | 'fast' is not a whole number | from 1 to 10000",
                "accounts: { a: { quota: 10000 } } | accounts.a.quota | is not made of keys and values | key: value",
                "accounts: { a: { quota: { request: 1 } } } | accounts.a.quota.request | not a known key | Did you mean requests?",
                "accounts: { a: { quota: { requests: 0 } } } | accounts.a.quota.requests | 0 is too small | at least 1",
                "accounts: { a: { quota: { requests: 1.5 } } } | accounts.a.quota.requests | '1.5' is not a whole | at least 1",
                "accounts: { a: { quota: { period: hour } } } | accounts.a.quota.period | 'hour' is not a duration | 1h",
                "accounts: { a: { quota: { period: 60 } } } | accounts.a.quota.period | '60' is not a duration | its unit",
                "accounts: { a: { quota: { period: 0s } } } | accounts.a.quota.period | longer than zero | 1h",
                "accounts: { a: { quota: { period: -1h } } } | accounts.a.quota.period | longer than zero | 1h",
                "accounts: { a: { quota: { period: 99999999999999999d } } } | accounts.a.quota.period | not a duration | 1h",
                "accounts: { a: { quota: { period: '' } } } | accounts.a.quota.period | '' is not a duration | 1h",
                "accounts: { EMEA: {} } | accounts.EMEA | cannot be a name | lower-case",
                "accounts: [a] | accounts | is not made of keys and values | key: value",
                "accounts: { [a]: {} } | accounts | has a key that is a list or a map | a text",
                "accounts: {}\\naccounts: {} | accounts | is written twice, the first time in line 1 | Keep one",
            })
    void aMistakeElsewhereIsToldWithItsPlaceAndWhatToDo(String yaml, String path, String problem, String fix) {
        assertOnlyMistake(yaml.replace("\\n", "\n") + "\n" + PLAIN, path, problem, fix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Emea", "a--b", "-a", "a-", "a_b", "a.b", "'a b'", "''", "é"})
    void namesAreLowerCaseLettersDigitsAndSingleHyphens(String name) {
        assertOnlyMistake(
                PLAIN.replace("{ d:", "{ " + name + ":"),
                "destinations." + (name.equals("''") ? name : name.replace("'", "")),
                "cannot be a name",
                "lower-case letters");
    }

    @Test
    void namesHaveAtMostSixtyCharacters() {
        String longest = "d".repeat(60);

        assertThat(read(PLAIN.replace("{ d:", "{ " + longest + ":")).named(longest))
                .isNotNull();
        assertOnlyMistake(
                PLAIN.replace("{ d:", "{ " + longest + "d:"),
                "destinations." + longest + "d",
                "cannot be a name",
                "at most 60 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing yet", "accounts: {}", "destinations:", "destinations: {}"})
    void aFileWithoutDestinationsIsRefused(String yaml) {
        assertOnlyMistake(yaml, "destinations", "", "at least one destination");
    }

    @Test
    void aListOfDestinationsIsRefused() {
        assertOnlyMistake("destinations: [d]", "destinations", "is not made of keys and values", "key: value");
        assertOnlyMistake("destinations: { d: oid }", "destinations.d", "is not made of keys and values", "key: value");
    }

    @Test
    void anUnknownAccountIsAskedBackWithTheNearest() {
        assertOnlyMistake(
                "accounts: { emea-ops: {} }\n" + PLAIN.replace("identity:", "account: emea-op, identity:"),
                "destinations.d.account",
                "there is no account 'emea-op'",
                "Did you mean emea-ops? List it under accounts, or use one of emea-ops, default.");
    }

    @Test
    void theSameFieldInTwoDestinationsOfOneAccountNamesBoth() {
        List<Finding> mistakes = mistakes(
                """
                destinations:
                  one: { identity: oid, attributes: { custom7: a, title: t }, segments: { s: { mapping-id: 4 } } }
                  two: { identity: oid, attributes: { title: t }, segments: { s: { mapping-id: 4 }, t: { mapping-id: 7 } } }
                """);

        assertThat(mistakes)
                .extracting(Finding::path)
                .containsExactly(
                        "destinations.two.attributes.title",
                        "destinations.two.segments.s.mapping-id",
                        "destinations.two.segments.t.mapping-id");
        assertThat(mistakes).allSatisfy(mistake -> assertThat(mistake.problem())
                .contains("destinations.one.", "for the same account default"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "3F6C2B1E-8D47-4A9E-B0C5-71E2D94F6A10 | is not the segment ID alone, in small letters | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "'{3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10}' | segment ID | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "'\\\"3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10\\\"' | segment ID | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "' 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10' | segment ID | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "ups.3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10 | segment ID | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "urn:uuid:3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10 | segment ID | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "https://experience.adobe.com/#/@acme/segment/3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10?x=y/z"
                        + " | segment ID | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a1 | is no UUID, and nearly is | Copy the ID again",
                "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a100 | is no UUID, and nearly is | Copy the ID again",
                "3f6c2b1e8d47-4a9e-b0c5-71e2d94f6a10 | is no UUID, and nearly is | Copy the ID again",
                "3f6c2b1e-8d47-4a9e-bOc5-71e2d94f6a10 | is no UUID, and nearly is | Copy the ID again",
                "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx | is no UUID, and nearly is | Copy the ID again",
                "3f6c2b1e_8d47_4a9e_b0c5_71e2d94f6a10 | is not the segment ID alone | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "3f6c2b1e–8d47–4a9e–b0c5–71e2d94f6a10 | is not the segment ID alone | Write 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.",
                "Hot accounts EMEA | has a blank | goes into name",
                "'Hot\u00a0accounts' | has a blank | goes into name",
                "'hot-accounts ' | has a blank | goes into name",
                "<segment-id> | a bracket or an address in it | the ID that Adobe shows",
                "https://experience.adobe.com | a bracket or an address in it | the ID that Adobe shows",
                "null | cannot be a segment ID | the ID that Adobe shows",
                "~ | cannot be a segment ID | the ID that Adobe shows",
                "'  ' | cannot be a segment ID | the ID that Adobe shows",
            })
    void aSegmentIdThatIsNoneIsToldWithWhatToWrite(String id, String problem, String cure) {
        String quoted = id.startsWith("'")
                ? "\"" + id.substring(1, id.length() - 1) + "\""
                : id.contains("http") || id.contains(":") ? "\"" + id + "\"" : id;
        assertThat(mistakes("destinations:\n  d:\n    identity: oid\n    segments:\n      " + quoted
                        + ": { mapping-id: 4 }\n"))
                .singleElement()
                .satisfies(mistake -> {
                    assertThat(mistake.line()).isEqualTo(5);
                    assertThat(mistake.path()).startsWith("destinations.d.segments.");
                    assertThat(mistake.problem()).contains(problem);
                    assertThat(mistake.cure()).contains(cure);
                });
    }

    @Test
    void aSegmentIdOfAnyLengthIsNoMistakeOfAnyLength() {
        assertThat(mistakes("destinations: { d: { identity: oid, segments: { ? '" + "x".repeat(100_000)
                        + "' : { mapping-id: 4 } } } }"))
                .singleElement()
                .satisfies(mistake -> {
                    assertThat(mistake.problem()).contains("is missing or too long");
                    assertThat(mistake.toString()).hasSizeLessThan(1_000);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678",
                "1e10",
                "0x1F",
                "2024-01-01",
                "010",
                "true",
                "1_000",
                "12:30",
                "audience_7",
                "Łódź-42"
            })
    void anIdThatAnotherNamespaceMayHaveKeepsItsSpellingAndIsAWarning(String id) {
        Findings findings =
                findings("destinations: { d: { identity: oid, segments: { " + id + ": { mapping-id: 4 } } } }");

        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warnings())
                .singleElement()
                .asString()
                .isEqualTo("destinations.yaml, line 1, destinations.d.segments: a segment ID is no UUID: " + id
                        + "; those of Adobe's Segmentation Service are. Compare with segmentMembership in an event; letters"
                        + " match exactly.");
    }

    @Test
    void manyIdsThatAreNoUuidsAreOneWarning() {
        StringBuilder segments = new StringBuilder();
        for (int i = 1; i <= 100; i++) {
            segments.append(i).append(": { mapping-id: ").append(i).append(" }, ");
        }

        assertThat(findings("destinations: { d: { identity: oid, segments: { " + segments + "} } }")
                        .warningLines())
                .singleElement()
                .asString()
                .contains("100 segment IDs are no UUID: 1, 2, 3, 4, 5, ...;");
    }

    @Test
    void idsThatDifferInTheSizeOfLettersAndNamesThatAreTheSameAreDoubtful() {
        Findings findings = findings(
                "destinations: { d: { identity: oid, segments: { a7: { name: Hot, mapping-id: 4 }, A7: { name: hot, mapping-id: 5 } }"
                        + " } }");

        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warnings().toString())
                .contains("segments.A7: differs from a7 in the size of letters only")
                .contains("segments.A7.name: is the name of the segment a7 too");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "name: '' | is blank | leave it out",
                "name: '  ' | is blank | leave it out",
                "name: [a] | is not a text | one value",
                "name: { a: b } | is not a text | one value",
            })
    void aNameOfASegmentIsOneLineOfText(String name, String problem, String cure) {
        assertOnlyMistake(
                "destinations: { d: { identity: oid, segments: { s: { mapping-id: 4, " + name + " } } } }",
                "destinations.d.segments.s.name",
                problem,
                cure);
    }

    @Test
    void namesAndDescriptionsAreBounded() {
        assertOnlyMistake(
                PLAIN.replace("mapping-id: 4", "mapping-id: 4, name: \"a\\nb\""),
                "destinations.d.segments.s.name",
                "has a line break or another control character",
                "one line");
        assertOnlyMistake(
                PLAIN.replace("identity:", "description: \"a\\0b\", identity:"),
                "destinations.d.description",
                "has a line break or another control character",
                "one line");
        assertOnlyMistake(
                "destinations: { d: { identity: oid, segments: { s: { mapping-id: 4, name: " + "n".repeat(201)
                        + " } } } }",
                "destinations.d.segments.s.name",
                "has more than 200 characters",
                "at most 200");
        assertOnlyMistake(
                "destinations: { d: { identity: oid, description: " + "n".repeat(501)
                        + ", segments: { s: { mapping-id: 4 } } } }",
                "destinations.d.description",
                "has more than 500 characters",
                "at most 500");
        assertThat(read("destinations: { d: { identity: oid, segments: { s: { mapping-id: 4, name: 2024 } } } }")
                        .named("d")
                        .segments()
                        .get("s")
                        .name())
                .isEqualTo("2024");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "email | email is Adobe's namespace of e-mail addresses, not of OutreachIds | identity: oid",
                "ECID | ECID is Adobe's namespace of Experience Cloud IDs | identity: oid",
                "Phone | Phone is Adobe's namespace of phone numbers | identity: oid",
                "email_lc_sha256 | Adobe's namespace of hashes | identity: oid",
                "'OutreachID ' | is blank or has a blank in it | identity: oid",
                "'\u00a0oid' | has a blank in it | identity: oid",
                "Outreach ID | has a blank in it | identity: oid",
                "'o\u200bid' | has a blank in it | identity: oid",
                "identityMap.oid | is a path | the namespace alone",
                "[oid] | is not a text | one value",
            })
    void anIdentityThatCarriesNoOutreachIdIsRefused(String identity, String problem, String cure) {
        assertOnlyMistake(
                "destinations: { d: { identity: " + identity.replace('\'', '"')
                        + ", attributes: { title: b2b.title } } }",
                "destinations.d.identity",
                problem,
                cure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"emial", "emails", "phon", "adcluod"})
    void anIdentityThatNearlyIsOneOfAdobesIsDoubtful(String identity) {
        Findings findings =
                findings(PLAIN.replace("oid", identity).replace("{ s:", "{ 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10:"));

        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warnings())
                .singleElement()
                .asString()
                .contains(
                        "destinations.d.identity: '" + identity + "' is nearly Adobe's namespace of ", "Did you mean ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"oid", "OutreachId", "gid", "crmid", "pid", "customerId", "outreach_id", "Oid.EMEA"})
    void anIdentityOfOnesOwnIsRight(String identity) {
        assertThat(findings(PLAIN.replace("oid", identity).replace("{ s:", "{ 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10:"))
                        .warningLines())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "person.name.firstname, person.name.firstName",
        "person.name.fristName, person.name.firstName",
        "personalEmail.adress, personalEmail.address",
        "personalEmial.address, personalEmail.address",
        "homePhone.numer, homePhone.number",
        "Person.birthDate, person.birthDate",
        "b2b.personstatus, b2b.personStatus"
    })
    void anXdmPathThatNearlyIsOneOfAdobesIsDoubtful(String path, String meant) {
        Findings findings = findings("destinations: { d: { identity: oid, attributes: { title: " + path + " } } }");

        assertThat(findings.errors()).isEmpty();
        assertThat(findings.warnings())
                .singleElement()
                .asString()
                .startsWith("destinations.yaml, line 1, destinations.d.attributes.title: '" + path
                        + "' is not in Adobe's schemas")
                .contains("Did you mean " + meant + "?");
    }

    @Test
    void anXdmPathOfAnObjectIsDoubtful() {
        assertThat(findings("destinations: { d: { identity: oid, attributes: { title: personalEmail } } }")
                        .warningLines())
                .singleElement()
                .asString()
                .contains("'personalEmail' has no value of its own", "such as personalEmail.address.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "person.name.lastName",
                "homeAddress.city",
                "workPhone.number",
                "_acme.person.name.nick",
                "acme.tier",
                "loyalty.points",
                "mobilePhone.number",
                "extendedWorkDetails.jobTitle"
            })
    void anXdmPathThatIsKnownOrResemblesNoneIsRight(String path) {
        assertThat(findings("destinations: { d: { identity: oid, attributes: { title: " + path + " } } }")
                        .warningLines())
                .isEmpty();
    }

    @Test
    void warningsAreBounded() {
        StringBuilder destinations = new StringBuilder("destinations:\n");
        for (int i = 0; i < 30; i++) {
            destinations.append("  d" + i + ": { account: a" + i + ", identity: emial, attributes: { title: t } }\n");
        }
        destinations.append("accounts:\n");
        for (int i = 0; i < 30; i++) {
            destinations.append("  a" + i + ":\n");
        }

        assertThat(findings(destinations.toString()).warningLines())
                .hasSize(21)
                .last()
                .isEqualTo("10 more warnings about the files of the routes are left out");
    }

    @Test
    void allMistakesAreToldAtOnce() {
        InvalidConfigurationException refusal = refusal(
                """
                accounts:
                  Ops: { quota: { requests: none, period: soon }, pace: 0 }
                destinatons: {}
                destinations:
                  One:
                    account: nobody
                    null-values: delete
                    attributes: { firstNam: person..name, createdAt: identityMap }
                    segments:
                      s: { mapping-id: 151 }
                      t: { id: 4 }
                  two: { identity: oid }
                """);

        assertThat(refusal.mistakes())
                .extracting(Finding::path)
                .containsExactlyInAnyOrder(
                        "accounts.Ops",
                        "accounts.Ops.quota.requests",
                        "accounts.Ops.quota.period",
                        "accounts.Ops.pace",
                        "destinatons",
                        "destinations.One",
                        "destinations.One.account",
                        "destinations.One.identity",
                        "destinations.One.null-values",
                        "destinations.One.attributes.firstNam",
                        "destinations.One.attributes.firstNam",
                        "destinations.One.attributes.createdAt",
                        "destinations.One.attributes.createdAt",
                        "destinations.One.segments.s.mapping-id",
                        "destinations.One.segments.t.id",
                        "destinations.One.segments.t.mapping-id",
                        "destinations.two.segments");
        assertThat(refusal).hasMessageContaining(directory + " has 17 mistakes:");
    }

    @ParameterizedTest
    @CsvSource({
        "'destinations:\n  d: [', 2",
        "'destinations:\n\td: {}', 2",
        "'a: b: c', 1",
        "'{}\n---\n{}', 2",
        "'a: *b', 1",
        "'destinations:\r\n  d: [\r\n', 3"
    })
    void whatIsNotYamlIsToldWithItsLine(String yaml, int line) {
        assertThat(mistakes(yaml)).singleElement().satisfies(mistake -> {
            assertThat(mistake.line()).isEqualTo(line);
            assertThat(mistake.path()).startsWith("column ");
            assertThat(mistake.problem()).startsWith("is not YAML: ");
        });
    }

    @Test
    void aDestinationMayHaveLimitsOfAlertsOfItsOwn() {
        String own = PLAIN.replace(
                "identity: oid,",
                "identity: oid, alerts: { failure-rate: 2.5%, oldest-pending: 90m, dead-letters: 3, no-events: 0h, unread: 0 },");
        AlertLimits all = new AlertLimits(5.0, 1.0, Duration.ofHours(4), 10, Duration.ofDays(1), Duration.ZERO, 100);

        assertThat(read(PLAIN).named("d").alerts()).isEqualTo(AlertLimits.NONE);
        assertThat(read(own).named("d").alerts().or(all))
                .isEqualTo(new AlertLimits(2.5, 1.0, Duration.ofMinutes(90), 3, Duration.ofDays(1), Duration.ZERO, 0));
        assertThat(mistakes(own.replace("2.5%", "101%")
                        .replace("90m", "soon")
                        .replace("dead-letters: 3", "dead-letters: -1")))
                .extracting(Finding::problem)
                .hasSize(3);
    }

    @Test
    void aMistakeIsToldWithItsLine() {
        assertThat(
                        refusal(
                                """
                        destinations:
                          d:
                            identiy: oid
                            segments:
                              3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10:
                                name: A
                                mapping-id: 151
                        """))
                .hasMessage(
                        """
                        %s has 3 mistakes:
                          - destinations.yaml, line 2, destinations.d.identity: is missing. Write the identityMap namespace that \
                        carries the OutreachId, as in identity: oid. Letter case does not matter.
                          - destinations.yaml, line 3, destinations.d.identiy: is not a known key. Did you mean identity? Allowed \
                        here: description, account, identity, null-values, mode, resync, delivery, on-unmap, alerts, marketing-actions, consent, entered, exited, \
                        qualified-at, attributes, segments.
                          - destinations.yaml, line 7, destinations.d.segments.3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.mapping-id: \
                        151 is too large. Write a whole number from 1 to 150: the N of the prospect's customN, the "Custom Field N \
                        Label" in Outreach's settings. Each segment has one of its own, as in { mapping-id: 4 }."""
                                .formatted(directory));
    }

    @Test
    void controlCharactersAreToldWithTheirLine() {
        assertThat(mistakes("a: 1\nb: \u0007"))
                .singleElement()
                .asString()
                .isEqualTo("destinations.yaml, line 2: is not YAML: it has the control character \\u0007. Remove it.");
    }

    @Test
    void hugeAndOddFilesCostOneMistakeEach() {
        assertThat(mistakes("[".repeat(200))).hasSize(1);
        assertThat(mistakes("{a: ".repeat(100_000))).hasSize(1);
        assertThat(mistakes("a: &a [x]\nb: [" + "*a,".repeat(100) + "]"))
                .singleElement()
                .satisfies(mistake -> assertThat(mistake.problem()).contains("aliases"));
        assertThat(mistakes("# " + "x".repeat(4_000_000))).singleElement().satisfies(mistake -> assertThat(
                        mistake.problem())
                .contains("has 4000002 bytes, and at most 3145728 are read"));
    }

    @Test
    void ofManyMistakesTheFirstAreToldAndTheOthersCounted() {
        StringBuilder segments = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            segments.append(String.format("      3f6c2b1e-8d47-4a9e-b0c5-%012d: { mapping-id: 0 }%n", i));
        }

        assertThat(refusal("destinations:\n  d:\n    identity: oid\n    segments:\n" + segments)
                        .getMessage()
                        .lines())
                .hasSize(22)
                .first()
                .asString()
                .endsWith(" has 1000 or more mistakes:");
    }

    @Test
    void aByteOrderMarkAndWindowsLinesAreRead() {
        assertThat(read("\uFEFF" + PLAIN.replace("\n", "\r\n")).destinations()).hasSize(1);
    }

    @Test
    void anAnchorThatContainsItselfEndsSomewhere() {
        assertThat(mistakes("destinations: &a { d: *a }")).isNotEmpty();
    }

    @Test
    void aFileThatCannotBeReadSaysWhy() throws IOException {
        assertThat(mistakes())
                .singleElement()
                .asString()
                .isEqualTo("destinations.yaml: does not exist in " + directory
                        + ". Create it, or set ROUTES_DIR to the directory that has it.");
        Files.createDirectory(file());
        assertThat(mistakes()).singleElement().asString().contains("is a directory");
        Files.delete(file());
        Files.write(file(), "destinations: é".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(mistakes()).singleElement().asString().contains("is not UTF-8");
        Files.move(file(), directory.resolve("destinations.yml"));
        assertThat(mistakes()).singleElement().asString().contains("destinations.yml: is not read. Rename it");
    }

    private List<Finding> mistakes() {
        return catchThrowableOfType(InvalidConfigurationException.class, () -> read(directory))
                .mistakes();
    }

    private Path file() {
        return directory.resolve("destinations.yaml");
    }

    private Destinations read(String yaml) {
        try {
            Files.writeString(file(), yaml);
            return read(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Findings findings(String yaml) {
        try {
            Files.writeString(file(), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Findings findings = new Findings();
        DestinationsFile.read(directory, findings);
        return findings;
    }

    private static Destinations read(Path directory) {
        Findings findings = new Findings();
        Destinations[] destinations = new Destinations[1];
        findings.collect(() -> destinations[0] = DestinationsFile.read(directory, findings));
        findings.refuseErrors(directory.toString());
        return destinations[0];
    }

    private InvalidConfigurationException refusal(String yaml) {
        InvalidConfigurationException refusal =
                catchThrowableOfType(InvalidConfigurationException.class, () -> read(yaml));
        assertThat(refusal).as("refusal of " + yaml).isNotNull();
        return refusal;
    }

    private List<Finding> mistakes(String yaml) {
        return refusal(yaml).mistakes();
    }

    private void assertOnlyMistake(String yaml, String path, String problem, String fix) {
        List<Finding> mistakes = mistakes(yaml);
        assertThat(mistakes).as(mistakes.toString()).singleElement().satisfies(mistake -> {
            assertThat(mistake.path()).isEqualTo(path);
            assertThat(mistake.problem()).contains(problem);
            assertThat(mistake.cure()).contains(fix);
        });
    }
}
