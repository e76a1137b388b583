package dev.outreachroutes.database;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * What an outage of the database means for an operator.
 *
 * @param what goes on from "The database ..."; never a value of a prospect
 * @param cure what to do, as a sentence
 * @param passes whether it may well end without anybody doing anything here, so that a start waits for it
 */
public record DatabaseProblem(String what, String cure, boolean passes) {

    /** Of connections: unable to connect, closed, lost. Others say that the server does not want us. */
    private static final Set<String> PASSING = Set.of("08001", "08003", "08006");

    private static final String READ_ONLY = "25006";
    private static final String SHARED_STATEMENT = "42P05";
    private static final String NO_STATEMENT = "26000";

    /** A pooler between here and the database hands a session on after each transaction, and its prepared statements with it. */
    public static final DatabaseProblem SHARED_STATEMENTS = new DatabaseProblem(
            "is behind a pooler that loses our prepared statements",
            "Add prepareThreshold=0 to DATABASE_URL, or have the pooler keep them (pgbouncer from 1.21: max_prepared_statements).",
            false);

    /** Nothing can be written. */
    public static final DatabaseProblem WRITES_NOTHING = new DatabaseProblem(
            "is read-only",
            "DATABASE_URL has to name the primary, not a standby, and default_transaction_read_only has to be off for the"
                    + " database and its user.",
            true);

    /** Its texts are in an encoding that does not know every character. */
    public static DatabaseProblem encoding(String encoding) {
        return new DatabaseProblem(
                "has the encoding " + encoding + ", which cannot hold every name",
                "Create one with encoding 'UTF8' and name it in DATABASE_URL:"
                        + " create database outreach_routes encoding 'UTF8' template template0.",
                false);
    }

    /**
     * What a failure says of the database.
     *
     * @return empty when the failure is no outage, or none of the database
     */
    public static Optional<DatabaseProblem> of(Throwable failure) {
        SQLException refusal = Outage.sql(failure);
        if (refusal == null || !Outage.is(failure)) {
            return Optional.empty();
        }
        String state = refusal.getSQLState() == null ? "" : refusal.getSQLState();
        return Optional.of(
                switch (state) {
                    case "" ->
                        new DatabaseProblem(
                                "gave no connection in time, or lost one",
                                "If this lasts, look at PostgreSQL, DATABASE_URL and DATABASE_POOL_SIZE.",
                                true);
                    case READ_ONLY -> WRITES_NOTHING;
                    case SHARED_STATEMENT, NO_STATEMENT -> SHARED_STATEMENTS;
                    case "42501" ->
                        new DatabaseProblem(
                                "refuses us a right" + said(refusal),
                                "Grant it to the user of DATABASE_USERNAME, who should own the tables.",
                                false);
                    case "53300" ->
                        new DatabaseProblem(
                                "has no connection left for us",
                                "Raise its max_connections or the user's limit, or lower DATABASE_POOL_SIZE.",
                                true);
                    case "53100" -> new DatabaseProblem("has a full disk", "Free space on its machine.", true);
                    case "57014" ->
                        new DatabaseProblem(
                                "ended a statement that took too long",
                                "Look at its load, and at statement_timeout of the user and the database.",
                                true);
                    default -> ofClass(state, refusal);
                });
    }

    private static DatabaseProblem ofClass(String state, SQLException refusal) {
        return switch (state.substring(0, 2)) {
            case "08" ->
                new DatabaseProblem(
                        "cannot be reached",
                        "If this lasts, look at PostgreSQL and at DATABASE_URL.",
                        PASSING.contains(state));
            case "28", "3D" ->
                new DatabaseProblem(
                        "refuses the connection (SQLSTATE " + state + ")",
                        "Check DATABASE_URL, DATABASE_USERNAME and DATABASE_PASSWORD.",
                        false);
            case "3F", "42" ->
                new DatabaseProblem(
                        "has not the tables that this version needs" + said(refusal),
                        "Restore what is missing; search_path of the user may hide it.",
                        false);
            case "40", "55" ->
                new DatabaseProblem(
                        "makes us wait for a lock (SQLSTATE " + state + ")",
                        "If this lasts, look in pg_stat_activity for who holds it.",
                        true);
            case "57" ->
                new DatabaseProblem("is stopping or starting", "If this lasts, look at PostgreSQL's log.", true);
            default -> new DatabaseProblem("fails" + said(refusal), "Look at PostgreSQL's log.", true);
        };
    }

    /** Of rights, tables and the server's own trouble the server's words name no values. */
    private static String said(SQLException refusal) {
        return refusal instanceof PSQLException told && told.getServerErrorMessage() != null
                ? " ("
                        + String.valueOf(told.getServerErrorMessage().getMessage())
                                .split("\\R", 2)[0] + ")"
                : " (SQLSTATE " + refusal.getSQLState() + ")";
    }

    /** For a line of the log. */
    public String sentence() {
        return "The database " + what + ". " + cure;
    }
}
