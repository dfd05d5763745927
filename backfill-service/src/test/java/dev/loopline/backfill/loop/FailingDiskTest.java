package dev.loopline.backfill.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.fixture.LoopFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The disk fails while a file of the workspace is read (EIO). */
@EnabledOnOs(OS.LINUX)
class FailingDiskTest {

    @TempDir
    Path home;

    @TempDir
    Path elsewhere;

    private LoopFixture loop;

    @BeforeEach
    void write() throws Exception {
        Assumptions.assumeTrue(run("mount -t tmpfs none /mnt").exitCode() == 0, "this user may mount nothing");
        loop = new LoopFixture(home, 0, "factor")
                .put("factor.py", "def calculate_momentum():\n    return 1\n")
                .put("conf.yaml", "market: csi300\n")
                .put("qlib_res.csv", ",0\nIC,0.05\n")
                .put("combined_factors_df.parquet", "PAR1 data PAR1")
                .put("model.pkl", "weights")
                .put("feedback.json", LoopFixture.json("{'decision':true}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"factor.py", "conf.yaml", "qlib_res.csv", "combined_factors_df.parquet", "model.pkl"})
    void givesTheLoopUpUntilTheFileCanBeRead(String name) throws Exception {
        // When: no program has memory at the address 0, where this file is read
        Output failing = run("mount --bind /proc/$$/mem " + loop.file(name) + " && " + backfill());
        Output healthy = run(backfill());

        // Then
        assertThat(failing.text()).contains("WORKSPACE_UNREADABLE", name, "Input/output error");
        assertThat(healthy.text()).contains("result true");
    }

    private record Output(int exitCode, String text) {}

    /** Runs a script with mounts of its own, which end with it. */
    private static Output run(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.waitFor(), text);
    }

    private String backfill() throws IOException {
        Path arguments = Files.writeString(
                elsewhere.resolve("arguments"),
                String.join(
                        "\n",
                        List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"))));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return java + " @" + arguments + " " + BackfillProgram.class.getName() + " " + home;
    }
}
