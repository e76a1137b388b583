package dev.outreachroutes.operation;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;

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
        return problem.getSQLState() == null
                ? "no usable address"
                : problem.getMessage().split("\\R", 2)[0];
    }
}
