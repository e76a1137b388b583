package dev.outreachroutes.operation;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/** What of a database's address and of its errors may be told: never a password, which a JDBC URL can carry. */
final class DatabaseAddress {

    private DatabaseAddress() {}

    /**
     * @return host, port and database
     */
    static String of(String jdbcUrl) {
        String rest = jdbcUrl.replaceFirst("^jdbc:postgresql:(//)?", "").replaceFirst("[?].*$", "");
        return rest.substring(rest.lastIndexOf('@') + 1);
    }

    /** Why there is no connection: the server's own words, or ours where the driver's could quote the whole URL. */
    static String reason(SQLException problem) {
        Throwable root = problem;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnknownHostException) {
            return "unknown host";
        }
        if (root instanceof SocketTimeoutException) {
            return "no answer";
        }
        if (root instanceof ConnectException) {
            return "connection refused";
        }
        boolean told = problem instanceof PSQLException refusal && refusal.getServerErrorMessage() != null
                || PSQLState.CONNECTION_REJECTED.getState().equals(problem.getSQLState());
        return told ? problem.getMessage().split("\\R", 2)[0] : "no usable address";
    }
}
