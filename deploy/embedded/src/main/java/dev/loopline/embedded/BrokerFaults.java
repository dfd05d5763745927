package dev.loopline.embedded;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import kafka.server.FaultHandlerFactory;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a broker's faults end. A stand-alone broker halts its JVM at a fatal one; inside another program's JVM it becomes
 * a value instead: {@link #fatal()}. Kafka's own calls to halt or exit are caught the same way and reach every broker
 * of the JVM, as they do not say which one they mean. Safe for use by several threads.
 */
final class BrokerFaults implements FaultHandlerFactory, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerFaults.class);
    private static final Set<BrokerFaults> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Exit.setHaltProcedure((status, message) -> stopped("halt", status, message));
        Exit.setExitProcedure((status, message) -> stopped("exit", status, message));
    }

    private final CompletableFuture<Throwable> fatal = new CompletableFuture<>();

    private BrokerFaults() {}

    static BrokerFaults listen() {
        BrokerFaults faults = new BrokerFaults();
        LIVE.add(faults);
        return faults;
    }

    private static void stopped(String how, int status, String message) {
        IllegalStateException fault =
                new IllegalStateException("The broker gave up (" + how + " " + status + "): " + message);
        LIVE.forEach(faults -> faults.fatal(fault));
        throw fault;
    }

    /** Completed with the first fatal fault, if there ever is one. */
    CompletableFuture<Throwable> fatal() {
        return fatal;
    }

    private void fatal(Throwable fault) {
        fatal.complete(fault);
    }

    @Override
    public FaultHandler build(String name, boolean isFatal, Runnable action) {
        return (message, cause) -> {
            action.run();
            RuntimeException fault = new IllegalStateException(name + ": " + message, cause);
            if (isFatal) {
                fatal(fault);
            } else {
                LOG.warn("Embedded broker reports a fault that it can live with", fault);
            }
            return fault;
        };
    }

    @Override
    public void close() {
        LIVE.remove(this);
    }
}
