package dev.outreachroutes.account;

import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.database.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

    /** Counts the account's grants; 0 when there never was one. */
    long grantNumber(String account) {
        return jdbc.sql("select grant_number from connection where account = ?")
                .param(account)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    void save(StoredConnection connection) {
        Authorisation authorisation = connection.authorisation();
        Authoriser authoriser = authorisation == null ? null : authorisation.authoriser();
        jdbc.sql(
                        """
                        update connection
                        set refresh_token = ?, access_token = ?, access_token_expires_at = ?, refreshed_at = ?,
                            granted_at = ?, bootstrap_hash = ?, status = ?, problem = ?, failures = ?, retry_at = ?,
                            grant_number = ?, authorised_at = ?, authorised_by = ?, scopes = ?, outreach_user = ?,
                            outreach_name = ?, outreach_org = ?, updated_at = now()
                        where account = ?
                        """)
                .param(cipher.encrypt(connection.refreshToken()))
                .param(cipher.encrypt(connection.accessToken()))
                .param(Instants.parameter(connection.accessTokenExpiresAt()))
                .param(Instants.parameter(connection.refreshedAt()))
                .param(Instants.parameter(connection.grantedAt()))
                .param(connection.bootstrapHash())
                .param(connection.status().label())
                .param(connection.problem())
                .param(connection.failures())
                .param(Instants.parameter(connection.retryAt()))
                .param(connection.grantNumber())
                .param(authorisation == null ? null : Instants.parameter(authorisation.since()))
                .param(authorisation == null ? null : authorisation.by())
                .param(authorisation == null ? "" : String.join(" ", new TreeSet<>(authorisation.scopes())))
                .param(authoriser == null ? null : authoriser.id())
                .param(authoriser == null ? null : authoriser.name())
                .param(authoriser == null ? null : authoriser.organisation())
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
                Instants.of(row, "access_token_expires_at"),
                Instants.of(row, "refreshed_at"),
                Instants.of(row, "granted_at"),
                row.getString("bootstrap_hash"),
                ConnectionStatus.ofLabel(row.getString("status")),
                row.getString("problem"),
                row.getInt("failures"),
                Instants.of(row, "retry_at"),
                row.getLong("grant_number"),
                authorisation(row),
                cipher.isOld(row.getBytes("refresh_token")),
                unreadable);
    }

    private static Authorisation authorisation(ResultSet row) throws SQLException {
        Instant since = Instants.of(row, "authorised_at");
        if (since == null) {
            // Of before these columns were there: the grant is older than anybody knows.
            since = Instants.of(row, "granted_at");
        }
        if (since == null) {
            return null;
        }
        Long user = row.getObject("outreach_user", Long.class);
        String scopes = row.getString("scopes");
        String by = row.getString("authorised_by");
        return new Authorisation(
                since,
                by == null ? "" : by,
                scopes.isEmpty() ? Set.of() : Set.of(scopes.split(" ")),
                user == null
                        ? null
                        : new Authoriser(user, row.getString("outreach_name"), row.getString("outreach_org")));
    }
}
