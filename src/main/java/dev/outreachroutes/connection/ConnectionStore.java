package dev.outreachroutes.connection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code connection}. Tokens are encrypted on their way in and decrypted on their way out. */
final class ConnectionStore {

    private final JdbcClient jdbc;
    private final TokenCipher cipher;

    ConnectionStore(JdbcClient jdbc, TokenCipher cipher) {
        this.jdbc = jdbc;
        this.cipher = cipher;
    }

    Optional<StoredConnection> find(String account) {
        return jdbc.sql("select * from connection where account = ?")
                .param(account)
                .query(this::row)
                .optional();
    }

    /** The row, made if it is missing, held against every replica until the end of the transaction. */
    StoredConnection lock(String account) {
        jdbc.sql("set local lock_timeout = '30s'").update();
        jdbc.sql(
                        """
                        insert into connection (account, status) values (?, 'not-connected')
                        on conflict (account) do nothing
                        """)
                .param(account)
                .update();
        return jdbc.sql("select * from connection where account = ? for update")
                .param(account)
                .query(this::row)
                .single();
    }

    void save(StoredConnection connection) {
        jdbc.sql(
                        """
                        update connection
                        set refresh_token = ?, access_token = ?, access_token_expires_at = ?, refreshed_at = ?,
                            granted_at = ?, bootstrap_hash = ?, status = ?, problem = ?, failures = ?, retry_at = ?,
                            updated_at = now()
                        where account = ?
                        """)
                .param(cipher.encrypt(connection.refreshToken()))
                .param(cipher.encrypt(connection.accessToken()))
                .param(timestamp(connection.accessTokenExpiresAt()))
                .param(timestamp(connection.refreshedAt()))
                .param(timestamp(connection.grantedAt()))
                .param(connection.bootstrapHash())
                .param(connection.status().label())
                .param(connection.problem())
                .param(connection.failures())
                .param(timestamp(connection.retryAt()))
                .param(connection.account())
                .update();
    }

    private StoredConnection row(ResultSet row, int number) throws SQLException {
        String account = row.getString("account");
        String refreshToken = null;
        String accessToken = null;
        String unreadable = null;
        try {
            refreshToken = cipher.decrypt(account, row.getBytes("refresh_token"));
            accessToken = cipher.decrypt(account, row.getBytes("access_token"));
        } catch (TokenCipher.UnreadableTokenException e) {
            unreadable = e.getMessage();
        }
        return new StoredConnection(
                account,
                refreshToken,
                accessToken,
                instant(row, "access_token_expires_at"),
                instant(row, "refreshed_at"),
                instant(row, "granted_at"),
                row.getString("bootstrap_hash"),
                ConnectionStatus.ofLabel(row.getString("status")),
                row.getString("problem"),
                row.getInt("failures"),
                instant(row, "retry_at"),
                unreadable);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
