package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.files.FileServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomesFileSourceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Nothing listens there. */
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");

    @TempDir
    Path here;

    @TempDir
    Path bundles;

    private final AtomicLong nanos = new AtomicLong();
    private HomesFileSource source;

    @BeforeEach
    void know() {
        source = new HomesFileSource(
                Map.of(
                        "here", new HomeFileSource(RootSettings.of(here)),
                        "away", new HttpFileSource(new FileServer(NOBODY, "token"))),
                PATIENCE,
                nanos::get);
    }

    @Test
    void takesTheFilesOfALoopFromItsHome() throws IOException {
        LoopFixture loop = LoopFixture.typical(here, "run", 1).inHome("here");

        assertThat(pack(loop)).isInstanceOf(PackOutcome.Packed.class);
    }

    @Test
    void waitsForAHomeThatIsAwayThenGivesItsLoopsUp() throws IOException {
        // Given
        LoopFixture away = LoopFixture.typical(here, "run", 1).inHome("away");
        assertThatThrownBy(() -> pack(away)).isInstanceOf(FileServer.AwayException.class);

        // When
        nanos.addAndGet(PATIENCE.toNanos() + 1);

        // Then
        assertThat(pack(away)).isInstanceOfSatisfying(PackOutcome.Rejected.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo("SOURCE_AWAY");
            assertThat(rejected.message()).contains("the home away is away; its loops come when it is back");
        });
        assertThat(pack(LoopFixture.typical(here, "run", 2).inHome("here"))).isInstanceOf(PackOutcome.Packed.class);
    }

    @Test
    void saysWhichAddressIsMissing() throws IOException {
        assertThat(pack(LoopFixture.typical(here, "run", 1).inHome("new")))
                .isInstanceOfSatisfying(
                        PackOutcome.Rejected.class,
                        rejected -> assertThat(rejected.message())
                                .contains("lies in the home new", "LOOPLINE_FILE_SOURCE_URL"));
        assertThat(pack(LoopFixture.typical(here, "run", 1)))
                .isInstanceOfSatisfying(
                        PackOutcome.Rejected.class,
                        rejected -> assertThat(rejected.message()).contains("a home that its event does not name"));
    }

    private PackOutcome pack(LoopFixture loop) throws IOException {
        try (FolderStore store = new FolderStore(bundles)) {
            LoopBackfilled event = loop.event();
            return new LoopPacker(source, store).packAll(List.of(event)).get(event.key());
        }
    }
}
