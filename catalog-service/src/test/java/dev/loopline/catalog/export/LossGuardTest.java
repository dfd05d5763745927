package dev.loopline.catalog.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.catalog.ListedLoops;
import dev.loopline.contracts.codec.Tombstone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossGuardTest {

    private static final EnumSet<CatalogKind> ALL = EnumSet.allOf(CatalogKind.class);
    private static final SampleLoop ONE = SampleLoop.of("run", 1).factor("one", "one(1)");
    private static final SampleLoop TWO = SampleLoop.of("run", 2).factor("two", "two(2)");

    @TempDir
    Path base;

    private Path folder;
    private CatalogState lost;
    private CatalogFiles files;

    /** Files that hold two loops, and a state that was lost since. */
    @BeforeEach
    void open() throws Exception {
        folder = Files.createDirectory(base.resolve("rdagent_data"));
        try (CatalogState state = Exports.state(Files.createDirectory(base.resolve("before")))) {
            state.apply(List.of(Exports.present(ONE), Exports.present(TWO)), Map.of());
            new CatalogFiles(state::reader, List.of(folder)).write();
        }
        lost = Exports.state(Files.createDirectory(base.resolve("after")));
        files = new CatalogFiles(lost::reader, List.of(folder));
    }

    @AfterEach
    void close() throws Exception {
        lost.close();
    }

    @Test
    void keepsFilesThatHoldALoopOfWhichTheStateKnowsNothing() throws Exception {
        // Given
        Map<Path, String> before = contents();
        lost.apply(List.of(Exports.present(ONE)), Map.of());

        // When
        assertThatThrownBy(() -> files.write())
                // Then
                .isInstanceOf(LossRefusedException.class)
                .hasMessageContaining("1 loop of which the catalogs know nothing (run/2)")
                .hasMessageContaining("--accept-loss");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void keepsThemWhereAnEmptyTopicMadeTheStateEmpty() throws Exception {
        // Given
        Map<Path, String> before = contents();

        // When
        assertThatThrownBy(() -> files.write()).hasMessageContaining("2 loops");

        // Then
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void writesThemWhenTheLoopsHaveArrivedAgain() throws Exception {
        // Given
        lost.apply(List.of(Exports.present(ONE)), Map.of());
        assertThatThrownBy(() -> files.write()).isInstanceOf(LossRefusedException.class);

        // When
        lost.apply(List.of(Exports.present(TWO)), Map.of());

        // Then
        assertThat(files.write()).allSatisfy(file -> assertThat(file.entries()).isEqualTo(2));
    }

    @Test
    void writesThemWithoutALoopThatWasWithdrawn() throws Exception {
        // Given
        lost.apply(List.of(Exports.present(ONE), Change.of(Tombstone.of(TWO.key(), 2))), Map.of());

        // When
        files.write();

        // Then
        assertThat(ListedLoops.in(folder.resolve("loop_catalog.json"))).containsExactly(ONE.key());
    }

    @Test
    void writesThemWhenTheLossIsAccepted() throws Exception {
        // Given
        lost.apply(List.of(Exports.present(ONE)), Map.of());

        // When
        files.write(ALL, true);

        // Then
        assertThat(ListedLoops.in(folder.resolve("loop_catalog.json"))).containsExactly(ONE.key());
        assertThat(files.write()).hasSize(4);
    }

    @Test
    void keepsWhatSomebodyPutThereMeanwhile() throws Exception {
        // Given
        lost.apply(List.of(Exports.present(ONE), Exports.present(TWO)), Map.of());
        files.write();
        Path loops = folder.resolve("loop_catalog.json");
        String backup = "{\"loops\": [{\"task_run_id\": \"run\", \"loop_id\": 3, \"metrics\": {\"IC\": NaN}}]}";
        Files.writeString(loops, backup);

        // When
        assertThatThrownBy(() -> files.write()).hasMessageContaining("(run/3)");

        // Then
        assertThat(loops).hasContent(backup);
    }

    @Test
    void keepsAFileThatCannotBeRead() throws Exception {
        // Given
        lost.apply(List.of(Exports.present(ONE), Exports.present(TWO)), Map.of());
        Path loops = folder.resolve("loop_catalog.json");
        String cut = Files.readString(loops, StandardCharsets.UTF_8).substring(0, 600);
        Files.writeString(loops, cut);

        // When
        assertThatThrownBy(() -> files.write()).hasMessageContaining("cannot be read");

        // Then
        assertThat(loops).hasContent(cut);
    }

    private Map<Path, String> contents() throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.collect(Collectors.toMap(file -> file, LossGuardTest::content));
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
