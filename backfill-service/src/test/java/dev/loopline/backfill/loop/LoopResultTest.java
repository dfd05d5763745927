package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.codes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.fixture.Backfilling;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as a result, for which kind of loop, and what the event says of the files. */
class LoopResultTest {

    private static final String FOLDER = "git_ignore_folder/RD-Agent_workspace/" + LoopFixture.MAIN;

    @TempDir
    Path home;

    /** The scripts take every backtest for that of a model; the loop itself knows better. */
    @ParameterizedTest
    @CsvSource({
        "factor, model, combined_factors_df.parquet, true",
        "factor, model, qlib_res.csv+ret.pkl, false",
        "model, factor, qlib_res.csv+ret.pkl, true",
        "model, factor, qlib_res.csv, false",
        "unknown, factor, combined_factors_df.parquet, true",
        "unknown, unknown, qlib_res.csv+ret.pkl, true",
        "unknown, unknown, conf.yaml, false",
    })
    void believesTheLoopBeforeTheWorkspaceAndTheFilesBeforeBoth(
            String action, String experimentType, String files, boolean hasResult) throws IOException {
        // Given
        LoopFixture loop = new LoopFixture(home, 0, action);
        for (String file : files.split("\\+")) {
            loop.put(file, ",0\nIC,0.04\n");
        }
        Workspace workspace = new Workspace(
                LoopFixture.MAIN,
                Workspace.EXPERIMENT,
                experimentType,
                "running",
                "success",
                "F:/x/" + LoopFixture.MAIN,
                FOLDER,
                null,
                null);

        // When
        LoopBackfilled event =
                Backfilling.run(new HomeFolder(home), Registrations.of("t", 0, action, false, List.of(workspace)), 100);

        // Then
        assertThat(event.hasResult()).isEqualTo(hasResult);
    }

    @Test
    void needsNeitherWeightsNorConfigurationNorCodeForAResult() throws IOException {
        // Given
        LoopFixture loop = new LoopFixture(home, 0, "model")
                .put("qlib_res.csv", ",0\nIC,0.04\n")
                .put("ret.pkl", "");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(event.metadata().modelMeta()).isNotNull();
        assertThat(codes(event)).contains("CONFIGURATION_MISSING");
    }

    @Test
    void takesAWorkspaceWithTemplatesOnlyForNoResult() throws IOException {
        // Given
        LoopFixture loop = new LoopFixture(home, 0, "model")
                .put("conf_baseline_factors_model.yaml", "task: {model: {class: LGBModel}}\n")
                .put("read_exp_res.py", "print(1)\n");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.hasResult()).isFalse();
        assertThat(loop.written("model_meta.json").path("model_type").asText()).isEqualTo("LGBModel");
    }

    @Test
    void givesSizeTimeAndDigestOfEachFileAndNoFolder() throws IOException {
        // Given
        byte[] weights = "weights".getBytes(StandardCharsets.UTF_8);
        LoopFixture loop = new LoopFixture(home, 0, "model")
                .put("qlib_res.csv", ",0\nIC,0.04\n")
                .put(LoopFixture.MAIN, "mlruns/1/ab/artifacts/params.pkl", weights)
                .put("ret.pkl", "");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.files()).allSatisfy(file -> {
            Path path = loop.file(file.path());
            assertThat(path).isRegularFile();
            assertThat(file.sizeBytes()).isEqualTo(Files.size(path));
            assertThat(file.sha256()).isEqualTo(Sha256.of(Files.readAllBytes(path)));
            assertThat(file.modifiedAt())
                    .isEqualTo(Files.getLastModifiedTime(path).toInstant());
        });
        assertThat(event.files())
                .extracting(LoopFile::path)
                .contains("mlruns/1/ab/artifacts/params.pkl", "strategy_meta.json")
                .doesNotContain("mlruns");
    }

    /** As the initialisation guide packs them: {@code Path(log_dir) if log_dir else ws_root.parent}. */
    @Test
    void takesLogsFromTheFolderAboveTheWorkspaceWhereNoLogFolderIsRecorded() throws IOException {
        // Given
        String above = "log/20250107_001";
        write(above + "/workspace_ws_12345/conf.yaml");
        for (String name : List.of("loop.log", "task.log", "other.log")) {
            write(above + "/" + name);
        }
        write("log/elsewhere/loop.log");
        List<Workspace> workspaces =
                List.of(Registrations.workspace("ws_12345", Workspace.EXPERIMENT, above + "/workspace_ws_12345"));

        // When
        LoopBackfilled recorded = run(Registrations.of("elsewhere", 1, "factor", false, workspaces));
        LoopBackfilled notRecorded =
                run(Registrations.withoutLogDir(Registrations.of("elsewhere", 1, "factor", false, workspaces)));

        // Then
        assertThat(logs(recorded)).containsExactly("log/elsewhere/loop.log");
        assertThat(logs(notRecorded)).containsExactly(above + "/loop.log", above + "/task.log");
    }

    private void write(String file) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "x: 1\n");
    }

    private LoopBackfilled run(WorkspaceRegistered event) throws IOException {
        return Backfilling.run(new HomeFolder(home), event, 5_000);
    }

    private static List<String> logs(LoopBackfilled event) {
        return event.files().stream()
                .filter(file -> file.kind() == LoopFile.Kind.LOG)
                .map(LoopFile::path)
                .toList();
    }
}
