package dev.loopline.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.Factor;
import dev.loopline.samples.registry.RegistryKind;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * RD-Agent and its scripts left metadata files in many styles. The first look at such a home finds nothing wrong; what is damaged
 * later is found.
 */
@EnabledOnOs(OS.LINUX)
class KeptFilesIT {

    private static final String FIGURES = "factor_perf.json";
    private static final String GOOD = """
            {"version": "v1", "generated_at_utc": "2026-01-14T02:11:09+00:00", "factors": [], "combinations": [{"name": "main",
             "factor_names": %s, "windows": [{"name": "main_window", "annual_return": 0.18, "sharpe": 1.4,
             "metrics": {"IC": 0.041}}]}]%s}""";

    @TempDir
    private Path folder;

    @AfterEach
    void allowChanges() throws InterruptedException {
        attribute("-R", "-i", folder);
    }

    private interface Writing {
        void to(Path workspace, List<String> factors) throws IOException, InterruptedException;
    }

    /** How a file was left; each loop of the home has one of them. */
    private enum Style {
        FEWER_NAMES((workspace, factors) -> put(workspace, figures(factors.subList(0, 1)))),
        MORE_NAMES((workspace, factors) -> put(workspace, figures(List.of(factors.get(0), "Extra_9D", "RESI5")))),
        OTHER_NAMES((workspace, factors) -> put(workspace, figures(List.of("Other_A", "Other_B")))),
        OTHER_SPELLING((workspace, factors) -> put(
                workspace,
                figures(factors.stream()
                        .map(name -> "('feature', '" + name.toLowerCase(Locale.ROOT) + "')")
                        .toList()))),
        NESTED_BY_FACTOR((workspace, factors) -> put(workspace, "{\"" + factors.get(0) + "\": {\"ic\": 0.03}}")),
        LIST((workspace, factors) -> put(workspace, "[{\"name\": \"" + factors.get(0) + "\", \"ic\": 0.03}]")),
        EMPTY_OBJECT((workspace, factors) -> put(workspace, "{}")),
        EMPTY_FILE((workspace, factors) -> put(workspace, "")),
        HALF_WRITTEN((workspace, factors) -> put(workspace, figures(factors).substring(0, 150))),
        PYTHON_LITERAL((workspace, factors) -> put(workspace, "{'combinations': None}")),
        GBK((workspace, factors) ->
                Files.write(workspace.resolve(FIGURES), figures(List.of("动量")).getBytes(Charset.forName("GBK")))),
        UTF_16((workspace, factors) ->
                Files.write(workspace.resolve(FIGURES), figures(factors).getBytes(StandardCharsets.UTF_16))),
        BYTE_ORDER_MARK((workspace, factors) -> put(workspace, "\uFEFF" + figures(factors))),
        OLD_RELEASE((workspace, factors) -> put(
                workspace,
                GOOD.formatted(quoted(List.of(factors.get(0), "Gone_3D")), ", \"generated_by\": \"loopline\""))),
        NOT_FINITE((workspace, factors) -> put(workspace, figures(factors).replace("1.4", "NaN"))),
        HOLDINGS_AS_TEXT((workspace, factors) -> Files.writeString(
                workspace.resolve("strategy_meta.json"),
                "{\"portfolio_config\": {\"signal_config\": {\"top_k\": \"50\"}}}")),
        LINK((workspace, factors) -> {
            Files.writeString(workspace.resolve("perf_v2.json"), figures(factors));
            Files.deleteIfExists(workspace.resolve(FIGURES));
            Files.createSymbolicLink(workspace.resolve(FIGURES), Path.of("perf_v2.json"));
        }),
        FOLDER((workspace, factors) -> {
            Files.deleteIfExists(workspace.resolve(FIGURES));
            Files.createDirectories(workspace.resolve(FIGURES).resolve("parts"));
        }),
        UNCHANGEABLE_FILE((workspace, factors) -> {
            put(workspace, figures(factors.subList(0, 1)));
            attribute("+i", workspace.resolve(FIGURES));
        }),
        UNCHANGEABLE_FOLDER((workspace, factors) -> attribute("+i", workspace));

        private final Writing writing;

        Style(Writing writing) {
            this.writing = writing;
        }
    }

    @Test
    void areNoFaultAtTheFirstLookAndDamageIs() throws Exception {
        // Given each style beside the results of its backtest, and where nothing else is left of them
        WrittenHome home = SampleHome.builder(folder.resolve("home"))
                .seed(7)
                .seedsLayoutLoops(4 * Style.values().length)
                .registry(RegistryKind.CURRENT)
                .modelBytes(1024)
                .write();
        List<WrittenLoop> loops = home.withResult().stream()
                .filter(loop ->
                        loop.action() == Action.FACTOR && !loop.factors().isEmpty())
                .toList();
        assertThat(loops).hasSizeGreaterThanOrEqualTo(2 * Style.values().length);
        for (Style style : Style.values()) {
            write(home, loops.get(2 * style.ordinal()), style, false);
            write(home, loops.get(2 * style.ordinal() + 1), style, true);
        }
        try (RunningHome running = RunningHome.start(home, folder.resolve("data"))) {
            running.settle();

            // When
            List<String> atFirst = running.verify();
            Path ours = home.withResult().stream()
                    .filter(loop -> !loops.contains(loop))
                    .findFirst()
                    .orElseThrow()
                    .experiment()
                    .path()
                    .resolve("model_meta.json");
            Files.write(ours, Arrays.copyOf(Files.readAllBytes(ours), 100));
            List<String> afterwards = running.verify();

            // Then
            assertThat(running.aistock().query("SELECT workspace_id FROM aistock_loop_catalog"))
                    .hasSize(home.withResult().size());
            assertThat(atFirst).isEmpty();
            assertThat(afterwards)
                    .extracting(wrong -> wrong.substring(0, wrong.indexOf(':')))
                    .contains("V2", "V24");
        }
    }

    private static void write(WrittenHome home, WrittenLoop loop, Style style, boolean alone)
            throws IOException, InterruptedException, SQLException {
        Path workspace = loop.experiment().path();
        List<String> factors = loop.factors().stream().map(Factor::name).toList();
        put(workspace, figures(factors));
        if (alone) {
            for (String result : List.of("qlib_res.csv", "ret.pkl")) {
                Files.deleteIfExists(workspace.resolve(result));
            }
            flag(home, loop);
        }
        style.writing.to(workspace, factors);
    }

    private static void flag(WrittenHome home, WrittenLoop loop) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + home.home().registry());
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE loops SET has_result = 1 WHERE task_run_id = '" + loop.taskRunId()
                    + "' AND loop_id = " + loop.loopId());
        }
    }

    private static void put(Path workspace, String content) throws IOException {
        Files.writeString(workspace.resolve(FIGURES), content);
    }

    private static String figures(List<String> names) {
        return GOOD.formatted(quoted(names), "");
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ", "[", "]"));
    }

    /** Where there is no such attribute, the file may be written, which is a style as well. */
    private static void attribute(Object... words) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("chattr"));
        for (Object word : words) {
            command.add(word.toString());
        }
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            System.err.println("Not every style can be shown here: " + e.getMessage());
        }
    }
}
