package dev.outreachroutes.account;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.account.token.OutreachProperties;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A token endpoint that behaves as Outreach documents its own, until it is told otherwise. */
public final class TokenEndpoint implements AutoCloseable {

    public enum Rotation {
        /** A refresh token is dead once it was used. */
        STRICT,
        /** Older refresh tokens stay valid. */
        GRACE
    }

    public static final String CLIENT_ID = "app-1";
    public static final String CLIENT_SECRET = "s3cr3t&=+ü";
    public static final String REDIRECT_URI = "https://routes.example/connected";
    static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private final MovableClock clock;
    private final Rotation rotation;
    private final HttpServer server;
    private final Set<String> valid = ConcurrentHashMap.newKeySet();
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile HttpHandler handler = this::mint;
    private volatile Instant lastMint = Instant.MIN;
    private int minted;

    public TokenEndpoint(MovableClock clock, Rotation rotation, String... refreshTokens) throws IOException {
        this.clock = clock;
        this.rotation = rotation;
        valid.addAll(List.of(refreshTokens));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/oauth/token", exchange -> {
            requests.add(form(exchange));
            handler.handle(exchange);
        });
        server.start();
    }

    public OutreachProperties properties() {
        return properties(Duration.ofSeconds(5));
    }

    public OutreachProperties properties(Duration readTimeout) {
        return new OutreachProperties(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                "",
                CLIENT_ID,
                CLIENT_SECRET,
                REDIRECT_URI,
                "prospects.read prospects.write",
                KEY,
                List.of(),
                times(Duration.ofSeconds(61), readTimeout));
    }

    static OutreachProperties.Token times(Duration mintInterval, Duration readTimeout) {
        return new OutreachProperties.Token(
                Duration.ofMinutes(10),
                Duration.ofMinutes(1),
                Duration.ofHours(24),
                mintInterval,
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofSeconds(2),
                Duration.ofDays(14),
                Duration.ofDays(3),
                Duration.ofSeconds(5),
                readTimeout);
    }

    public List<Map<String, String>> requests() {
        return requests;
    }

    public String lastRequest(String parameter) {
        return requests.get(requests.size() - 1).get(parameter);
    }

    void accept(String refreshToken) {
        valid.add(refreshToken);
    }

    void revokeEverything() {
        valid.clear();
    }

    void behave() {
        handler = this::mint;
    }

    public void answer(int status, String contentType, String body, String... headers) {
        handler = exchange -> respond(exchange, status, contentType, body, headers);
    }

    public void hang() {
        handler = exchange -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private synchronized void mint(HttpExchange exchange) throws IOException {
        Map<String, String> form = requests.get(requests.size() - 1);
        Instant now = clock.instant();
        if (!CLIENT_ID.equals(form.get("client_id")) || !CLIENT_SECRET.equals(form.get("client_secret"))) {
            respond(
                    exchange,
                    401,
                    "application/json",
                    "{\"error\":\"invalid_client\",\"error_description\":\"Unknown.\"}");
        } else if (!REDIRECT_URI.equals(form.get("redirect_uri")) || !valid.contains(form.get("refresh_token"))) {
            respond(
                    exchange,
                    400,
                    "application/json",
                    "{\"error\":\"invalid_grant\",\"error_description\":\"Expired.\"}");
        } else if (lastMint.isAfter(now.minusSeconds(60))) {
            respond(exchange, 429, "text/plain", "Retry later\n");
        } else {
            lastMint = now;
            minted++;
            if (rotation == Rotation.STRICT) {
                valid.remove(form.get("refresh_token"));
            }
            valid.add("refresh-" + minted);
            respond(
                    exchange,
                    200,
                    "application/json",
                    """
                    {"access_token":"access-%d","token_type":"bearer","expires_in":7200,"refresh_token":"refresh-%d",
                    "scope":"prospects.read prospects.write","created_at":%d}"""
                            .formatted(minted, minted, now.getEpochSecond()));
        }
    }

    private static void respond(HttpExchange exchange, int status, String type, String body, String... headers)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        return Arrays.stream(body.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
