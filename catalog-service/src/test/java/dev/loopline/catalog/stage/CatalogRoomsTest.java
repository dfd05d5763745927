package dev.loopline.catalog.stage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.startup.StartupRefusedException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogRoomsTest {

    private final CatalogConfig config = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(CatalogConfig.class)
            .build()
            .getConfigMapping(CatalogConfig.class);

    @TempDir
    Path folder;

    @Test
    void saysWhatIsMissing() throws Exception {
        assertThatThrownBy(() -> new CatalogRooms(config, Optional.empty(), Optional.empty()).state())
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("LOOPLINE_STATE_DIR");
        CatalogRooms rooms = new CatalogRooms(config, Optional.of(folder.resolve("nowhere")), Optional.of(folder));
        var state = rooms.state();
        assertThatThrownBy(() -> rooms.files(state, () -> {}))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("LOOPLINE_RDAGENT_HOME");
        rooms.closeState(state);
    }

    @Test
    void letsOneInstanceWorkWithAState() throws Exception {
        // Given
        CatalogRooms first = new CatalogRooms(config, Optional.of(folder), Optional.of(folder));
        var state = first.state();

        // Then
        CatalogRooms second = new CatalogRooms(config, Optional.of(folder), Optional.of(folder));
        assertThatThrownBy(second::state)
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("already");

        // When
        first.closeState(state);

        // Then
        second.closeState(second.state());
    }
}
