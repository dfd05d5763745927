package dev.loopline.bundle.select;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.bundle.LoopFixture;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Skipped;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.event.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleSelectionTest {

    private static final byte[] CONTENT = {1, 2, 3};
    private static final BundleManifest.Member SELF_CHECK =
            new BundleManifest.Member(BundleSelection.SELF_CHECK, 3, Sha256.of(CONTENT));

    @TempDir
    Path home;

    @Test
    void takesTheSeedsFilesAndWhatTheyForgot() {
        // Given
        LoopBackfilled loop = LoopFixture.typical(home, "run", 1).event();

        // When
        Selection selection = BundleSelection.of(loop);

        // Then
        assertThat(selection.candidates())
                .extracting(Candidate::name)
                .containsExactly(
                        "conf_baseline.yaml",
                        "custom_strategy.py",
                        "factor.py",
                        "factor_meta.json",
                        "factor_perf.json",
                        "feedback.json",
                        "loop.log",
                        "mlruns/1/r1/artifacts/params.pkl",
                        "model.py",
                        "model_meta.json",
                        "qlib_res.csv",
                        "strategy_meta.json",
                        "workspaces/ws_run_1_sub/factor.py");
        assertThat(selection.skipped())
                .containsExactly(
                        new Skipped("combined_factors_df.parquet", "NOT_PART_OF_BUNDLE"),
                        new Skipped("mlruns/1/r1/metrics/IC", "NOT_PART_OF_BUNDLE"));
    }

    @ParameterizedTest
    @CsvSource({
        "model.pkl, WEIGHT",
        "model.joblib, WEIGHT",
        "model.bin, WEIGHT",
        "model.onnx, WEIGHT",
        "model.pt, WEIGHT",
        "model.pth, WEIGHT",
        "conf_extra.yml, CONFIG",
        "task.log, LOG"
    })
    void takesEachNameThatTheGuidePacks(String name, Kind kind) {
        LoopBackfilled loop =
                LoopFixture.typical(home, "run", 1).file(name, kind, "x").event();

        assertThat(BundleSelection.of(loop).candidates())
                .extracting(Candidate::name)
                .contains(name);
    }

    @Test
    void doesNotCareForTheOrderOfTheFiles() {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "run", 1)
                .file("loop.log", Kind.LOG, "in the workspace")
                .file("self_check.py", Kind.CODE, "print(1)");
        List<LoopFile> files = new ArrayList<>(fixture.files());
        Selection expected = BundleSelection.of(fixture.event());

        for (int seed = 0; seed < 50; seed++) {
            // When
            Collections.shuffle(files, new Random(seed));

            // Then
            assertThat(BundleSelection.of(fixture.event(files))).isEqualTo(expected);
        }
    }

    @Test
    void givesNoNameTwiceNotEvenInAnotherCase() {
        // Given
        LoopFixture fixture = new LoopFixture(home, "run", 1)
                .claim(null, "log/run/loop.log", Kind.LOG, CONTENT)
                .claim(null, "log/run/x/loop.log", Kind.LOG, CONTENT);
        String primary = fixture.primary();
        for (String path :
                List.of("loop.log", "Factor.py", "factor.PY", "factor.py", "manifest.json", "self_check.py")) {
            fixture.claim(primary, path, Kind.CODE, CONTENT);
        }

        // When
        Selection selection = BundleSelection.of(fixture.event());

        // Then
        assertThat(selection.candidates())
                .extracting(Candidate::name)
                .containsExactly(
                        "Factor.py",
                        "log_loop.log",
                        "loop.log",
                        primary + "_factor.py",
                        primary + "_loop.log",
                        primary + "_self_check.py");
        assertThat(selection.skipped()).extracting(Skipped::path).containsExactly("factor.PY", "manifest.json");
    }

    @Test
    void givesNoNameTwiceThatSomeSystemTakesForOne() {
        // Given: one letter as one sign, and as two that are shown as one
        LoopFixture fixture = new LoopFixture(home, "run", 1);
        String primary = fixture.primary();
        List.of("\u00e4.py", "a\u0308.py").forEach(path -> fixture.claim(primary, path, Kind.CODE, CONTENT));

        // When
        Selection selection = BundleSelection.of(fixture.event());

        // Then
        assertThat(selection.candidates())
                .extracting(Candidate::name)
                .containsExactly("a\u0308.py", primary + "_\u00e4.py");
    }

    @Test
    void leavesOutWhatCouldLeaveAFolderAndSaysSo() {
        // Given
        LoopFixture fixture = new LoopFixture(home, "run", 1);
        List<String> hostile = List.of(
                "NUL",
                "models/aux.py",
                "../factor.py",
                "/etc/factor.py",
                "a/../../factor.py",
                "a\\b.py",
                "c:x.py",
                "a//b.py",
                "./x.py",
                "model.pkl.",
                "model.pkl ",
                "models./model.pkl",
                "\uFFFD.pkl",
                "\u0000.py");
        hostile.forEach(path -> fixture.claim(fixture.primary(), path, Kind.WEIGHT, CONTENT));
        fixture.claim("nobody", "factor.py", Kind.CODE, CONTENT);

        // When
        Selection selection = BundleSelection.of(fixture.event());

        // Then
        assertThat(selection.candidates()).isEmpty();
        assertThat(selection.skipped()).hasSize(hostile.size() + 1);
        assertThat(selection.skipped())
                .filteredOn(skipped -> skipped.reason().equals("UNSAFE_NAME"))
                .hasSize(hostile.size());
        assertThat(selection.skipped()).contains(new Skipped("workspaces/nobody/factor.py", "UNKNOWN_WORKSPACE"));
    }

    @Test
    void keepsTheFolderOfAStrangeWorkspaceIdInPlace() {
        // Given
        LoopFixture fixture = new LoopFixture(home, "run", 1).workspace("..", Workspace.SUB);
        fixture.claim("..", "factor.py", Kind.CODE, CONTENT);

        // When
        Selection selection = BundleSelection.of(fixture.event());

        // Then
        assertThat(selection.candidates()).extracting(Candidate::name).containsExactly("workspaces/..%/factor.py");
    }

    @Test
    void namesAssetsThatExist() {
        // Given
        LoopBackfilled full = LoopFixture.typical(home, "run", 1).event();
        LoopBackfilled bare = new LoopFixture(home, "run", 2)
                .file("factor_b.py", Kind.CODE, "b")
                .file("factor_a.py", Kind.CODE, "a")
                .config("conf_that_is_gone.yaml")
                .event();

        // When
        BundleManifest of = ManifestDraft.asClaimed(full, BundleSelection.of(full), SELF_CHECK);
        BundleManifest ofBare = ManifestDraft.asClaimed(bare, BundleSelection.of(bare), SELF_CHECK);

        // Then
        assertThat(of.primaryAssets())
                .isEqualTo(new BundleManifest.PrimaryAssets(
                        "factor.py", "mlruns/1/r1/artifacts/params.pkl", "conf_baseline.yaml"));
        assertThat(ofBare.primaryAssets()).isEqualTo(new BundleManifest.PrimaryAssets("factor_a.py", "", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "Momentum_factor.py, notes.py, Momentum_factor.py",
        "notes.py, factor_b.py, workspaces/ws_other/factor_b.py",
        "notes.py, Momentum_factor.py, workspaces/ws_other/Momentum_factor.py",
        "notes.py, factor.py, workspaces/ws_other/factor.py",
        "notes.py, helper.py, ''"
    })
    void namesTheCodeOfAFactorWhereverItLies(String own, String other, String entry) {
        // Given
        LoopBackfilled loop = new LoopFixture(home, "run", 3)
                .file(own, Kind.CODE, "a")
                .workspace("ws_other", Workspace.SUB)
                .fileIn("ws_other", other, Kind.CODE, CONTENT)
                .event();

        // When
        BundleManifest manifest = ManifestDraft.asClaimed(loop, BundleSelection.of(loop), SELF_CHECK);

        // Then
        assertThat(manifest.primaryAssets().factorEntryRelpath()).isEqualTo(entry);
    }

    @Test
    void namesTheCodeThatTheMetadataTiesToAFactorBeforeOtherCode() {
        // Given
        LoopBackfilled loop = new LoopFixture(home, "run", 3)
                .workspace("ws_a", Workspace.SUB)
                .workspace("ws_b", Workspace.SUB)
                .fileIn("ws_a", "factor.py", Kind.CODE, CONTENT)
                .fileIn("ws_b", "factor.py", Kind.CODE, CONTENT)
                .tied("ws_b", "factor.py")
                .event();

        // When
        BundleManifest manifest = ManifestDraft.asClaimed(loop, BundleSelection.of(loop), SELF_CHECK);

        // Then
        assertThat(manifest.primaryAssets().factorEntryRelpath()).isEqualTo("workspaces/ws_b/factor.py");
    }
}
