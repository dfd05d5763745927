package dev.loopline.kit.observe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a service looks at what it depends on. */
@ConfigMapping(prefix = "loopline.vitals")
public interface VitalsConfig {

    /** How often lag, disks, broker and database are looked at for the metrics: as often as Prometheus usually asks. */
    @WithDefault("15s")
    Duration interval();
}
