package dev.loopline.catalog.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.testing.JavaProgram;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are killed while they take loops into the state. */
class StateCrashTest {

    private static final int BATCH = 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, BATCH - 1})
    void holdsNothingOfABatchInWhoseMiddleItIsKilled(int stop) throws Exception {
        // Given: one batch that was taken in
        killed(0, BATCH);
        List<Announcement> before = waiting();

        // When
        killed(BATCH, stop);

        // Then
        assertThat(before).hasSize(BATCH);
        assertThat(waiting()).isEqualTo(before);
        assertState(BATCH);
    }

    @Test
    void goesOnFromItsPositionAndAnnouncesAll() throws Exception {
        // Given
        killed(0, BATCH);
        killed(BATCH, BATCH / 2);

        // When
        killed(BATCH, BATCH);

        // Then
        assertThat(waiting()).hasSize(2 * BATCH);
        assertState(2 * BATCH);
    }

    /** Starts a program that takes in a batch, and kills it when it stands still before its n-th loop, or after its last. */
    private void killed(int first, int stop) throws Exception {
        Process program = new ProcessBuilder(JavaProgram.command(
                        List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"),
                        StateProgram.class,
                        folder.toString(),
                        Integer.toString(first),
                        Integer.toString(BATCH),
                        Integer.toString(stop)))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = program.inputReader()) {
            assertThat(output.lines().anyMatch(StateProgram.IN_THE_MIDDLE::equals))
                    .isTrue();
        } finally {
            program.destroyForcibly();
        }
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private List<Announcement> waiting() throws Exception {
        try (CatalogState state = CatalogState.open(folder)) {
            state.readUpTo(Map.of());
            return state.waiting(1000);
        }
    }

    private void assertState(int loops) throws Exception {
        try (CatalogState state = CatalogState.open(folder);
                CatalogReader reader = state.reader()) {
            assertThat(reader.keys(null)).hasSize(loops);
            assertThat(state.positions()).isEqualTo(Map.of(0, (long) loops));
        }
    }
}
