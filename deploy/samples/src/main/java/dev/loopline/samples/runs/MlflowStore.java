package dev.loopline.samples.runs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What mlflow leaves in the workspace of an experiment. */
public enum MlflowStore {
    /** Nothing. */
    NONE,
    /** A store of files with one finished run. */
    FILES,
    /** The same, written in a container: its addresses lead nowhere here. */
    FROM_CONTAINER,
    /** A store of files with an older run, the one that counts, a failed and an unfinished one. */
    SEVERAL_RUNS,
    /** Runs in {@code mlflow.db}, beside it artifacts only. */
    SQLITE,
    /** Artifacts only, and nothing that describes them. */
    UNDESCRIBED;

    private static final int FINISHED = 3;
    private static final int FAILED = 4;
    private static final int RUNNING = 1;
    private static final long BEGUN = 1_760_100_000_000L;
    private static final long HOUR = 3_600_000;
    private static final int LONGEST_PARAMETER = 500;

    /** Writes the store; the weights that count, if it holds any. */
    Optional<Weight> write(HomeFiles files, String folder, String key, Configuration executed) {
        return switch (this) {
            case NONE -> Optional.empty();
            case FILES -> Optional.of(oneRun(files, folder, key, executed, "file://" + files.resolve(folder)));
            case FROM_CONTAINER ->
                Optional.of(oneRun(files, folder, key, executed, "file:///workspace/qlib_workspace"));
            case SEVERAL_RUNS -> Optional.of(severalRuns(files, folder, key, executed));
            case SQLITE -> Optional.of(MlflowDatabase.write(files, folder, key, weights(key)));
            case UNDESCRIBED ->
                Optional.of(artifact(files, folder, "mlruns/1/" + Made.id(key + " run") + "/artifacts", key));
        };
    }

    private static Weight severalRuns(HomeFiles files, String folder, String key, Configuration executed) {
        String root = "file://" + files.resolve(folder);
        MlflowRun older = new MlflowRun(experiment(key), Made.id(key + " older"), FINISHED, BEGUN - HOUR);
        older.write(files, folder, root, parameters(Configuration.BASELINE));
        artifact(files, folder, older.artifacts(), key + " older");
        Weight weight = oneRun(files, folder, key, executed, root);
        MlflowRun failed = new MlflowRun(experiment(key), Made.id(key + " failed"), FAILED, BEGUN + HOUR);
        failed.write(files, folder, root, parameters(executed));
        artifact(files, folder, failed.artifacts(), key + " failed");
        new MlflowRun(experiment(key), Made.id(key + " open"), RUNNING, BEGUN + 2 * HOUR)
                .write(files, folder, root, parameters(executed));
        return weight;
    }

    private static Weight oneRun(HomeFiles files, String folder, String key, Configuration executed, String root) {
        MlflowRun run = new MlflowRun(experiment(key), Made.id(key + " run"), FINISHED, BEGUN);
        run.write(files, folder, root, parameters(executed));
        return artifact(files, folder, run.artifacts(), key);
    }

    private static Weight artifact(HomeFiles files, String folder, String artifacts, String key) {
        byte[] weights = weights(key);
        String member = artifacts + "/params.pkl";
        files.write(folder + "/" + member, weights);
        return new Weight(member, Made.sha256(weights));
    }

    private static byte[] weights(String key) {
        return Made.weights(key + " weights", 1_200);
    }

    private static String experiment(String key) {
        return String.valueOf(300_000_000_000_000_000L + (Made.random(key).nextLong() >>> 8));
    }

    /** The task flattened with dots; a list is one text, and what is too long is cut. */
    private static Map<String, String> parameters(Configuration executed) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("cmd-sys.argv", "/opt/env/bin/qrun " + executed.fileName());
        parameters.put("model.class", executed.network() ? "GeneralPTNN" : "LGBModel");
        parameters.put("dataset.class", executed.network() ? "TSDatasetH" : "DatasetH");
        String handler = "dataset.kwargs.handler.kwargs.";
        if (executed.processors().contains("Fillna")) {
            parameters.put(
                    handler + "infer_processors",
                    "[{'class': 'RobustZScoreNorm', 'kwargs': {'fields_group': 'feature', 'clip_outlier': True,"
                            + " 'fit_start_time': datetime.date(2010, 1, 4), 'fit_end_time': datetime.date(2015, 12,"
                            + " 31)}}, {'class': 'Fillna', 'kwargs': {'fields_group': 'feature'}}]");
        }
        parameters.put(
                handler + "learn_processors",
                "[{'class': 'DropnaLabel'}, {'class': 'CSRankNorm', 'kwargs': {'fields_group': 'label'}}]");
        Configuration.SEGMENTS.forEach((name, days) -> parameters.put(
                "dataset.kwargs.segments." + name, "[%s, %s]".formatted(date(days.get(0)), date(days.get(1)))));
        parameters.replaceAll(
                (name, value) -> value.length() > LONGEST_PARAMETER ? value.substring(0, LONGEST_PARAMETER) : value);
        return parameters;
    }

    private static String date(String day) {
        String[] parts = day.split("-");
        return "datetime.date(%d, %d, %d)"
                .formatted(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
