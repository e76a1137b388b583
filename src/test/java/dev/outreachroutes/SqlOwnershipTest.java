package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A table belongs to one package, and only that package's SQL names it. Who wants something of it, asks that package. */
class SqlOwnershipTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/outreachroutes");

    private static final Map<String, String> OWNERS = Map.ofEntries(
            Map.entry("alert", "alert"),
            Map.entry("alert_notification", "alert"),
            Map.entry("prospect", "backlog"),
            Map.entry("batch", "backlog"),
            Map.entry("bulk", "backlog"),
            Map.entry("set_aside", "backlog"),
            Map.entry("configured_destination", "backlog"),
            Map.entry("request", "backlog"),
            Map.entry("forgotten", "backlog"),
            Map.entry("request_recording", "backlog"),
            Map.entry("replica_configuration", "reload"),
            Map.entry("status_values", "backlog"),
            Map.entry("quota", "quota"),
            Map.entry("quota_ledger", "quota"),
            Map.entry("quota_day", "quota"),
            Map.entry("pause", "quota"),
            Map.entry("connection", "account"),
            Map.entry("account_check", "account"),
            Map.entry("dead_letter", "deadletter"),
            Map.entry("resync", "resync"),
            Map.entry("resync_difference", "resync"),
            Map.entry("audit", "deadletter"),
            Map.entry("exclusion", "intake"),
            Map.entry("excluded_profile", "intake"),
            Map.entry("run", "backlog"),
            Map.entry("run_excluded", "backlog"),
            Map.entry("run_told", "backlog"),
            Map.entry("run_pending", "backlog"),
            Map.entry("segment_member", "backlog"),
            Map.entry("segment_member_count", "backlog"),
            Map.entry("console_user", "console"));

    /** A text block, a text or a comment, whichever begins first. */
    private static final Pattern TEXT = Pattern.compile(
            "\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'|//[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);

    private static final Pattern STATEMENT =
            Pattern.compile("\\b(select|insert into|delete from|update \\w+( \\w+)?\\s+set)\\b");

    private static final Pattern TABLE = Pattern.compile("\\b(?:from|join|into|update|using|table)\\s+(\\w+)");

    @Test
    void aTableStandsOnlyInTheSqlOfThePackageThatOwnsIt() throws IOException {
        Set<String> strangers = new TreeSet<>();
        Set<String> named = new TreeSet<>();
        for (Path file : javaFiles()) {
            String room = SOURCES.relativize(file).getName(0).toString();
            for (String table : tables(Files.readString(file))) {
                named.add(table);
                if (!OWNERS.get(table).equals(room)) {
                    strangers.add(
                            SOURCES.relativize(file) + " names " + table + ", which belongs to " + OWNERS.get(table));
                }
            }
        }

        assertThat(strangers).isEmpty();
        assertThat(named).as("every table is found in some SQL").isEqualTo(OWNERS.keySet());
    }

    @Test
    void everyTableOfTheMigrationsHasAnOwner() throws IOException {
        StringBuilder migrations = new StringBuilder();
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            for (Path file : files.toList()) {
                migrations.append(Files.readString(file));
            }
        }
        Set<String> made = found("create table (\\w+)", migrations);
        made.removeAll(found("drop table (\\w+)", migrations));

        assertThat(made).isEqualTo(OWNERS.keySet());
    }

    private static Set<String> found(String pattern, CharSequence text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void sqlIsFoundWhereverItStandsAndCommentsAndWordsAreNone() {
        assertThat(
                        tables(
                                """
                        /** We select from prospect. */
                        String one = "select 1 from audit" + where; // and from pause
                        String other = \"""
                            with due as (select 1) update dead_letter d set x = 1 from due join exclusion using (y)
                            \""";
                        LOG.info("Nothing comes from connection");
                        """))
                .containsExactlyInAnyOrder("audit", "dead_letter", "exclusion");
    }

    private static Set<String> tables(String source) {
        return TEXT.matcher(source)
                .results()
                .map(MatchResult::group)
                .filter(text -> text.startsWith("\"") && STATEMENT.matcher(text).find())
                .flatMap(text -> TABLE.matcher(text).results().map(found -> found.group(1)))
                .filter(OWNERS::containsKey)
                .collect(Collectors.toSet());
    }

    private static List<Path> javaFiles() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
