package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.SampleHome;
import dev.loopline.samples.SampleHomeBuilder;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.registry.RegistryKind;
import dev.loopline.samples.runs.ExpectedLoop;
import dev.loopline.samples.runs.RunHome;
import dev.loopline.samples.runs.Structure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes whose structure needs a registry or settings of its own: a stack for each. */
class LonelyHomesIT {

    @TempDir
    private Path folder;

    @Test
    void findsWorkspacesOnAMappedDrive() throws Exception {
        WrittenHome home = write(Structure.ELSEWHERE, RegistryKind.NONE);
        assertCarried(home, RunHome.mapping(home.home().root()));
    }

    @Test
    void looksWhereTheEnvironmentFileSays() throws Exception {
        assertCarried(write(Structure.ENV_PLACES, RegistryKind.NONE));
    }

    @Test
    void takesARowOfAnotherToolForTheSameFolderForNoSecondLoop() throws Exception {
        assertCarried(write(Structure.FORK_REGISTRY, RegistryKind.CURRENT));
    }

    @Test
    void servesATableOfBundlesMadeByHand() throws Exception {
        // Given
        WrittenHome home = write(Structure.HAND_MADE_TABLE, RegistryKind.CURRENT);
        // When
        assertCarried(home);
        // Then
        assertThat(bundleRows(home.home().registry())).isEqualTo(1);
    }

    private WrittenHome write(Structure structure, RegistryKind registry) {
        SampleHomeBuilder builder = SampleHome.builder(folder.resolve("home")).registry(registry);
        return builder.structures(structure).write();
    }

    /** Its loop arrives as it should be, nothing else does, and all checks hold. */
    private void assertCarried(WrittenHome home, String... pathMap) throws Exception {
        try (RunningHome running = RunningHome.start(home, folder.resolve("data"), pathMap)) {
            running.settle();
            Facts facts = Facts.of(running.endpoints());
            for (ExpectedLoop loop : home.runs().loops()) {
                LoopComparison.compare(loop, facts, home.home().root());
            }
            assertThat(facts.loopCount()).isEqualTo(home.runs().loops().size());
            assertThat(home.runs().named())
                    .allSatisfy(
                            place -> assertThat(facts.isNamed(place)).as(place).isTrue());
            assertThat(running.verify()).isEmpty();
        }
    }

    private static int bundleRows(Path registry) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + registry);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM production_bundles WHERE bundle_id IS NOT NULL AND bundle_path IS NOT NULL"
                                + " AND created_at IS NOT NULL")) {
            return rows.getInt(1);
        }
    }
}
