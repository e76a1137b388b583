package dev.outreachroutes.kafka;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds out what a broker speaks, where Kafka's client only knows that no answer came. Asks in the open for the API versions,
 * which every Kafka broker tells before anybody logs in; from a port for TLS comes TLS's alert instead.
 */
final class BrokerProbe {

    private static final int LONGEST_WAIT = (int) Duration.ofSeconds(2).toMillis();
    private static final int TLS_ALERT = 0x15;

    enum Speech {
        OPEN,
        TLS,
        NONE,
        UNREACHABLE
    }

    /**
     * @param detail why it is unreachable
     */
    record Finding(Speech speech, String detail) {}

    private BrokerProbe() {}

    /**
     * What the first broker speaks that takes a connection.
     *
     * @param brokers {@code host:port,host:port}
     */
    static Finding ask(String brokers) {
        Finding finding = new Finding(Speech.UNREACHABLE, "no address");
        for (String broker : brokers.split(",")) {
            String host = Utils.getHost(broker.strip());
            Integer port = Utils.getPort(broker.strip());
            if (host != null && port != null) {
                finding = ask(new InetSocketAddress(host, port));
            }
            if (finding.speech() != Speech.UNREACHABLE) {
                return finding;
            }
        }
        return finding;
    }

    private static Finding ask(InetSocketAddress broker) {
        if (broker.isUnresolved()) {
            return new Finding(Speech.UNREACHABLE, "unknown host");
        }
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(LONGEST_WAIT);
            socket.connect(broker, LONGEST_WAIT);
            return new Finding(speech(socket), "");
        } catch (ConnectException e) {
            return new Finding(Speech.UNREACHABLE, "connection refused");
        } catch (SocketTimeoutException e) {
            return new Finding(Speech.UNREACHABLE, "no connection in time");
        } catch (IOException e) {
            return new Finding(Speech.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private static Speech speech(Socket socket) throws IOException {
        byte[] request = ByteBuffer.allocate(14)
                .putInt(10)
                .putShort(ApiKeys.API_VERSIONS.id)
                .putShort((short) 0)
                .putInt(0)
                .putShort((short) -1)
                .array();
        socket.getOutputStream().write(request);
        try {
            return new DataInputStream(socket.getInputStream()).readUnsignedByte() == TLS_ALERT
                    ? Speech.TLS
                    : Speech.OPEN;
        } catch (EOFException | SocketTimeoutException e) {
            return Speech.NONE;
        }
    }
}
