package dev.loopline.kit.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kit.session.Scenario.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "rdagent.app.qlib_rd_loop.factor, FactorRDLoop, QLIB_FACTOR, fin_factor",
        "__main__, FactorRDLoop, QLIB_FACTOR, fin_factor",
        "rdagent.app.qlib_rd_loop.model, ModelRDLoop, QLIB_MODEL, fin_model",
        "rdagent.app.qlib_rd_loop.quant, QuantRDLoop, QLIB_QUANT, fin_quant",
        "rdagent.app.qlib_rd_loop.factor_from_report, FactorReportLoop, QLIB_REPORT, fin_factor_report",
        "rdagent.app.data_mining.model, ModelRDLoop, FOREIGN, med_model",
        "rdagent.app.data_science.loop, DataScienceRDLoop, FOREIGN, data_science",
        "rdagent.scenarios.data_science.loop, DataScienceRDLoop, FOREIGN, data_science",
        "rdagent.app.kaggle.loop, KaggleRDLoop, FOREIGN, kaggle",
        "rdagent.app.finetune.llm.loop, LLMFinetuneRDLoop, FOREIGN, finetune",
        "rdagent.app.rl.loop, RLPostTrainingRDLoop, FOREIGN, rl",
        "my.own, NightlyLoop, UNKNOWN, NightlyLoop"
    })
    void isToldByTheLoopObjectOfASessionThatIsCutOff(String module, String name, Kind kind, String called)
            throws Exception {
        // Given
        write("__session__/0/0_direct_exp_gen", "c" + module + "\n" + name + "\n)\u0081}");

        // When
        Scenario scenario = reader().scenario();

        // Then
        assertThat(scenario).isEqualTo(new Scenario(kind, called));
    }

    @ParameterizedTest
    @CsvSource({
        "competition/1/a.pkl, N, FOREIGN, data_science",
        "knowledge_base/1/a.pkl, N, FOREIGN, kaggle",
        "init/feature coder/1/a.pkl, N, FOREIGN, kaggle",
        "load_experiment/1/a.pkl, N, FOREIGN, general_model",
        "quant hypothesis generator/1/a.pkl, N, QLIB_QUANT, fin_quant",
        "scenario/1/a.pkl, QlibModelScenario, QLIB_MODEL, fin_model",
        "init/scenario/1/a.pkl, QlibFactorFromReportScenario, QLIB_REPORT, fin_factor_report",
        "init/scenario/1/a.pkl, DMModelScenario, FOREIGN, med_model",
        "Loop_0/running/runner result/1/2026-01-01_00-00-00-000001.pkl, QlibFactorExperiment, QLIB_FACTOR, fin_factor",
        "other/1/a.pkl, N, UNKNOWN, unknown"
    })
    void isToldByTheTraceWhereThereIsNoSession(String file, String content, Kind kind, String called) throws Exception {
        // Given
        write(file, content.equals("N") ? "N." : "crdagent.x\n" + content + "\n)\u0081}b.");

        // When
        Scenario scenario = new RunReader(new RunPlaces(folder, null)).scenario();

        // Then
        assertThat(scenario).isEqualTo(new Scenario(kind, called));
        assertThat(scenario.isQlib()).isEqualTo(kind.name().startsWith("QLIB"));
    }

    @Test
    void leavesItToTheTraceWhatAScriptRuns() throws Exception {
        // Given
        write("__session__/0/0_direct_exp_gen", "c__main__\nModelRDLoop\n)\u0081}b.");
        write("init/scenario/1/a.pkl", "crdagent.x\nDMModelScenario\n)\u0081}b.");

        // When
        Scenario scenario = new RunReader(new RunPlaces(folder, folder)).scenario();

        // Then
        assertThat(scenario.name()).isEqualTo("med_model");
    }

    private RunReader reader() {
        return new RunReader(RunPlaces.of(List.of(folder)));
    }

    private void write(String name, String pickle) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(requireNonNull(file.getParent()));
        Files.write(file, pickle.getBytes(ISO_8859_1));
    }
}
