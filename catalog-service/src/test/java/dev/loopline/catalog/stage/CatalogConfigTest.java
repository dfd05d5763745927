package dev.loopline.catalog.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogConfigTest {

    @Test
    void hasDefaults() {
        CatalogConfig config = config(Map.of());

        assertThat(config.folder()).isEmpty();
        assertThat(config.alsoFolder()).isEmpty();
        assertThat(config.window()).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void readsEveryKey() {
        CatalogConfig config = config(Map.of(
                "loopline.catalog.folder", "/data/a",
                "loopline.catalog.also-folder", "/data/b",
                "loopline.catalog.window", "2s"));

        assertThat(config.folder()).contains(Path.of("/data/a"));
        assertThat(config.alsoFolder()).contains(Path.of("/data/b"));
        assertThat(config.window()).isEqualTo(Duration.ofSeconds(2));
    }

    private static CatalogConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(CatalogConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(CatalogConfig.class);
    }
}
