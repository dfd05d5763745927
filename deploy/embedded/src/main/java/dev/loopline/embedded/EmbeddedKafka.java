package dev.loopline.embedded;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka broker (KRaft, broker and controller in one) inside this JVM, on 127.0.0.1, with its log in a folder that is
 * formatted at the first start and kept, with its cluster id, ever after. Acknowledged records and committed offsets
 * survive a clean stop and a killed JVM; a lost machine may cost what was acknowledged in its last five seconds.
 *
 * <p>Clients have to bring the password that is kept in the data folder; see {@link #clientSettings()}, and the file {@code
 * client.properties} in the data folder for Kafka's own programs. Topics are not created by themselves. Safe for use by several threads.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final String SERVER = "The embedded Kafka broker";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private final DataFolder folder;
    private final PreboundSockets sockets = new PreboundSockets();
    private final BrokerFaults faults = BrokerFaults.listen();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile int port;
    private volatile String clusterId = "";
    private volatile @Nullable KafkaAccess access;
    private volatile Map<String, String> users = Map.of();
    private volatile @Nullable ControllerServer controller;
    private volatile @Nullable BrokerServer broker;
    private volatile @Nullable Thread starter;

    private EmbeddedKafka(DataFolder folder) {
        this.folder = folder;
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @throws EmbeddedServerException if it cannot; nothing is left running then
     */
    public static EmbeddedKafka start(KafkaOptions options) {
        long begin = System.nanoTime();
        EmbeddedKafka kafka = new EmbeddedKafka(DataFolder.take(options.dataFolder(), SERVER));
        try {
            kafka.run(options);
        } catch (Exception | Error e) {
            kafka.close();
            throw asStartFailure(e, kafka.folder);
        }
        kafka.tellFaults(options.onFault());
        LOG.info(
                "Embedded broker ready bootstrapServers={} dataFolder={} millis={}",
                kafka.bootstrapServers(),
                kafka.folder.root(),
                (System.nanoTime() - begin) / 1_000_000);
        return kafka;
    }

    private void tellFaults(Consumer<Throwable> listener) {
        faults.fatal().thenAccept(fault -> {
            if (!closed.get()) {
                LOG.error("Embedded broker failed dataFolder={}", folder.root(), fault);
                listener.accept(fault);
            }
        });
    }

    private void run(KafkaOptions options) throws Exception {
        KafkaStorage storage = new KafkaStorage(folder);
        port = sockets.bind(KafkaSettings.CLIENT_LISTENER, options.port(), SERVER);
        int controllerPort = sockets.bind(KafkaSettings.CONTROLLER_LISTENER, 0, SERVER);
        storage.prepare();
        SaslProviders.register();
        KafkaAccess own = KafkaAccess.of(folder.root());
        KafkaAccess kept =
                options.tls().map(tls -> own.overTls(tls.authority())).orElse(own);
        access = kept;
        users = options.users();
        serve(new KafkaConfig(KafkaSettings.of(options, kept, storage.logFolder(), port, controllerPort), false));
        kept.writeClientFile(bootstrapServers());
    }

    private void serve(KafkaConfig config) throws Exception {
        var prepared = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        clusterId = prepared._1().clusterId().orElseThrow();
        SharedServer shared = new SharedServer(
                config,
                prepared._1(),
                Time.SYSTEM,
                new Metrics(),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                List.of(),
                faults,
                sockets);
        ControllerServer newController = new ControllerServer(shared, KafkaRaftServer.configSchema(), prepared._2());
        BrokerServer newBroker = new BrokerServer(shared);
        controller = newController;
        broker = newBroker;
        awaitStart(newController, newBroker);
    }

    /** A controller that fails leaves the broker waiting for it, so whichever comes first counts. */
    private void awaitStart(ControllerServer controllerToStart, BrokerServer brokerToStart) throws Exception {
        CompletableFuture<@Nullable Throwable> started = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        controllerToStart.startup();
                        brokerToStart.startup();
                        started.complete(null);
                    } catch (Throwable e) {
                        started.complete(e);
                    }
                },
                "embedded-kafka-start");
        thread.setDaemon(true);
        starter = thread;
        thread.start();
        Object outcome = CompletableFuture.anyOf(started, faults.fatal()).get();
        if (outcome instanceof Exception failure) {
            throw failure;
        } else if (outcome instanceof Error error) {
            throw error;
        }
    }

    private static EmbeddedServerException asStartFailure(Throwable failure, DataFolder folder) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EmbeddedServerException known) {
                return known;
            }
            if (isOfNewerKafka(cause)) {
                return new EmbeddedServerException(
                        Reason.INCOMPATIBLE_DATA,
                        "The data in " + folder.root() + " were written by a newer Kafka (" + cause.getMessage()
                                + "). Use the newer version of this program again, or choose another data folder.",
                        failure);
            }
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        return new EmbeddedServerException(
                Reason.START_FAILED, SERVER + " on " + folder.root() + " did not start: " + cause, failure);
    }

    /**
     * Kafka has no exception type of its own for a metadata level it does not know, only these words: the first of its
     * metadata loader, the second of its controller. Whichever comes upon the record first reports it.
     */
    private static boolean isOfNewerKafka(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return cause instanceof UnsupportedVersionException
                || message.startsWith("No MetadataVersion with feature level")
                || (message.startsWith("Tried to apply FeatureLevelRecord")
                        && message.contains("only supports versions"));
    }

    /** Where clients connect: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return LoopbackPort.HOST + ":" + port;
    }

    /** What a client needs to connect, address and credentials, by Kafka's names. */
    public Map<String, String> clientSettings() {
        return Objects.requireNonNull(access).clientSettings(bootstrapServers());
    }

    /** The same for a further user, see {@link KafkaOptions#withUser}. */
    public Map<String, String> clientSettings(String user) {
        String password = Objects.requireNonNull(users.get(user), user);
        return Objects.requireNonNull(access).clientSettings(bootstrapServers(), user, password);
    }

    /** The port of 127.0.0.1 that clients connect to. */
    public int port() {
        return port;
    }

    /** The id that the cluster got when its folder was formatted. */
    public String clusterId() {
        return clusterId;
    }

    /** Stops the broker: clients are notified, logs are flushed, the folder is released. May be called again. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        faults.close();
        try {
            abandonStart();
            BrokerServer brokerToStop = broker;
            ControllerServer controllerToStop = controller;
            if (brokerToStop != null) {
                attempt("broker", () -> brokerToStop.shutdown(STOP_PATIENCE));
            }
            if (controllerToStop != null) {
                attempt("controller", controllerToStop::shutdown);
            }
            attempt("sockets", sockets::close);
        } finally {
            folder.close();
        }
    }

    /** A broker that still waits for its controller stops by itself when it is interrupted, and only then. */
    private void abandonStart() {
        Thread running = starter;
        if (running == null || !running.isAlive()) {
            return;
        }
        running.interrupt();
        try {
            running.join(STOP_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(String part, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException e) {
            LOG.warn("Embedded broker stopped uncleanly part={} dataFolder={}", part, folder.root(), e);
        }
    }
}
