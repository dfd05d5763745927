package dev.loopline.backfill.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackfillConfigTest {

    @Test
    void hasDefaults() {
        // When
        BackfillConfig config = config(Map.of());

        // Then
        assertThat(config.threads()).isEqualTo(2);
        assertThat(config.maxBatch()).isEqualTo(16);
        assertThat(config.maxFilesPerLoop()).isEqualTo(5_000);
    }

    @Test
    void takesEveryKey() {
        // When
        BackfillConfig config = config(Map.of(
                "loopline.backfill.threads", "3",
                "loopline.backfill.max-batch", "4",
                "loopline.backfill.max-files-per-loop", "5"));

        // Then
        assertThat(config.threads()).isEqualTo(3);
        assertThat(config.maxBatch()).isEqualTo(4);
        assertThat(config.maxFilesPerLoop()).isEqualTo(5);
    }

    private static BackfillConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(BackfillConfig.class)
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build()
                .getConfigMapping(BackfillConfig.class);
    }
}
