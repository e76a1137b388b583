package dev.outreachroutes.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Which failures are waited for, and which are about what is being done. */
class OutageKindsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08001", "08006", "08P01", "0A000", "25006", "25P03", "26000", "28P01", "3D000", "40001", "40P01",
                "42501", "42P01", "42703", "42P05", "53100", "53200", "53300", "55P03", "57014", "57P01", "57P03",
                "58030"
            })
    void whatIsAroundUsIsAnOutage(String state) {
        assertThat(Outage.is(failure(state))).isTrue();
        assertThat(DatabaseProblem.of(failure(state))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "22021", "22P05", "23505", "23514", "44000", "54000", "P0001", "XX001", "99999"})
    void whatIsAboutDataIsNone(String state) {
        assertThat(Outage.is(failure(state))).isFalse();
        assertThat(DatabaseProblem.of(failure(state))).isEmpty();
    }

    static Stream<Throwable> outages() {
        return Stream.of(
                new ConnectException("refused"),
                new RuntimeException(new IOException("reset")),
                new TimeoutException(),
                new RejectedExecutionException(),
                new AuthorizationException("no"),
                new UncategorizedSQLException("a step", "select", new SQLException("Connection is closed")),
                new CannotCreateTransactionException(
                        "no connection", new SQLTransientConnectionException("request timed out")),
                new DataAccessResourceFailureException(
                        "no connection",
                        new SQLTransientConnectionException("timed out", null, 0, new SQLException("x", "08001"))));
    }

    @ParameterizedTest
    @MethodSource("outages")
    void kindsOfExceptionTellToo(Throwable failure) {
        assertThat(Outage.is(failure)).isTrue();
    }

    static Stream<Throwable> errors() {
        return Stream.of(
                new NullPointerException(),
                new IllegalStateException("a bug"),
                new StackOverflowError(),
                new OutOfMemoryError(),
                new RecordTooLargeException(),
                new RuntimeException(new BatchUpdateException(
                        "batch entry 0 was aborted", "23514", new int[0], new SQLException("check", "23514"))));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void whatNobodyKnowsIsAnError(Throwable failure) {
        assertThat(Outage.is(failure)).isFalse();
    }

    @Test
    void theInnermostRefusalSaysWhichItIs() {
        SQLException outer =
                new SQLTransientConnectionException("timed out", "08000", 0, new SQLException("too many", "53300"));
        assertThat(DatabaseProblem.of(outer))
                .hasValueSatisfying(problem -> assertThat(problem.what()).contains("no connection left"));
    }

    @ParameterizedTest
    @CsvSource({
        "25006, true",
        "53300, true",
        "57P03, true",
        "08006, true",
        "08004, false",
        "28P01, false",
        "42501, false"
    })
    void aStartWaitsForWhatMayPass(String state, boolean waits) {
        assertThat(DatabaseProblem.of(failure(state)).orElseThrow().passes()).isEqualTo(waits);
    }

    private static RuntimeException failure(String state) {
        return new UncategorizedSQLException("a step", "select", new SQLException("refused", state));
    }
}
