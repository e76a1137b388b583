package dev.outreachroutes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP connection's way to a server, which a test can cut or unplug and plug in again. */
final class Cable implements AutoCloseable {

    private final String url;
    private final URI server;
    private final ServerSocket entrance;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private State state = State.PLUGGED;

    private enum State {
        PLUGGED,
        TRICKLING,
        UNPLUGGED,
        CUT
    }

    private Cable(String serverUrl) {
        server = URI.create(serverUrl.replaceFirst("^jdbc:", ""));
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        url = serverUrl.replace(server.getAuthority(), "localhost:" + entrance.getLocalPort());
        daemon("cable", this::accept);
    }

    /** A cable, plugged in, to the server of a URL, be it for HTTP or JDBC. */
    static Cable to(String serverUrl) {
        return new Cable(serverUrl);
    }

    /** The URL at the near end. */
    String url() {
        return url;
    }

    /** Everything passes. What stood still in an unplugged cable goes on. */
    void plug() {
        set(State.PLUGGED);
    }

    /** What the server says passes a byte at a time, ten in a second. */
    void trickle() {
        set(State.TRICKLING);
    }

    /** Nothing passes any more, and nobody is told: connections stay open. */
    void unplug() {
        set(State.UNPLUGGED);
    }

    /** Connections break, and new ones break at once. */
    void cut() {
        set(State.CUT);
        open.forEach(Cable::close);
        open.clear();
    }

    @Override
    public void close() {
        cut();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void set(State next) {
        state = next;
        notifyAll();
    }

    /** Waits while unplugged. */
    private synchronized boolean passes() throws InterruptedException {
        while (state == State.UNPLUGGED) {
            wait();
        }
        return state != State.CUT;
    }

    /** Waits as long as a byte takes; false when they need not go one by one. */
    private synchronized boolean trickles() throws InterruptedException {
        if (state == State.TRICKLING) {
            wait(100);
        }
        return state == State.TRICKLING;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                daemon("cable connection", () -> connect(near));
            } catch (IOException e) {
                // Closed: the loop ends.
            }
        }
    }

    private void connect(Socket near) {
        open.add(near);
        try {
            if (!passes()) {
                close(near);
                return;
            }
            Socket far = new Socket(server.getHost(), server.getPort());
            open.add(far);
            daemon("cable out", () -> pass(near, far, false));
            pass(far, near, true);
        } catch (IOException e) {
            close(near);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to, boolean fromServer) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[64 * 1024];
            for (int length = in.read(buffer); length >= 0 && passes(); length = in.read(buffer)) {
                int sent = 0;
                while (fromServer && sent < length && trickles()) {
                    out.write(buffer, sent++, 1);
                }
                out.write(buffer, sent, length - sent);
            }
        } catch (IOException e) {
            // One of the ends has gone, so the other goes too.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
