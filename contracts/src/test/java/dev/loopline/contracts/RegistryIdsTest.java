package dev.loopline.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values were computed by RD-Agent's own tools. */
class RegistryIdsTest {

    private static final String TASK = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    private static final String WORKSPACE = "c0ffee00112233445566778899aabbcc";

    @ParameterizedTest
    @CsvSource({
        "factor_meta,     factor_meta.json,   2e93255956b057f88a7b74ab542c6462",
        "factor_perf,     factor_perf.json,   6915e8220f51538aa65725a5e4778f96",
        "feedback,        feedback.json,      1f354854401b554fba5cb262646605e7",
        "model_meta,      model_meta.json,    d4c3a09f26e451f99fc657ca79507f2c",
        "strategy_meta,   strategy_meta.json, b3cebec47650590da2acdae08ed3963b",
        "report,          qlib_report,        5847c47693495a71a63942d9f0eca40f",
        "factor_data,     combined_factors,   6e46ddb482ab55f78443a35ff37b7696",
        "model,           mlruns,             01693eb983395c55a240286360ef94b7",
        "config_snapshot, workspace_configs,  2e9217ad1f4757f5a78b073c24fa071d"
    })
    void artifactIdIsThatOfRdAgent(String type, String name, String expected) {
        assertThat(RegistryIds.artifactId(TASK, WORKSPACE, type, name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2e93255956b057f88a7b74ab542c6462, factor_meta, factor_meta.json, a2f4c80295615270ae0b6e1470f6852c",
        "5847c47693495a71a63942d9f0eca40f, report,      qlib_res.csv,     a57c081271f059db90145498529aa78b"
    })
    void fileIdIsThatOfRdAgent(String artifactId, String kind, String path, String expected) {
        assertThat(RegistryIds.fileId(artifactId, WORKSPACE, kind, path)).isEqualTo(expected);
    }

    @Test
    void workspaceIdDependsOnTheSpellingOfThePathAsInRdAgent() {
        // Given
        LoopKey loop = new LoopKey("2025-12-18_10-38-22-336632", 3);
        String folder = "Dev/RD-Agent-main/git_ignore_folder/RD-Agent_workspace/" + WORKSPACE;

        // When
        String onWsl = RegistryIds.workspaceId(loop, "/mnt/f/" + folder);
        String onWindows = RegistryIds.workspaceId(loop, "F:\\" + folder.replace('/', '\\'));

        // Then
        assertThat(onWsl).isEqualTo("9df56f85c92e52299fcec84ec83e4dbd");
        assertThat(onWindows).isEqualTo("b3c76100506b5428804c05eb1da0c8a1");
    }
}
