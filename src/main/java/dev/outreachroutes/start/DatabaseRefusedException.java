package dev.outreachroutes.start;

import dev.outreachroutes.database.DatabaseProblem;
import java.sql.SQLException;

/** The database answers, but not to us as we are configured. */
final class DatabaseRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    DatabaseRefusedException(String jdbcUrl, SQLException problem) {
        super((DatabaseAddress.tlsRefused(problem)
                        ? "No TLS with PostgreSQL at %s: %s"
                        : "PostgreSQL at %s refuses the connection: %s")
                .formatted(DatabaseAddress.of(jdbcUrl), DatabaseAddress.reason(problem)));
        this.action = action(problem);
    }

    DatabaseRefusedException(String jdbcUrl, DatabaseProblem problem) {
        super("PostgreSQL at %s %s".formatted(DatabaseAddress.of(jdbcUrl), problem.what()));
        this.action = problem.cure();
    }

    /** What to set right. */
    String action() {
        return action;
    }

    private static String action(SQLException problem) {
        if (DatabaseAddress.tlsRefused(problem)) {
            return "Check sslmode, sslrootcert, sslcert and sslkey in DATABASE_URL, and the name in it; docs/tls.md has an example.";
        }
        return switch (problem.getSQLState() == null ? "" : problem.getSQLState()) {
            case "28P01" -> "Check DATABASE_USERNAME and DATABASE_PASSWORD.";
            case "28000" -> "Check DATABASE_USERNAME and DATABASE_PASSWORD, and sslmode in DATABASE_URL.";
            case "08004" -> "Check sslmode in DATABASE_URL.";
            case "3D000" -> "Create the database, or name another at the end of DATABASE_URL.";
            default ->
                "Check DATABASE_URL (jdbc:postgresql://host:5432/database), DATABASE_USERNAME and DATABASE_PASSWORD.";
        };
    }
}
