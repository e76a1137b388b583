package dev.outreachroutes.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A web server and a mail server to which alerts are sent, and which keep what they get. */
final class AlertReceivers implements AutoCloseable {

    /** What one request brought. */
    record Posted(String path, String type, JsonNode body) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer web;
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP));
    private final List<Posted> posted = new ArrayList<>();
    private final Map<String, Queue<Integer>> nextStatuses = new ConcurrentHashMap<>();

    AlertReceivers() {
        try {
            web = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        web.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            Integer status = nextStatuses
                    .getOrDefault(path, new ConcurrentLinkedQueue<>())
                    .poll();
            if (status == null) {
                synchronized (posted) {
                    posted.add(new Posted(path, exchange.getRequestHeaders().getFirst("Content-Type"), body));
                }
            }
            exchange.sendResponseHeaders(status == null ? 202 : status, -1);
            exchange.close();
        });
        web.start();
        mail.start();
    }

    String url(String path) {
        return "http://localhost:" + web.getAddress().getPort() + path;
    }

    int smtpPort() {
        return mail.getSmtp().getPort();
    }

    /** Refuses the next requests to a path with these statuses. */
    void refuse(String path, Integer... statuses) {
        nextStatuses.put(path, new ConcurrentLinkedQueue<>(List.of(statuses)));
    }

    /** What was taken at a path. */
    List<Posted> posted(String path) {
        synchronized (posted) {
            return posted.stream().filter(each -> each.path().equals(path)).toList();
        }
    }

    List<String> mails() {
        return Stream.of(mail.getReceivedMessages())
                .map(GreenMailUtil::getWholeMessage)
                .toList();
    }

    @Override
    public void close() {
        web.stop(0);
        mail.stop();
    }
}
