package dev.loopline.kit.observe;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The SDK of OpenTelemetry, as its standard variables configure it. Loaded only where loops are traced. */
final class TracingSdk implements AutoCloseable {

    /** A collector that does not answer must not hold up the stop of a service. */
    private static final int LAST_EXPORT_SECONDS = 2;

    private static final String PROTOCOL = "otel.exporter.otlp.protocol";
    private static final String SPOKEN = "http/protobuf";

    private final OpenTelemetrySdk sdk;

    private TracingSdk(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
    }

    /** @param service the name under which spans are sent unless {@code OTEL_SERVICE_NAME} says another */
    static TracingSdk start(String service) {
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> Map.of("otel.service.name", service, PROTOCOL, SPOKEN))
                // Metrics are fetched by Prometheus and logs are files.
                .addPropertiesCustomizer(set -> {
                    requireSpoken(set);
                    return Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");
                })
                .addTracerProviderCustomizer((provider, set) -> provider.setIdGenerator(new LoopTraceIds()))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk();
        return new TracingSdk(sdk);
    }

    private static void requireSpoken(ConfigProperties set) {
        String protocol = set.getString("otel.exporter.otlp.traces.protocol", set.getString(PROTOCOL, SPOKEN));
        if (!protocol.equals(SPOKEN)) {
            throw new ConfigurationException(
                    "the protocol " + protocol + " is not spoken, only " + SPOKEN + ", usually at port 4318");
        }
    }

    OpenTelemetry api() {
        return sdk;
    }

    @Override
    public void close() {
        sdk.getSdkTracerProvider().shutdown().join(LAST_EXPORT_SECONDS, TimeUnit.SECONDS);
    }
}
