package dev.outreachroutes.outreach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkFailureTest {

    @Test
    void aRefusedConnectionWasNotSent() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        UnavailableException failure = NetworkFailure.of(request("http", port));

        assertThat(failure.sent()).isFalse();
        assertThat(failure).hasMessageStartingWith("Outreach's host refused the connection");
    }

    @Test
    void anUnknownHostWasNotSent() throws IOException {
        UnavailableException failure = NetworkFailure.of(request("http://outreach.invalid/"));

        assertThat(failure.sent()).isFalse();
        assertThat(failure).hasMessageStartingWith("The name of Outreach's host is not known here");
    }

    @Test
    void aConnectionClosedWithoutAnswerMayHaveBeenSent() throws IOException {
        try (Peer peer = new Peer(false, socket -> socket.getInputStream().read())) {
            UnavailableException failure = NetworkFailure.of(request("http", peer.port()));

            assertThat(failure.sent()).isTrue();
            assertThat(failure.getMessage()).matches("The connection (was closed|broke).*");
        }
    }

    @Test
    void aResetConnectionMayHaveBeenSent() throws IOException {
        try (Peer peer = new Peer(true, socket -> socket.getInputStream().read())) {
            assertThat(NetworkFailure.of(request("http", peer.port())).sent()).isTrue();
        }
    }

    @Test
    void anAnswerThatDoesNotComeInTimeMayHaveBeenSent() throws IOException {
        try (Peer peer = new Peer(false, socket -> {
            while (socket.getInputStream().read() >= 0) {}
        })) {
            UnavailableException failure = NetworkFailure.of(request("http", peer.port()));

            assertThat(failure.sent()).isTrue();
            assertThat(failure).hasMessageStartingWith("Outreach did not answer in time");
        }
    }

    @Test
    void aServerThatEndsTheHandshakeGotNoRequest() throws IOException {
        try (Peer peer = new Peer(false, socket -> {
            socket.getInputStream().read(new byte[1_000]);
            socket.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 40}); // fatal alert: handshake_failure
            socket.shutdownOutput();
            while (socket.getInputStream().read() >= 0) {}
        })) {
            UnavailableException failure = NetworkFailure.of(request("https", peer.port()));

            assertThat(failure.sent()).isFalse();
            assertThat(failure).hasMessageStartingWith("The TLS handshake with Outreach's host failed");
        }
    }

    static Stream<IOException> beforeSending() {
        return Stream.of(
                new ConnectionRequestTimeoutException("Timeout deadline: 1 ms"),
                new ConnectTimeoutException("Connect timed out"),
                new java.net.http.HttpConnectTimeoutException("HTTP connect timed out"),
                new NoRouteToHostException("No route to host"),
                new SSLHandshakeException("PKIX path building failed"),
                new UnknownHostException("api.outreach.io"),
                new IOException("wrapped", new java.net.ConnectException("refused")));
    }

    @ParameterizedTest
    @MethodSource("beforeSending")
    void whatFailsBeforeTheRequestIsWrittenWasNotSent(IOException cause) {
        assertThat(NetworkFailure.of(cause).sent()).isFalse();
        assertThat(NetworkFailure.of(cause)).hasCause(cause);
    }

    static Stream<IOException> afterSending() {
        return Stream.of(
                new SocketTimeoutException("Read timed out"),
                new java.net.http.HttpTimeoutException("request timed out"),
                new NoHttpResponseException("failed to respond"),
                new SocketException("Connection reset"),
                new EOFException(),
                new IOException());
    }

    @ParameterizedTest
    @MethodSource("afterSending")
    void whatElseFailsMayHaveBeenSent(IOException cause) {
        UnavailableException failure = NetworkFailure.of(cause);

        assertThat(failure.sent()).isTrue();
        assertThat(failure.status()).isZero();
        assertThat(failure.retryAfter()).isNull();
    }

    @Test
    void theMessageCarriesNoToken() {
        assertThat(NetworkFailure.of(new IOException("request with Bearer abcdef0123456789 failed")))
                .hasMessageContaining("Bearer <token> failed");
    }

    private static IOException request(String scheme, int port) throws IOException {
        return request(scheme + "://127.0.0.1:" + port + "/");
    }

    private static IOException request(String url) throws IOException {
        PoolingHttpClientConnectionManager connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(2, TimeUnit.SECONDS)
                        .setSocketTimeout(2, TimeUnit.SECONDS)
                        .build())
                .build();
        try (CloseableHttpClient client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(300, TimeUnit.MILLISECONDS)
                        .build())
                .disableAutomaticRetries()
                .build()) {
            return catchThrowableOfType(
                    IOException.class, () -> client.execute(new HttpGet(url), response -> response.getCode()));
        }
    }

    private interface Conversation {
        void with(Socket socket) throws IOException;
    }

    /** Accepts one connection after the other, says what it is told to, and hangs up (with a reset if asked to). */
    private static final class Peer implements AutoCloseable {

        private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

        Peer(boolean reset, Conversation conversation) throws IOException {
            Thread thread = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        conversation.with(socket);
                        if (reset) {
                            socket.setSoLinger(true, 0);
                        }
                    } catch (IOException e) {
                        // The peer has hung up, or the test is over.
                    }
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
