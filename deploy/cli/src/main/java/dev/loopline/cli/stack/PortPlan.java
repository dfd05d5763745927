package dev.loopline.cli.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Who listens where on 127.0.0.1.
 *
 * @param services port of each service
 * @param broker port of the embedded broker
 * @param database port of the embedded PostgreSQL
 * @param verify port at which the program that runs it all answers for the whole
 */
public record PortPlan(Map<Service, Integer> services, int broker, int database, int verify) {

    /** Ports of the broker and of PostgreSQL unless they are shifted; chosen beside the usual 9092 and 5432. */
    public static final int DEFAULT_BROKER = 19092;

    public static final int DEFAULT_DATABASE = 15432;

    /** After the services, 8081 to 8084. */
    public static final int DEFAULT_VERIFY = 8085;

    private static final int HIGHEST_PORT = 65535;

    public PortPlan {
        services = Map.copyOf(services);
        if (services.size() != Service.values().length) {
            throw new IllegalArgumentException("each service needs a port: " + services);
        }
    }

    /**
     * The default ports, all moved up by the same number.
     *
     * @throws IllegalArgumentException if a port would lie outside 1 to 65535
     */
    public static PortPlan shifted(int offset) {
        Map<Service, Integer> services = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            services.put(service, checked(service.defaultPort() + offset));
        }
        return new PortPlan(
                services,
                checked(DEFAULT_BROKER + offset),
                checked(DEFAULT_DATABASE + offset),
                checked(DEFAULT_VERIFY + offset));
    }

    /** Ports that nobody uses right now, for tests and measurements that run side by side. */
    public static PortPlan free() {
        Service[] all = Service.values();
        List<Integer> ports = freePorts(all.length + 3);
        Map<Service, Integer> services = new EnumMap<>(Service.class);
        for (Service service : all) {
            services.put(service, ports.get(service.ordinal()));
        }
        return new PortPlan(services, ports.get(all.length), ports.get(all.length + 1), ports.get(all.length + 2));
    }

    int of(Service service) {
        return services.getOrDefault(service, service.defaultPort());
    }

    /** So many different ports that nobody uses right now. */
    static List<Integer> freePorts(int count) {
        List<ServerSocket> open = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                open.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        } finally {
            for (ServerSocket socket : open) {
                closeQuietly(socket);
            }
        }
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a listening socket of this program cannot be closed", e);
        }
    }

    private static int checked(int port) {
        if (port < 1 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("--port-offset leads to port " + port
                    + ", but ports go from 1 to 65535; choose another offset, for example 1000.");
        }
        return port;
    }
}
