package dev.loopline.bundle.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.path.RootSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workspaces that do not lie where RD-Agent puts them by itself. */
class PackRootsTest {

    @TempDir
    Path temp;

    private Path home;
    private Path bulk;
    private FolderStore store;
    private LoopPacker packer;

    @BeforeEach
    void open() throws IOException {
        Path real = temp.toRealPath();
        home = Files.createDirectory(real.resolve("home"));
        bulk = Files.createDirectory(real.resolve("bulk"));
        store = new FolderStore(home.resolve("production_bundles"));
        packer = new LoopPacker(
                RootSettings.of(home).withWorkspaceRoots(List.of("bulk=" + bulk, "nas=" + real.resolve("nas"))), store);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void packsFromARootOutsideTheHomeAsFromTheHome() throws IOException {
        // Given
        LoopBackfilled inside = LoopFixture.typical(home, "run", 1).event();
        LoopBackfilled outside =
                LoopFixture.typicalIn(bulk, "@bulk", home, "other", 1).event();

        // When, Then
        assertThat(members(outside))
                .contains("factor.py", "loop.log", "workspaces/ws_other_1_sub/factor.py")
                .hasSameSizeAs(members(inside));
    }

    @Test
    void packsThroughALinkAtARoot() throws IOException {
        // Given
        Files.createDirectory(home.resolve("git_ignore_folder"));
        Files.createSymbolicLink(home.resolve("git_ignore_folder/RD-Agent_workspace"), bulk);

        // When, Then
        assertThat(members(LoopFixture.typical(home, "run", 1).event())).contains("factor.py");
    }

    @Test
    void waitsForARootThatIsNotMounted() {
        // Given
        LoopBackfilled loop =
                LoopFixture.typicalIn(bulk, "@nas", home, "run", 1).event();

        // When, Then
        assertThatThrownBy(() -> packer.packAll(List.of(loop)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nas is not there; mount it again");
    }

    @Test
    void rejectsWhatLiesInNoRootOrBehindALink() throws IOException {
        // Given
        LoopFixture linked = LoopFixture.typicalIn(bulk, "@bulk", home, "linked", 1);
        Path folder = linked.folder(linked.primary());
        Files.move(folder, home.resolve("moved"));
        Files.createSymbolicLink(folder, home.resolve("moved"));

        // When, Then
        assertThat(reason(LoopFixture.typicalIn(bulk, "@unknown", home, "a", 1).event()))
                .isEqualTo("WORKSPACE_MISSING");
        assertThat(reason(LoopFixture.typicalIn(bulk, "@bulk/../home", home, "b", 1)
                        .event()))
                .isEqualTo("WORKSPACE_MISSING");
        assertThat(reason(linked.event())).isEqualTo("WORKSPACE_OUTSIDE_HOME");
    }

    private List<String> members(LoopBackfilled loop) throws IOException {
        PackOutcome outcome = packer.packAll(List.of(loop)).get(loop.key());
        assertThat(outcome).isInstanceOf(PackOutcome.Packed.class);
        return ((PackOutcome.Packed) outcome)
                .bundle().manifest().members().stream()
                        .map(BundleManifest.Member::name)
                        .toList();
    }

    private String reason(LoopBackfilled loop) throws IOException {
        PackOutcome outcome = packer.packAll(List.of(loop)).get(loop.key());
        assertThat(outcome).isInstanceOf(PackOutcome.Rejected.class);
        return ((PackOutcome.Rejected) outcome).reason();
    }
}
