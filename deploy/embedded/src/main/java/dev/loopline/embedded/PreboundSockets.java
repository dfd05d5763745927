package dev.loopline.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * Hands the broker sockets that are bound already, so that no other program can take a free port between its choice and
 * its use. Safe for use by several threads.
 */
final class PreboundSockets implements ServerSocketFactory, AutoCloseable {

    private final Map<String, ServerSocketChannel> channels = new ConcurrentHashMap<>();

    /** Binds the port for the listener; 0 for any free one. Returns the port. */
    int bind(String listener, int port, String server) throws IOException {
        ServerSocketChannel channel = LoopbackPort.bind(port, server);
        channels.put(listener, channel);
        channel.configureBlocking(false);
        return channel.socket().getLocalPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listenerName, InetSocketAddress socketAddress, int listenBacklogSize, int recvBufferSize)
            throws IOException {
        ServerSocketChannel channel = channels.remove(listenerName);
        return channel != null
                ? channel
                : ServerSocketFactory.INSTANCE.openServerSocket(
                        listenerName, socketAddress, listenBacklogSize, recvBufferSize);
    }

    /** Closes what the broker did not take. */
    @Override
    public void close() throws IOException {
        for (ServerSocketChannel channel : channels.values()) {
            channel.close();
        }
        channels.clear();
    }
}
