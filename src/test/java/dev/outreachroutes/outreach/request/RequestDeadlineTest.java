package dev.outreachroutes.outreach.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RequestDeadlineTest {

    private static final Duration FOR_EVER = Duration.ofHours(1);
    private static final ExecChainHandler NOTHING = (request, scope, chain) -> chain.proceed(request, scope);

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/at-once", exchange -> {
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/trickle", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                while (true) {
                    body.write(' ');
                    body.flush();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void anAnswerInTimeIsRead() throws IOException {
        assertThat(get("/at-once", FOR_EVER, NOTHING)).isEqualTo("{}");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anAnswerThatTricklesInWithoutEndIsEnded() {
        assertThatThrownBy(() -> get("/trickle", Duration.ofMillis(200), NOTHING))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aRequestWhoseTimeIsOverBeforeItHasAConnectionFailsAsOneWithoutAnswer() {
        ExecChainHandler over = (request, scope, chain) -> {
            ((Cancellable) scope.originalRequest).cancel();
            return chain.proceed(request, scope);
        };

        assertThatThrownBy(() -> get("/at-once", Duration.ofSeconds(7), over))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("the request took longer than 7 s");
    }

    @Test
    void aWrongStateOfAnythingElseIsNotTakenForTheEndOfItsTime() {
        ExecChainHandler wrong = (request, scope, chain) -> {
            throw new IllegalStateException("of something else");
        };

        assertThatThrownBy(() -> get("/at-once", FOR_EVER, wrong))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("of something else");
    }

    private String get(String path, Duration longest, ExecChainHandler next) throws IOException {
        try (RequestDeadline deadline = new RequestDeadline(longest);
                CloseableHttpClient client = HttpClients.custom()
                        .addExecInterceptorFirst("request-deadline", deadline)
                        .addExecInterceptorAfter("request-deadline", "next", next)
                        .disableAutomaticRetries()
                        .build()) {
            return client.execute(
                    new HttpGet("http://localhost:" + server.getAddress().getPort() + path),
                    response -> EntityUtils.toString(response.getEntity()));
        }
    }
}
