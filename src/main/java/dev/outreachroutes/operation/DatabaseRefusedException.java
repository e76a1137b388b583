package dev.outreachroutes.operation;

import java.sql.SQLException;

/** The database answers, but not to us as we are configured. */
final class DatabaseRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sqlState;

    DatabaseRefusedException(String jdbcUrl, SQLException problem) {
        super("PostgreSQL at " + DatabaseAddress.of(jdbcUrl) + " refuses the connection: "
                + DatabaseAddress.reason(problem));
        this.sqlState = problem.getSQLState() == null ? "" : problem.getSQLState();
    }

    /** What to set right. */
    String action() {
        return switch (sqlState) {
            case "28P01", "28000" -> "Check DATABASE_USERNAME and DATABASE_PASSWORD.";
            case "3D000" -> "Create the database, or name another at the end of DATABASE_URL.";
            default ->
                "Check DATABASE_URL (jdbc:postgresql://host:5432/database), DATABASE_USERNAME and DATABASE_PASSWORD.";
        };
    }
}
