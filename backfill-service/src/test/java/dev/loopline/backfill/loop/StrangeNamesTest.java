package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.codes;
import static dev.loopline.backfill.fixture.LoopFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names that a file system takes and other systems do not. */
@EnabledOnOs(OS.LINUX)
class StrangeNamesTest {

    @TempDir
    Path home;

    private LoopFixture loop;

    @BeforeEach
    void write() throws IOException {
        loop = new LoopFixture(home, 0, "factor")
                .put("factor.py", "def calculate_momentum():\n    return 1\n")
                .put("qlib_res.csv", ",0\nIC,0.05\n")
                .put("combined_factors_df.parquet", "PAR1 data PAR1")
                .put("feedback.json", json("{'decision':true}"));
    }

    @Test
    void carriesALoopWhateverItsFilesAreCalled() throws Exception {
        // Given: composed and decomposed, a picture, a line break, a drive, a device, a dot and a blank at the end
        List<String> names = List.of(
                "ä.py", "a\u0308.py", "\uD83D\uDE80.py", "a\nb.py", "c:x.py", "CON.py", "dot.", "blank ", "Factor.py");
        for (String name : names) {
            loop.put(name, "x = 1\n");
        }

        // When
        LoopBackfilled event = loop.run(true);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(event.feedback().decision()).isTrue();
        assertThat(event.files()).extracting(LoopFile::path).containsAll(names);
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsBytes(event), LoopBackfilled.class))
                .isEqualTo(event);
    }

    @Test
    void carriesALoopOneOfWhoseNamesIsNoText() throws Exception {
        // Given: a byte that is part of no character
        shell("printf x > \"$(printf 'factor_\\377.py')\"");

        // When
        LoopBackfilled event = loop.run(true);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(event.files()).extracting(LoopFile::path).contains("factor.py", "qlib_res.csv");
        assertThat(event.metadata().factorMeta()).isNotNull();
    }

    @Test
    void leavesOutWhatLiesTooDeepAndSaysSo() throws Exception {
        // Given
        loop.put("d/".repeat(60) + "deep.py", "x = 1\n");

        // When
        LoopBackfilled event = loop.run(true);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(event.files()).extracting(LoopFile::path).noneMatch(path -> path.endsWith("deep.py"));
        assertThat(codes(event)).contains("FOLDER_TOO_DEEP");
    }

    @Test
    void leavesOutAPathThatIsTooLongForAnyCallAndSaysSo() throws Exception {
        // Given: longer than the system takes, made step by step
        String step = "n".repeat(240);
        shell("i=0; while [ $i -lt 16 ]; do mkdir " + step + " && cd " + step
                + " || exit 1; i=$((i+1)); done; printf x > " + step);
        try {
            // When
            LoopBackfilled event = loop.run(true);

            // Then
            assertThat(event.hasResult()).isTrue();
            assertThat(event.files()).extracting(LoopFile::path).contains("factor.py", "qlib_res.csv");
            assertThat(event.metadata().factorMeta()).isNotNull();
            assertThat(event.notes())
                    .filteredOn(note -> note.code().equals("PATH_TOO_LONG"))
                    .hasSize(1)
                    .allSatisfy(
                            note -> assertThat(note.subject()).contains("/nnn").hasSizeLessThan(400));
        } finally {
            shell("rm -rf nnn*");
        }
    }

    private void shell(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(loop.file("x").getParent().toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
