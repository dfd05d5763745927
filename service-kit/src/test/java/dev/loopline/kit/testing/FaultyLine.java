package dev.loopline.kit.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * A way to an HTTP server of this machine that answers 503 in its place, breaks uploads off, stands still or takes its time, as it
 * is told. Connections that are open when it is told something end. Safe for all threads.
 */
public final class FaultyLine implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(FaultyLine.class);
    private static final String HOST = "127.0.0.1";
    private static final int CHUNK = 16 << 10;
    private static final byte[] UNAVAILABLE =
            ("HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                            + "Content-Length: 50\r\n\r\n<Error><Code>SlowDown</Code><Message/></Error>    ")
                    .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket entrance;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Fault fault = Fault.NONE;
    private volatile long cutAfter;
    private volatile long delayMillis;

    private enum Fault {
        NONE,
        UNAVAILABLE,
        CUT,
        HANG
    }

    private FaultyLine(int serverPort) {
        this.serverPort = serverPort;
        try {
            this.entrance = new ServerSocket(0, 0, InetAddress.getByName(HOST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground(this::acceptAll);
    }

    public static FaultyLine to(int serverPort) {
        return new FaultyLine(serverPort);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** How often it did what it was told. */
    public int faults() {
        return faults.get();
    }

    /** Every request is answered with 503. */
    public void answerUnavailable() {
        tell(Fault.UNAVAILABLE);
    }

    /** A connection ends when so many bytes were sent through it. */
    public void cutUploadsAfter(long bytes) {
        cutAfter = bytes;
        tell(Fault.CUT);
    }

    /** Connections are taken, and nothing ever comes or goes. */
    public void hang() {
        tell(Fault.HANG);
    }

    /** What the server says arrives later. */
    public void delay(long millis) {
        delayMillis = millis;
    }

    public void mend() {
        tell(Fault.NONE);
    }

    private void tell(Fault next) {
        fault = next;
        faults.set(0);
        open.forEach(FaultyLine::end);
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        open.forEach(FaultyLine::end);
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            open.add(client);
            inBackground(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        switch (fault) {
            case UNAVAILABLE -> {
                faults.incrementAndGet();
                refuse(client);
            }
            case HANG -> faults.incrementAndGet();
            default -> {
                Socket server = new Socket(HOST, serverPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                open.add(server);
                long limit = fault == Fault.CUT ? cutAfter : Long.MAX_VALUE;
                inBackground(() -> carry(client, server, limit, 0));
                inBackground(() -> carry(server, client, Long.MAX_VALUE, delayMillis));
            }
        }
    }

    /** Reads the whole request first, so that its sender sees the answer and not a broken connection. */
    private static void refuse(Socket client) throws IOException {
        InputStream in = new BufferedInputStream(client.getInputStream());
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return;
            }
            head.append((char) next);
        }
        boolean isExpected = head.toString().toLowerCase(Locale.ROOT).contains("expect: 100-continue");
        if (!isExpected) {
            long body = head.toString()
                    .lines()
                    .filter(line -> line.regionMatches(true, 0, "Content-Length:", 0, 15))
                    .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
            in.skipNBytes(body);
        }
        client.getOutputStream().write(UNAVAILABLE);
        end(client);
    }

    private void carry(Socket from, Socket to, long limit, long delay) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            long carried = 0;
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (delay > 0) {
                    TimeUnit.MILLISECONDS.sleep(delay);
                }
                out.write(chunk, 0, read);
                carried += read;
                if (carried > limit) {
                    faults.incrementAndGet();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debugf("A connection did not end in order. failure=%s", e);
        }
    }

    private interface Background {
        void run() throws IOException;
    }

    private static void inBackground(Background work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                LOG.debugf("A connection ended. reason=%s", e.getMessage());
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
