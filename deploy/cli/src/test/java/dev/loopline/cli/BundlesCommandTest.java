package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against an HTTP server that answers as a bundle service does. */
class BundlesCommandTest {

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AnsweringServer bundles;

    @BeforeEach
    void start() throws IOException {
        bundles = AnsweringServer.start(folder);
    }

    @AfterEach
    void stop() {
        bundles.close();
    }

    @Test
    void listsEachArchiveWithItsSizeInTheWordsOfTheGuide() {
        // Given
        bundles.answers("""
                {"total": 3, "next": "bundle_运行_1", "bundles": [{"id": "bundle_t_0", "size_bytes": 1536},
                 {"id": "bundle_运行_1", "size_bytes": 0}]}""", """
                {"total": 3, "next": null, "bundles": [{"id": "bundle_z_0", "size_bytes": 10737418240}]}""");

        // When
        int code = run();

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "找到 3 个资产包",
                        "bundle_t_0.tar.gz: 1.50 KB",
                        "bundle_运行_1.tar.gz: 0.00 KB",
                        "bundle_z_0.tar.gz: 10485760.00 KB");
        assertThat(bundles.asked())
                .containsExactly(
                        "GET /api/bundles?limit=1000&after=",
                        "GET /api/bundles?limit=1000&after=bundle_%E8%BF%90%E8%A1%8C_1");
    }

    @Test
    void saysThatThereIsNone() {
        // Given
        bundles.answers("{\"total\": 0, \"bundles\": [], \"next\": null}");

        // When, Then
        assertThat(run()).isZero();
        assertThat(out.toString().lines()).containsExactly("找到 0 个资产包");
    }

    @Test
    void saysThatTheServiceIsNotThere() {
        // Given
        bundles.close();

        // When, Then
        assertThat(run()).isEqualTo(1);
        assertThat(err.toString()).contains("The bundle service does not answer");
    }

    private int run() {
        return Main.run(
                new String[] {"bundles", "--data", folder.toString()},
                new PrintWriter(out, true),
                new PrintWriter(err, true));
    }
}
