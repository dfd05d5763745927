package dev.loopline.embedded;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1. Stateless. */
final class LoopbackPort {

    static final String HOST = "127.0.0.1";

    private static final int LOWEST_DRAWN = 20_000;
    private static final int HIGHEST_DRAWN = 32_000;
    private static final int DRAWS = 50;

    private LoopbackPort() {}

    /**
     * Binds a port for good.
     *
     * @param port 0 for any free one
     * @throws EmbeddedServerException {@link Reason#PORT_IN_USE} if it is taken
     */
    static ServerSocketChannel bind(int port, String server) {
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (BindException e) {
            throw new EmbeddedServerException(
                    Reason.PORT_IN_USE,
                    server + " cannot listen on " + HOST + ":" + port + ": the port is in use by another program or not"
                            + " allowed to this user (" + e.getMessage()
                            + "). Stop that program, or choose another port, or 0 for any free one.",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open a socket on " + HOST + ":" + port, e);
        }
    }

    /**
     * A port that can be bound now: the given one, or a free one for 0. A free one is drawn from below the range that
     * operating systems give out by themselves, so that no other program is likely to get it before its server does.
     */
    static int probe(int port, String server) {
        if (port != 0) {
            return bindAndRelease(port, server);
        }
        for (int attempt = 0; attempt < DRAWS; attempt++) {
            try {
                return bindAndRelease(ThreadLocalRandom.current().nextInt(LOWEST_DRAWN, HIGHEST_DRAWN), server);
            } catch (EmbeddedServerException e) {
                if (e.reason() != Reason.PORT_IN_USE) {
                    throw e;
                }
            }
        }
        return bindAndRelease(0, server);
    }

    private static int bindAndRelease(int port, String server) {
        try (ServerSocketChannel channel = bind(port, server)) {
            return channel.socket().getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close a socket on " + HOST + ":" + port, e);
        }
    }
}
