package dev.loopline.watcher.adoption;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.watcher.registry.Registry;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdoptionsTest {

    private static final Adoption FIRST =
            new Adoption("agent_workspaces/a1", new LoopKey("legacy_a1", 0), "2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void areKeptInTheRegistry() throws Exception {
        // Given
        HomeRoots roots = HomeRoots.open(RootSettings.of(folder));
        Path file = folder.resolve("registry.sqlite");
        try (Registry registry = Registry.open(file)) {
            new Adoptions(registry, roots).add(List.of(FIRST));
        }

        // When
        try (Registry registry = Registry.open(file)) {
            Adoptions adoptions = new Adoptions(registry, roots);

            // Then
            assertThat(adoptions.all()).containsExactly(FIRST);
            assertThat(adoptions.get().loopOf(folder.toRealPath().resolve("agent_workspaces/a1")))
                    .contains(FIRST.loop());
        }
    }

    @Test
    void firstAdoptionOfAFolderStays() throws Exception {
        // Given
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            Adoptions adoptions = new Adoptions(registry, HomeRoots.open(RootSettings.of(folder)));
            adoptions.add(List.of(FIRST));

            // When
            adoptions.add(List.of(new Adoption(FIRST.folder(), FIRST.loop(), "2026-02-02T00:00:00Z")));

            // Then
            assertThat(adoptions.all()).containsExactly(FIRST);
        }
    }

    @Test
    void folderOfARootThatIsNotConfiguredAnyMoreIsLeftOut() throws Exception {
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            Adoptions adoptions = new Adoptions(registry, HomeRoots.open(RootSettings.of(folder)));

            adoptions.add(List.of(new Adoption("@gone/a1", FIRST.loop(), "2026-01-01T00:00:00Z")));

            assertThat(adoptions.get().folders()).isEmpty();
            assertThat(adoptions.all()).hasSize(1);
        }
    }
}
