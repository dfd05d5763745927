package dev.loopline.catalog.stage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where and how often the catalog files are written. */
@ConfigMapping(prefix = "loopline.catalog")
public interface CatalogConfig {

    /**
     * Folder of the four files. Not set: {@code rdagent_data} in the RD-Agent home, where the initialisation guide looks
     * for them.
     */
    Optional<Path> folder();

    /**
     * A second folder that gets the same files. Not set: {@code RDagentDB/aistock} in the RD-Agent home, where RD-Agent's own scripts
     * write and its results API reads, while that folder exists.
     */
    Optional<Path> alsoFolder();

    /**
     * Shortest time between two writes of the files. Changes within it share one write; 250 ms is below what a person
     * notices and keeps a burst of loops from writing the catalogs hundreds of times.
     */
    @WithDefault("250ms")
    Duration window();

    /**
     * How long the instance that writes may be silent before another one takes over. 10 s is more than a busy machine stands
     * still; brokers allow 6 s to 30 min.
     */
    @WithDefault("10s")
    Duration leaseTimeout();
}
