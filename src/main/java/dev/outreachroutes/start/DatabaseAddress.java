package dev.outreachroutes.start;

import dev.outreachroutes.settings.InvalidSettingException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.sql.SQLException;
import javax.net.ssl.SSLHandshakeException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.springframework.core.NestedExceptionUtils;

/** Tells what may be told of a database's address and of its errors: never a password, which a JDBC URL can carry. */
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
        Throwable root = NestedExceptionUtils.getMostSpecificCause(problem);
        if (root instanceof UnknownHostException) {
            return "unknown host";
        }
        if (root instanceof SocketTimeoutException) {
            return "no answer";
        }
        if (root instanceof ConnectException) {
            return "connection refused";
        }
        if (root instanceof EOFException) {
            return "the connection was closed";
        }
        if (tlsRefused(problem)) {
            return tlsProblem(problem, root);
        }
        boolean told = problem instanceof PSQLException refusal && refusal.getServerErrorMessage() != null
                || PSQLState.CONNECTION_REJECTED.getState().equals(problem.getSQLState());
        return told ? problem.getMessage().split("\\R", 2)[0] : "no usable address";
    }

    /** What ends the start because the database answers, but not to us as we are configured. */
    static InvalidSettingException refused(String jdbcUrl, SQLException problem) {
        String how = tlsRefused(problem)
                ? "No TLS with PostgreSQL at %s: %s"
                : "PostgreSQL at %s refuses the connection: %s";
        return new InvalidSettingException(how.formatted(of(jdbcUrl), reason(problem)), cure(problem));
    }

    private static String cure(SQLException problem) {
        if (tlsRefused(problem)) {
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

    /**
     * Whether there is no connection because of TLS as it is set on one side or the other, which waiting does not change. The
     * driver has no SQLSTATE for that, and its words are of the machine's language.
     */
    static boolean tlsRefused(SQLException problem) {
        boolean refused = anotherName(problem) || unknownMode(problem);
        for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException) {
                return false;
            }
            refused |= cause instanceof SSLHandshakeException
                    || cause instanceof GeneralSecurityException
                    || cause instanceof FileNotFoundException;
        }
        return refused;
    }

    private static String tlsProblem(SQLException problem, Throwable root) {
        if (anotherName(problem)) {
            return "its certificate is for another name";
        }
        if (unknownMode(problem)) {
            return "there is no such sslmode";
        }
        return root instanceof CertPathBuilderException
                ? "its certificate is not trusted"
                : "TLS fails: " + String.valueOf(root.getMessage()).split("\\R", 2)[0];
    }

    private static boolean anotherName(SQLException problem) {
        return String.valueOf(problem.getMessage()).contains("HostnameVerifier");
    }

    private static boolean unknownMode(SQLException problem) {
        return problem.getCause() == null
                && String.valueOf(problem.getMessage()).contains("sslmode");
    }
}
