package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The rules for Prometheus, by its own checker and with its own tests of rules. */
class AlertRulesTest {

    @Test
    void areWhatPrometheusReadsAndComeWhenTheyShould() throws Exception {
        assumeTrue(hasPromtool(), "promtool is not installed; it comes with Prometheus");

        Process check = new ProcessBuilder(
                        Repository.root().resolve("deploy/monitoring/check").toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(check.exitValue()).as(output).isZero();
        assertThat(output).contains("SUCCESS");
    }

    private static boolean hasPromtool() throws InterruptedException {
        try {
            Process version = new ProcessBuilder("promtool", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor(1, TimeUnit.MINUTES) && version.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
