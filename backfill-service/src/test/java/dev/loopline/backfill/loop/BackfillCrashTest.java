package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.kit.testing.DebuggedProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backfill leaves behind that is killed before each of its file operations. */
class BackfillCrashTest {

    private static final String OLD_META = json("{'factors':[{'name':'kept','expression':'Ref($close, 1)'}]}");

    @TempDir
    Path files;

    @Test
    void nothingHalfIsVisibleWhereverABackfillIsKilledAndTheNextOneFinishes() throws Exception {
        // Given
        Assumptions.assumeTrue(DebuggedProgram.isSupported());
        LoopFixture whole = loop(files.resolve("whole"));
        Map<String, String> before = contents(whole);
        LoopBackfilled expected = whole.run(true);
        Map<String, String> after = contents(whole);
        LoopFixture loop = loop(files.resolve("home"));
        Path copies = Files.createDirectory(files.resolve("copies"));

        // When
        List<String> operations;
        try (DebuggedProgram program =
                DebuggedProgram.start(BackfillProgram.class, loop.home().toString())) {
            operations = program.snapshots(loop.home(), copies);
        }

        // Then: each file is the old one, the new one, or not there yet
        for (int i = 0; i < operations.size(); i++) {
            LoopFixture left = new LoopFixture(copies.resolve(Integer.toString(i)), 0, "factor");
            contents(left).forEach((name, content) -> {
                if (!name.endsWith(".tmp")) {
                    assertThat(content).as(name).isIn(before.get(name), after.get(name));
                }
            });
            LoopBackfilled event = left.run(true);
            assertThat(contents(left)).isEqualTo(after);
            assertThat(event.metadata()).isEqualTo(expected.metadata());
            assertThat(event.performance()).isEqualTo(expected.performance());
            assertThat(event.notes()).isEqualTo(expected.notes());
        }

        // Then: each of the files was put in place
        assertThat(operations).filteredOn("UnixFileSystemProvider.move"::equals).hasSizeGreaterThanOrEqualTo(5);
    }

    private static LoopFixture loop(Path home) throws IOException {
        return new LoopFixture(Files.createDirectory(home), 0, "factor")
                .put("factor.py", "def calculate_momentum():\n    return 1\n")
                .put("factor_meta.json", OLD_META)
                .put("conf.yaml", "market: csi300\n")
                .put("qlib_res.csv", ",0\nIC,0.05\n")
                .put("combined_factors_df.parquet", "PAR1 data PAR1")
                .put("feedback.json", json("{'decision':true,'hypothesis':'momentum'}"));
    }

    private static Map<String, String> contents(LoopFixture loop) throws IOException {
        Path workspace = loop.file("x").getParent();
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(workspace)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                contents.put(
                        workspace.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }
}
