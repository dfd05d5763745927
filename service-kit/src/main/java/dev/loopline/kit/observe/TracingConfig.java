package dev.loopline.kit.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether loops are traced. Where the traces go is said by OpenTelemetry's own variables, such as {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
@ConfigMapping(prefix = "loopline.tracing")
public interface TracingConfig {

    /** Off by default: then nothing is sent, no record gets a header for it, and the SDK of OpenTelemetry is not even loaded. */
    @WithDefault("false")
    boolean enabled();
}
