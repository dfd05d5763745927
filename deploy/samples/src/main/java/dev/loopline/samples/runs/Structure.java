package dev.loopline.samples.runs;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The kinds of runs, and of what lies beside runs, that real homes show. */
public enum Structure {
    /** 0.3.0: tags without loop numbers, {@code 4_feedback}, the factor table as a pickle. */
    RELEASE_0_3(2, scene -> GenerationScenes.factors(scene, Generation.V0_3)),
    /** 0.3.0 from reports: {@code 5_feedback}. */
    RELEASE_0_3_REPORT(1, scene -> GenerationScenes.report(scene, Generation.V0_3)),
    /** 0.4.0: short tags below {@code Loop_<n>}. */
    RELEASE_0_4(2, scene -> GenerationScenes.factors(scene, Generation.V0_4)),
    /** 0.4.0, a model: {@code conf.yaml}. */
    RELEASE_0_4_MODEL(1, scene -> GenerationScenes.model(scene, Generation.V0_4)),
    /** 0.5: long tags, the result beside {@code running_info}'s place. */
    RELEASE_0_5(2, scene -> GenerationScenes.factors(scene, Generation.V0_5)),
    /** 0.5, factors and models in turn. */
    RELEASE_0_5_QUANT(3, scene -> GenerationScenes.quant(scene, Generation.V0_5)),
    /** 0.8: {@code time_info}. */
    RELEASE_0_8(2, scene -> GenerationScenes.factors(scene, Generation.V0_8)),
    /** 0.8 from reports: the first step yields the experiment itself. */
    RELEASE_0_8_REPORT(1, scene -> GenerationScenes.report(scene, Generation.V0_8)),
    /** The fork: {@code conf_combined_factors_dynamic.yaml}. */
    FORK(3, scene -> GenerationScenes.quant(scene, Generation.FORK)),
    /** main in 2026: the step {@code record}. */
    MAIN_FACTORS(2, scene -> GenerationScenes.factors(scene, Generation.MAIN)),
    /** main, factors and models in turn; the last loop of factors runs with the accepted model. */
    MAIN_QUANT(3, scene -> GenerationScenes.quant(scene, Generation.MAIN)),
    /** Signed pickles, factors. */
    SIGNED_FACTORS(2, scene -> GenerationScenes.factors(scene, Generation.SIGNED)),
    /** Signed pickles, a model. */
    SIGNED_MODEL(1, scene -> GenerationScenes.model(scene, Generation.SIGNED)),

    /** Started from the web page: the trace lies apart from its session. */
    SERVER_UI(1, PlaceScenes::serverUi),
    /** Resumed with {@code --no-checkout}: the session goes on in its folder, the trace in a new one. */
    NO_CHECKOUT(2, PlaceScenes::noCheckout),
    /** Logs of several tries below a folder of the user's own. */
    NESTED_LOG(1, PlaceScenes::nested),
    /** A log folder with a name of the user's own. */
    NAMED_LOG(1, PlaceScenes::named),
    /** One folder for two runs, the second of which stopped. */
    SHARED_LOG(1, PlaceScenes::shared),
    /** Workspaces in another folder of the home; the pickles name it. */
    OTHER_WORKSPACES(1, PlaceScenes::otherWorkspaces),
    /** Pickles of another machine, whose paths end in RD-Agent's own layout. */
    FOREIGN_PATHS(1, PlaceScenes::foreignPaths),

    /** Another process went on before the backtest. */
    RESUMED(1, EndingScenes::resumed),
    /** Steps in processes of their own. */
    PARALLEL(2, EndingScenes::parallel),
    /** Two loops that were skipped, then one that worked. */
    SKIPPED(3, EndingScenes::skipped),
    /** The same in 0.4, where the failing step is not saved. */
    SKIPPED_0_4(2, EndingScenes::skippedLongAgo),
    /** A backtest that failed after the factor table was written. */
    BACKTEST_FAILED(1, EndingScenes::backtestFailed),
    /** Its process ended after the code was written. */
    LEFT_BEHIND(2, EndingScenes::left),
    /** Its process ended between feedback and record. */
    NO_RECORD(1, EndingScenes::noRecord),
    /** Turned down, with figures. */
    TURNED_DOWN(1, EndingScenes::turnedDown),

    /** Figures from RD-Agent's cache: the workspace holds templates only. */
    CACHED(2, ResultScenes::cached),
    /** Cells of IC are empty. */
    EMPTY_FIGURES(1, ResultScenes::emptyFigures),
    /** {@code ret.parquet} from an unsigned run. */
    RET_PARQUET(1, ResultScenes::retParquet),
    /** mlflow's store of files. */
    MLFLOW_FILES(1, scene -> ResultScenes.mlflow(scene, MlflowStore.FILES)),
    /** The same, written in a container. */
    MLFLOW_FROM_CONTAINER(1, scene -> ResultScenes.mlflow(scene, MlflowStore.FROM_CONTAINER)),
    /** Four runs in one store. */
    MLFLOW_SEVERAL_RUNS(1, scene -> ResultScenes.mlflow(scene, MlflowStore.SEVERAL_RUNS)),
    /** {@code mlflow.db}. */
    MLFLOW_SQLITE(1, scene -> ResultScenes.mlflow(scene, MlflowStore.SQLITE)),
    /** Weights that no store describes. */
    MLFLOW_UNDESCRIBED(1, scene -> ResultScenes.mlflow(scene, MlflowStore.UNDESCRIBED)),
    /** One factor in each style of code. */
    CODE_STYLES(1, ResultScenes::codeStyles),
    /** Three factors with one formula text. */
    SAME_FORMULA(1, ResultScenes::sameFormula),

    /** A run of the data science scenario. */
    DATA_SCIENCE(0, StrangerScenes::dataScience),
    /** A run of the kaggle scenario. */
    KAGGLE(0, StrangerScenes::kaggle),
    /** A run of the finetune scenario. */
    FINETUNE(0, StrangerScenes::finetune),
    /** A run of the general model scenario: no session. */
    GENERAL_MODEL(0, StrangerScenes::generalModel),
    /** A workspace with results to which no loop refers. */
    ORPHAN_RESULTS(0, StrangerScenes::orphan),
    /** A state that ends in the middle. */
    HALF_WRITTEN(2, StrangerScenes::halfWritten),
    /** A state that would run a command if it were loaded. */
    HOSTILE(1, StrangerScenes::hostile),

    /** Recorded on a drive that is another folder here; needs a mapping of paths. Alone in its home. */
    ELSEWHERE(1, PlaceScenes::elsewhere, true),
    /** Logs and workspaces where {@code .env} says. Alone in its home. */
    ENV_PLACES(1, PlaceScenes::envPlaces, true),
    /** The fork's registry with rows {@code legacy_<id>}. Alone in its home. */
    FORK_REGISTRY(1, RegistryScenes::fork, true),
    /** A table of bundles made by hand. Alone in its home. */
    HAND_MADE_TABLE(1, RegistryScenes::handMade, true);

    private final int loops;
    private final Consumer<Scene> recipe;
    private final boolean alone;

    Structure(int loops, Consumer<Scene> recipe) {
        this(loops, recipe, false);
    }

    Structure(int loops, Consumer<Scene> recipe, boolean alone) {
        this.loops = loops;
        this.recipe = recipe;
        this.alone = alone;
    }

    /** Whether it must be the only one in its home, because it needs settings or a registry of its own. */
    public boolean alone() {
        return alone;
    }

    /** All that may share a home, each any number of times. */
    public static List<Structure> sharable() {
        return Arrays.stream(values()).filter(structure -> !structure.alone).toList();
    }

    /** How many loops of qlib's scenarios it writes, whatever becomes of them. */
    public int loops() {
        return loops;
    }

    void write(Scene scene) {
        recipe.accept(scene);
    }
}
