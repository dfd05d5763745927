package dev.loopline.backfill.loop;

import static dev.loopline.backfill.fixture.LoopFixture.codes;
import static dev.loopline.backfill.fixture.LoopFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.fixture.Backfilling;
import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is broken in a workspace is noted, and never stops a loop or loses what is still there. */
class BrokenInputTest extends ModelLoopFixture {

    private static final String FEEDBACK = json("{'decision': false, 'hypothesis': '动量有效',\n"
            + " 'summary': {'execution': 'IC fell.', 'code_critic': ['slow']}}");

    @Test
    void keepsTheDecisionOfAGoodFile() throws IOException {
        // Given
        loop.put("feedback.json", FEEDBACK);

        // When
        LoopBackfilled kept = loop.run(false);
        LoopBackfilled overwritten = loop.run(true);

        // Then
        assertThat(kept.feedback().decision()).isFalse();
        assertThat(overwritten.feedback()).isEqualTo(kept.feedback());
        assertThat(overwritten.feedback().hypothesis()).isEqualTo("动量有效");
        assertThat(overwritten.feedback().codeCritic()).containsExactly("slow");
        assertThat(loop.written("feedback.json")
                        .path("summary")
                        .path("execution")
                        .asText())
                .isEqualTo("IC fell.");
    }

    @Test
    void saysWhyAFactorsInputsAreOnlyUsualOnes() throws IOException {
        // Given
        loop.put("factor.py", "def calculate_Gap_3D():\n    df = read(\n    return df['$open'\n");

        // When
        LoopBackfilled event = loop.run(true);

        // Then
        JsonNode factors = loop.written("factor_meta.json").path("factors");
        JsonNode schema = factors.findParents("name").stream()
                .filter(one -> one.path("name").asText().equals("Gap_3D"))
                .findFirst()
                .orElseThrow()
                .path("input_schema");
        assertThat(schema.path("origin").asText()).isEqualTo("default");
        assertThat(schema.path("lookback_days").asInt()).isEqualTo(3);
        assertThat(codes(event)).contains("SYNTAX_ERROR");
    }

    @Test
    void savesTheDecisionOfATruncatedFile() throws IOException {
        // Given
        loop.put("feedback.json", FEEDBACK.substring(0, FEEDBACK.length() - 20));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.feedback().decision()).isFalse();
        assertThat(codes(event)).contains("METADATA_BROKEN");
        assertThat(loop.written("feedback.json").path("decision").isBoolean()).isTrue();
    }

    @Test
    void writesATruncatedFactorListAnew() throws IOException {
        // Given
        loop.put("factor_meta.json", json("{'version':'v1','factors':[{'name':'A_5D','sour"));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(codes(event)).contains("METADATA_BROKEN");
        assertThat(loop.written("factor_meta.json").path("factors")).isEmpty();
    }

    @Test
    void readsBareNanAsNull() throws IOException {
        // Given
        loop.put(
                "factor_perf.json",
                json("{'combinations':[{'name':'main','factor_names':['x'],'windows':[{"
                        + "'annual_return':NaN,'sharpe':0,'metrics':{'turnover':-Infinity,'ic':0.04}}]}]}"));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        JsonNode window = loop.written("factor_perf.json")
                .path("combinations")
                .path(0)
                .path("windows")
                .path(0);
        assertThat(window.path("annual_return").isNull()).isTrue();
        assertThat(window.path("metrics").path("turnover").isNull()).isTrue();
        assertThat(event.performance().sharpe()).isEqualTo(0.0);
        assertThat(event.performance().annualizedReturn()).isNull();
        assertThat(codes(event)).contains("VALUE_NOT_FINITE");
    }

    @Test
    void addsWhatAGoodFileLacksAndKeepsTheRest() throws IOException {
        // Given
        loop.put(
                        "factor_meta.json",
                        json("{'factors':[{'name':'Momentum_20d','expression':'Ref($close, 20)/$close',"
                                + "'my_own':1},{'source':'sota'}]}"))
                .put("model_meta.json", json("{'model_type':'Mine','preprocess_config':{'normalize':'minmax'}}"));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        JsonNode factors = loop.written("factor_meta.json").path("factors");
        assertThat(factors).hasSize(1);
        assertThat(factors.path(0).path("my_own").asInt()).isEqualTo(1);
        assertThat(factors.path(0).path("input_schema").path("lookback_days").asInt())
                .isEqualTo(20);
        assertThat(factors.path(0)
                        .path("input_schema")
                        .path("required_fields")
                        .path(0)
                        .asText())
                .isEqualTo("close");
        assertThat(loop.written("model_meta.json").path("model_type").asText()).isEqualTo("Mine");
        assertThat(loop.written("model_meta.json").path("origins").toString())
                .isEqualTo(json("{'model_type':'existing'}"));
        assertThat(loop.written("model_meta.json")
                        .path("preprocess_config")
                        .path("origin")
                        .asText())
                .isEqualTo("existing");
        assertThat(codes(event)).contains("FACTOR_WITHOUT_NAME");
    }

    @Test
    void keepsExpressionsWhenItOverwrites() throws IOException {
        // Given
        loop.put("factor_meta.json", json("{'factors':[{'name':'A_5D','expression':'Mean($close, 5)'}]}"));

        // When
        loop.run(true);
        loop.run(false);

        // Then
        JsonNode factor = loop.written("factor_meta.json").path("factors").path(0);
        assertThat(factor.path("expression").asText()).isEqualTo("Mean($close, 5)");
        assertThat(factor.path("origin").asText()).isEqualTo("existing");
    }

    @Test
    void derivesItsOwnFilesAnewWhenTheResultChanged() throws IOException {
        // Given
        loop.run(false);
        loop.put("qlib_res.csv", ",0\nIC,0.07\n");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.performance().ic()).isEqualTo(0.07);
    }

    @Test
    void keepsTheResultWhenItsFilesAreGone() throws IOException {
        // Given
        loop.run(false);
        Files.delete(loop.file("ret.pkl"));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.hasResult()).isTrue();
    }

    @Test
    void takesAForeignPerformanceFileForAResultAlsoAfterReplacingIt() throws IOException {
        // Given
        Files.delete(loop.file("ret.pkl"));
        loop.put("factor_perf.json", json("{'combinations':[{'windows':[{'sharpe':1.5}]}]}"));

        // When
        boolean first = loop.run(true).hasResult();
        boolean second = loop.run(true).hasResult();

        // Then
        assertThat(List.of(first, second)).containsExactly(true, true);
    }

    @Test
    void dropsCharactersThatNoStoreTakes() throws IOException {
        // Given
        loop.put("feedback.json", json("{'decision':true,'hypothesis':'a\\u0000b\\ud800','k\\u0000':1}"))
                .put("conf.yaml", "task: {model: {class: \"L\\ud800GB\"}}\n")
                .put("qlib_res.csv", ",0\nI\0C,0.5\n");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.feedback().hypothesis()).isEqualTo("ab\uFFFD");
        assertThat(event.performance().ic()).isEqualTo(0.5);
        assertThat(new EventCodec().encode(event)).isNotEmpty();
        assertThat(codes(event)).contains("CONTROL_CHARACTER");
    }

    @Test
    void refusesMetadataThatIsNestedTooDeeply() throws IOException {
        // Given
        loop.put("factor_meta.json", json("{'factors':" + "[".repeat(5_000) + "]".repeat(5_000) + "}"));

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(codes(event)).contains("METADATA_BROKEN");
    }

    @Test
    void takesAnotherConfigurationWhenTheExecutedOneIsBroken() throws IOException {
        // Given
        loop.put("conf_baseline_factors_model.yaml", "task:\n\tmodel: {class: X}\n")
                .put("conf_baseline_factors_model.backup_20251205.yaml", "task: {model: {class: Stale}}\n")
                .put("conf_test.yaml", "task: {model: {class: Test}}\n")
                .put("conf_other.yaml", "task: {model: {class: Other}}\n");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.configuration().source()).isEqualTo("conf_other.yaml");
        assertThat(codes(event)).contains("YAML_UNREADABLE", "CONFIGURATION_NOT_EXECUTED");
    }

    @Test
    void readsATemplateWithTheValuesOfItsRun() throws IOException {
        // Given
        String run = "mlruns/1/0f1e2d3c4b5a69788796a5b4c3d2e1f0";
        loop.withSub()
                .put("conf_baseline_factors_model.yaml", """
                        task:
                            model:
                                class: GeneralPTNN
                                kwargs: {n_epochs: {{ n_epochs }}, lr: {{ lr }}, pt_model_uri: "model.model_cls"}
                        """)
                .put("model.py", "class GRUNet(nn.Module):\n    pass\n\nmodel_cls = GRUNet\n")
                .put(run + "/meta.yaml", "status: 3\nend_time: 1768356669000\n")
                .put(run + "/params/task.model.kwargs.n_epochs", "100")
                .put(run + "/artifacts/params.pkl", "weights")
                .put("mlruns/1/ffff/meta.yaml", "status: 4\nend_time: 1968356669000\n")
                .put("mlruns/1/ffff/artifacts/params.pkl", "failed");

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        JsonNode model = loop.written("model_meta.json");
        assertThat(model.path("model_type").asText()).isEqualTo("GRUNet");
        assertThat(model.path("model_conf").path("kwargs").path("n_epochs").asInt())
                .isEqualTo(100);
        assertThat(model.path("model_conf").path("kwargs").has("lr")).isFalse();
        assertThat(model.path("model_artifacts").path("model_files").path(0).asText())
                .isEqualTo(run + "/artifacts/params.pkl");
        JsonNode sub = loop.written("../" + LoopFixture.SUB + "/model_meta.json");
        assertThat(sub.path("workspace_id").asText()).isEqualTo(LoopFixture.SUB);
        assertThat(sub.path("model_artifacts").path("model_files")).isEmpty();
        assertThat(event.files())
                .filteredOn(file -> file.kind() == LoopFile.Kind.WEIGHT)
                .singleElement()
                .satisfies(file -> assertThat(file.path()).isEqualTo(run + "/artifacts/params.pkl"));
        assertThat(codes(event)).contains("YAML_TEMPLATE", "SEVERAL_RUNS");
    }

    @Test
    void readsCsvOfChineseWindows() throws IOException {
        // Given
        byte[] gbk = "\r\n,0\r\n收益,0\r\nIC,0.0\r\nICIR,\r\n".getBytes(Charset.forName("GB18030"));
        loop.put(LoopFixture.MAIN, "qlib_res.csv", gbk);

        // When
        LoopBackfilled event = loop.run(false);

        // Then
        assertThat(event.performance().ic()).isEqualTo(0.0);
        assertThat(event.performance().icIr()).isNull();
        assertThat(event.performance().metrics().has("收益")).isTrue();
        assertThat(codes(event)).contains("NOT_UTF8", "VALUE_NOT_FINITE");
    }

    @Test
    void neitherFollowsNorReplacesLinks() throws IOException {
        // Given
        Path secret = Files.writeString(home.resolve("secret.json"), json("{'decision':true}"));
        Files.createSymbolicLink(loop.file("feedback.json"), secret);
        Files.createSymbolicLink(loop.file("daily_pv.h5"), secret);

        // When
        LoopBackfilled event = loop.run(true);

        // Then
        assertThat(Files.readString(secret)).isEqualTo(json("{'decision':true}"));
        assertThat(Files.isSymbolicLink(loop.file("feedback.json"))).isTrue();
        assertThat(event.feedback().decision()).isNull();
        assertThat(event.files()).noneMatch(file -> file.path().equals("feedback.json"));
        assertThat(codes(event)).contains("LINK_NOT_FOLLOWED", "METADATA_NOT_WRITTEN");
    }

    @Test
    void findsFactorsWithChineseNames() throws IOException {
        // Given
        Backfilling.makeLibraries(loop.home());
        loop.put("factor_动量 5D.py", "def 动量_5D(df):\n    return df.to_frame(\"动量 5D\")\n");

        // When
        loop.run(false);

        // Then
        JsonNode factor = loop.written("factor_meta.json").path("factors").path(0);
        assertThat(factor.path("name").asText()).isEqualTo("动量 5D");
        assertThat(factor.path("interface_info").path("standard_wrapper").asText())
                .isEqualTo("factor_" + FactorCode.libraryName("动量 5D"));
    }

    @Test
    void givesTheSameBytesAndEventTwiceAndTouchesNothingElse() throws IOException {
        // Given
        loop.withSub().put("feedback.json", FEEDBACK).put("conf.yaml", "task: {model: {class: LGBModel}}\n");
        LoopBackfilled first = loop.run(true);
        Map<String, String> after = LoopFixture.snapshot(home);

        // When
        LoopBackfilled second = loop.run(true);

        // Then
        assertThat(LoopFixture.snapshot(home)).isEqualTo(after);
        assertThat(second).isEqualTo(first);
        assertThat(after.keySet()).noneMatch(name -> name.endsWith(".tmp"));
    }

    @Test
    void leavesALoopAsItWasWhoseWorkspaceIsGone() {
        // Given
        Workspace gone = Registrations.workspace("gone", Workspace.EXPERIMENT, null);

        // When, Then
        assertThatThrownBy(() -> Backfilling.run(
                        new HomeFolder(home), Registrations.of("t", 0, "model", false, List.of(gone)), 100))
                .isInstanceOfSatisfying(
                        WorkspaceAwayException.class,
                        away -> assertThat(away.reason()).isEqualTo("WORKSPACE_MISSING"));
    }

    @Test
    void waitsForADiskThatIsNotThere() {
        // Given
        HomeFolder unmounted = new HomeFolder(home.resolve("unmounted"));
        Workspace workspace = Registrations.workspace("w", Workspace.EXPERIMENT, "log/t/workspace_w");

        // When, Then
        assertThatThrownBy(() ->
                        Backfilling.run(unmounted, Registrations.of("t", 0, "model", false, List.of(workspace)), 100))
                .isInstanceOf(HomeNotThereException.class);
        assertThatThrownBy(() -> Backfilling.run(
                        new HomeFolder(home), Registrations.of("t", 0, "model", false, List.of(workspace)), 100))
                .isInstanceOf(HomeNotThereException.class);
    }

    @Test
    void hidesNoResultBehindTheLimitOfFiles() throws IOException {
        // Given: fewer files are allowed than a result has
        loop.put("feedback.json", FEEDBACK).put("qlib_res.csv", ",0\nIC,0.05\n").put("ret.pkl", "curve");
        Workspace workspace = Registrations.workspace(
                LoopFixture.MAIN, Workspace.EXPERIMENT, "git_ignore_folder/RD-Agent_workspace/" + LoopFixture.MAIN);

        // When
        LoopBackfilled event =
                Backfilling.run(new HomeFolder(home), Registrations.of("t", 0, "model", false, List.of(workspace)), 1);

        // Then
        assertThat(event.hasResult()).isTrue();
        assertThat(event.feedback().decision()).isFalse();
        assertThat(event.files()).extracting(LoopFile::path).contains("feedback.json", "qlib_res.csv", "ret.pkl");
        assertThat(codes(event)).contains("TOO_MANY_FILES");
    }

    @Test
    void listsNoMoreFilesThanAllowed() throws IOException {
        // Given
        loop.put("feedback.json", FEEDBACK);
        for (int i = 0; i < 20; i++) {
            loop.put(LoopFixture.MAIN, "data/" + i + ".bin", "x".getBytes(StandardCharsets.UTF_8));
        }
        Workspace workspace = Registrations.workspace(
                LoopFixture.MAIN, Workspace.EXPERIMENT, "git_ignore_folder/RD-Agent_workspace/" + LoopFixture.MAIN);

        // When
        LoopBackfilled event =
                Backfilling.run(new HomeFolder(home), Registrations.of("t", 0, "model", false, List.of(workspace)), 10);

        // Then
        assertThat(event.files()).hasSizeLessThanOrEqualTo(20);
        assertThat(event.hasResult()).isTrue();
        assertThat(event.feedback().decision()).isFalse();
        assertThat(codes(event)).contains("TOO_MANY_FILES");
    }
}
