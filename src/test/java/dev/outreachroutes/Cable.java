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
        UNPLUGGED,
        CUT
    }

    private Cable(String jdbcUrl) {
        server = URI.create(jdbcUrl.substring("jdbc:".length()));
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        url = jdbcUrl.replace(server.getAuthority(), "localhost:" + entrance.getLocalPort());
        daemon("cable", this::accept);
    }

    /** A cable, plugged in, to the server of a JDBC URL. */
    static Cable to(String jdbcUrl) {
        return new Cable(jdbcUrl);
    }

    /** The JDBC URL at the near end. */
    String url() {
        return url;
    }

    /** Everything passes. What stood still in an unplugged cable goes on. */
    void plug() {
        set(State.PLUGGED);
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
        return state == State.PLUGGED;
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
            daemon("cable out", () -> pass(near, far));
            pass(far, near);
        } catch (IOException e) {
            close(near);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[64 * 1024];
            for (int length = in.read(buffer); length >= 0 && passes(); length = in.read(buffer)) {
                out.write(buffer, 0, length);
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
