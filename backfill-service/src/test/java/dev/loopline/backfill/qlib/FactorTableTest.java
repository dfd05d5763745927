package dev.loopline.backfill.qlib;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.event.Note;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables that RD-Agent 0.3 pickled, as pandas of that time and later writes them. */
class FactorTableTest {

    @TempDir
    Path folder;

    private final Notes notes = new Notes();

    @ParameterizedTest
    @CsvSource({
        "names.p2, Alpha_5+Beta 7",
        "names.p4, Alpha_5+Beta 7",
        "names.p5, Alpha_5+Beta 7",
        "tuples.p2, Alpha_5+Beta 7",
        "tuples.p4, Alpha_5+Beta 7",
        "levels-old.p4, Beta 7+Alpha_5",
        "levels-new.p5, Beta 7+Alpha_5",
        "levels-wrong.p4, Beta 7",
        "strange-names.p4, Alpha_5+7"
    })
    void readsTheNamesOfThePickledColumns(String file, String names) throws IOException {
        // When
        List<String> factors = factors(file);

        // Then
        assertThat(factors).containsExactly(names.split("\\+"));
        assertThat(notes.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-table.p4", "hostile.p4", "cut.p4"})
    void notesWhatIsNoTableAndCarriesNothingOut(String file) throws IOException {
        // When
        List<String> factors = factors(file);

        // Then
        assertThat(factors).isEmpty();
        assertThat(notes.list()).extracting(Note::code).containsExactly("PICKLE_UNREADABLE");
        assertThat(Path.of("pwned")).doesNotExist();
    }

    @Test
    void passesOverALinkToATable() throws IOException {
        // Given
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        copy("names.p4", elsewhere.resolve("table"));
        Path workspace = Files.createDirectory(folder.resolve("workspace"));
        Files.createSymbolicLink(workspace.resolve("combined_factors_df.pkl"), elsewhere.resolve("table"));

        // When
        List<String> factors = FactorTable.factors(WorkspaceFolder.open("w", workspace, 100, notes), notes);

        // Then
        assertThat(factors).isEmpty();
    }

    private List<String> factors(String file) throws IOException {
        copy(file, folder.resolve("combined_factors_df.pkl"));
        return FactorTable.factors(WorkspaceFolder.open("w", folder, 100, notes), notes);
    }

    private static void copy(String file, Path target) throws IOException {
        try (InputStream in = FactorTableTest.class.getResourceAsStream("/tables/" + file + ".bin")) {
            Files.copy(requireNonNull(in), target);
        }
    }
}
