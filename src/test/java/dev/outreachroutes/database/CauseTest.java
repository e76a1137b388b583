package dev.outreachroutes.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class CauseTest {

    @Test
    void whatAFailureGoesBackToIsToldByItsKindAndMessage() {
        assertThat(Cause.of(new IOException("outer", new ConnectException("refused"))))
                .isEqualTo("ConnectException: refused");
        assertThat(Cause.of(new IllegalStateException("itself"))).isEqualTo("IllegalStateException: itself");
    }

    @Test
    void withoutAMessageTheKindIsTold() {
        assertThat(Cause.of(new IOException("outer", new EOFException()))).isEqualTo("EOFException");
    }
}
