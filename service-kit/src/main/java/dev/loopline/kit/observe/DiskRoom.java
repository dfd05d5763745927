package dev.loopline.kit.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Shows how much room is left on the disks that a service works with. A folder that is not there has no number. */
@Singleton
public class DiskRoom {

    private static final List<String> FOLDERS =
            List.of("loopline.state-dir", "loopline.rdagent-home", "loopline.aistock-home");

    private final Config config;
    private final MeterRegistry metrics;
    private final Vitals vitals;

    DiskRoom(Config config, MeterRegistry metrics, Vitals vitals) {
        this.config = config;
        this.metrics = metrics;
        this.vitals = vitals;
    }

    private static final class Disk {

        private final Path folder;
        private volatile double free = Double.NaN;
        private volatile double size = Double.NaN;

        private Disk(Path folder) {
            this.folder = folder;
        }

        private void look() {
            try {
                FileStore store = Files.getFileStore(folder);
                free = store.getUsableSpace();
                size = store.getTotalSpace();
            } catch (IOException e) {
                free = Double.NaN;
                size = Double.NaN;
            }
        }
    }

    void onStart(@Observes StartupEvent event) {
        for (String property : FOLDERS) {
            Optional<String> folder =
                    config.getOptionalValue(property, String.class).filter(text -> !text.isBlank());
            folder.ifPresent(
                    path -> show(property.substring("loopline.".length()).replace('-', '_'), new Disk(Path.of(path))));
        }
    }

    private void show(String name, Disk disk) {
        Gauge.builder("loopline.disk.free", disk, one -> one.free)
                .description("room that is left for this service on the disk of a folder")
                .baseUnit("bytes")
                .tag("folder", name)
                .strongReference(true)
                .register(metrics);
        Gauge.builder("loopline.disk.size", disk, one -> one.size)
                .description("size of the disk of a folder")
                .baseUnit("bytes")
                .tag("folder", name)
                .strongReference(true)
                .register(metrics);
        vitals.repeat(disk::look);
    }
}
