package dev.loopline.backfill.files;

import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.contracts.event.Metadata;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a file of a workspace is, by its path alone. */
public final class FileKinds {

    private static final Set<String> METADATA = Set.of(
            Metadata.FACTOR_META,
            Metadata.FACTOR_PERF,
            Metadata.FEEDBACK,
            Metadata.MODEL_META,
            Metadata.STRATEGY_META,
            "workspace_meta.json",
            "experiment_summary.json",
            "manifest.json");
    private static final Pattern WEIGHT = Pattern.compile("model\\.(pkl|joblib|bin|onnx|pt|pth)");
    private static final Pattern REPORT = Pattern.compile("ret_schema\\.(parquet|json)");
    private static final Pattern SIGNALS = Pattern.compile("signals\\.(parquet|json)");
    private static final String FACTOR_VALUES = "result.h5";

    private FileKinds() {}

    /** Whether this is a weight file where the initialisation guide expects it: {@code model.*} in the root. */
    public static boolean isRootWeight(FoundFile file) {
        return WEIGHT.matcher(file.path()).matches();
    }

    public static boolean isYaml(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.endsWith(".yaml") || lower.endsWith(".yml");
    }

    /**
     * @param path relative to the workspace
     * @param runWeight the weight of the chosen mlflow run
     */
    public static Kind of(String path, Optional<String> runWeight) {
        if (WEIGHT.matcher(path).matches() || runWeight.filter(path::equals).isPresent()) {
            return Kind.WEIGHT;
        }
        if (path.startsWith("mlruns/") || path.startsWith("mlartifacts/")) {
            return Kind.RUN;
        }
        return path.indexOf('/') < 0 ? inRoot(path) : byEnding(path);
    }

    private static Kind inRoot(String name) {
        if (METADATA.contains(name)) {
            return Kind.METADATA;
        }
        if (name.equals(ResultFiles.METRICS)) {
            return Kind.METRICS;
        }
        if (ResultFiles.CURVES.contains(name) || REPORT.matcher(name).matches()) {
            return Kind.REPORT;
        }
        if (SIGNALS.matcher(name).matches()) {
            return Kind.SIGNALS;
        }
        boolean data = ResultFiles.FACTOR_TABLES.contains(name) || name.equals(FACTOR_VALUES);
        return data ? Kind.FACTOR_DATA : byEnding(name);
    }

    private static Kind byEnding(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (isYaml(lower)) {
            return Kind.CONFIG;
        }
        if (lower.endsWith(".py")) {
            return Kind.CODE;
        }
        return lower.endsWith(".log") ? Kind.LOG : Kind.OTHER;
    }
}
