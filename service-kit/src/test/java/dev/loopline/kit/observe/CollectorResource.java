package dev.loopline.kit.observe;

import dev.loopline.kit.testing.TraceReceiver;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A collector of traces, named by OpenTelemetry's own settings. */
public final class CollectorResource implements QuarkusTestResourceLifecycleManager {

    private static final Map<String, String> HASTE = Map.of("otel.bsp.schedule.delay", "100");
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static TraceReceiver receiver;

    static TraceReceiver receiver() {
        return receiver;
    }

    @Override
    public Map<String, String> start() {
        try {
            receiver = new TraceReceiver();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty(ENDPOINT, receiver.endpoint());
        HASTE.forEach(System::setProperty);
        return Map.of();
    }

    @Override
    public void stop() {
        HASTE.keySet().forEach(System::clearProperty);
        System.clearProperty(ENDPOINT);
        receiver.close();
    }
}
