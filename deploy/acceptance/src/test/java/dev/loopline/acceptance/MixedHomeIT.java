package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A home of 230 loops of all layouts, as {@code write --layout mixed --loops 230} makes it, with RD-Agent's registry and both
 * code libraries.
 */
class MixedHomeIT {

    @TempDir
    private Path folder;

    @Test
    void isVerifiedWithoutAFailedCheck() throws Exception {
        // Given
        Path factors = Files.createDirectories(folder.resolve("rd-factors-lib"));
        Path strategies = Files.createDirectories(folder.resolve("rd-strategies-lib"));
        WrittenHome home = SampleHome.builder(folder.resolve("home"))
                .seed(16)
                .seedsLayoutLoops(46)
                .registryLoops(46)
                .sessionLoops(23)
                .mixedLoops(115)
                .modelBytes(4096)
                .env("RD_FACTORS_LIB_ROOT=" + factors + "\nRD_STRATEGIES_LIB_ROOT=" + strategies + "\n")
                .write();
        try (RunningHome running = RunningHome.start(home, folder.resolve("data"))) {
            // When
            running.settle();
            // Then
            Facts facts = Facts.of(running.endpoints());
            assertThat(home.runs().carried())
                    .allSatisfy(loop ->
                            assertThat(facts.loop(loop)).as(loop.toString()).isPresent());
            assertThat(running.verify()).isEmpty();
            // T2 has shown that what is named is there; that there is something to call is shown here.
            assertThat(running.aistock()
                            .query("SELECT name FROM aistock_factor_catalog WHERE impl_func IS NULL"
                                    + " AND coalesce(interface_info ->> 'missing', '') <> 'NO_CODE'"))
                    .isEmpty();
            assertThat(
                            running.aistock()
                                    .query(
                                            "SELECT strategy_id FROM aistock_strategy_catalog WHERE python_implementation ->> 'func' IS NULL"))
                    .isEmpty();
            assertThat(running.aistock()
                            .query("SELECT model_id FROM aistock_model_catalog WHERE model_config ->> 'class' IS NULL"
                                    + " OR model_config ->> 'module_path' IS NULL OR model_config -> 'kwargs' IS NULL"))
                    .isEmpty();
        }
    }
}
