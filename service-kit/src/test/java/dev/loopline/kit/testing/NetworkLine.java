package dev.loopline.kit.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The network between clients and a server of this machine. It can fall silent, in one direction or in both: connections stay
 * open and new ones are accepted, but nothing arrives, neither bytes nor the end of a connection, until it is mended. Safe for all
 * threads.
 */
public final class NetworkLine implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(NetworkLine.class);
    private static final String HOST = "127.0.0.1";
    private static final int CHUNK = 64 << 10;

    /** Which way bytes go. */
    public enum Way {
        TO_SERVER,
        TO_CLIENT
    }

    /** Takes the next bytes of a connection; none at its end. */
    private interface Reading {
        byte[] next(DataInputStream from) throws IOException;
    }

    private interface Background {
        void run() throws IOException, InterruptedException;
    }

    private final ServerSocket entrance;
    private final int serverPort;
    private final Reading answers;
    private final Set<Way> silent = EnumSet.noneOf(Way.class);
    private final AtomicInteger connections = new AtomicInteger();

    private NetworkLine(int serverPort, boolean toBroker) {
        this.serverPort = serverPort;
        this.answers = toBroker ? this::answerOfBroker : NetworkLine::bytes;
        try {
            this.entrance = new ServerSocket(0, 0, InetAddress.getByName(HOST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::acceptAll);
    }

    /** A line to any server. */
    public static NetworkLine to(int serverPort) {
        return new NetworkLine(serverPort, false);
    }

    /** A line to a Kafka broker, which names its own address to its clients: they hear that of the line instead. */
    public static NetworkLine toBroker(int brokerPort) {
        return new NetworkLine(brokerPort, true);
    }

    /** The port that clients connect to in the server's place. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** How many connections were made so far. */
    public int connections() {
        return connections.get();
    }

    /** From now on nothing arrives that goes these ways. */
    public synchronized void silence(Way... ways) {
        silent.addAll(List.of(ways));
    }

    /** What was held back arrives, and all that follows. */
    public synchronized void mend() {
        silent.clear();
        notifyAll();
    }

    @Override
    public void close() {
        mend();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void awaitPassage(Way way) throws InterruptedException {
        while (silent.contains(way)) {
            wait();
        }
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            Socket server = new Socket(HOST, serverPort);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            connections.incrementAndGet();
            inBackground(() -> carry(client, server, Way.TO_SERVER, NetworkLine::bytes));
            inBackground(() -> carry(server, client, Way.TO_CLIENT, answers));
        }
    }

    private void carry(Socket from, Socket to, Way way, Reading reading) throws IOException, InterruptedException {
        try (from;
                to) {
            try {
                DataInputStream in = new DataInputStream(from.getInputStream());
                for (byte[] bytes = reading.next(in); bytes.length > 0; bytes = reading.next(in)) {
                    awaitPassage(way);
                    to.getOutputStream().write(bytes);
                }
            } finally {
                awaitPassage(way);
            }
        }
    }

    private static byte[] bytes(DataInputStream from) throws IOException {
        byte[] chunk = new byte[CHUNK];
        return Arrays.copyOf(chunk, Math.max(0, from.read(chunk)));
    }

    /** A whole message: its length, and a body in which the broker's host and port may stand side by side. */
    private byte[] answerOfBroker(DataInputStream from) throws IOException {
        byte[] message;
        try {
            int length = from.readInt();
            message = ByteBuffer.allocate(Integer.BYTES + length)
                    .putInt(length)
                    .put(from.readNBytes(length))
                    .array();
        } catch (EOFException e) {
            return new byte[0];
        }
        byte[] broker = address(serverPort);
        for (int at = 0; at <= message.length - broker.length; at++) {
            if (Arrays.equals(message, at, at + broker.length, broker, 0, broker.length)) {
                System.arraycopy(address(port()), 0, message, at, broker.length);
            }
        }
        return message;
    }

    private static byte[] address(int port) {
        byte[] host = HOST.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(host.length + Integer.BYTES)
                .put(host)
                .putInt(port)
                .array();
    }

    /** A connection that breaks ends its thread; the other side learns it when the connection is closed. */
    private static void inBackground(Background work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        LOG.debugf("A connection ended. reason=%s", e);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "network-line");
        thread.setDaemon(true);
        thread.start();
    }
}
