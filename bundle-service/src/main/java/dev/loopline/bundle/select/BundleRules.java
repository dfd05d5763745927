package dev.loopline.bundle.select;

import dev.loopline.contracts.ResultFiles;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which files of a workspace a bundle needs.
 *
 * <p>The initialisation guide (step 2.2) names the metadata files, the model files, {@code factor_*.py} and YAML files of
 * the workspace's root, and the two logs. It forgets what is needed to run a loop again: {@code factor.py}, {@code
 * model.py} and all other code, {@code qlib_res.csv}, and the weight that Qlib leaves below {@code mlruns}.
 */
final class BundleRules {

    private static final Set<String> ROOT_FILES = Set.of(
            Metadata.FACTOR_META,
            Metadata.FACTOR_PERF,
            Metadata.FEEDBACK,
            Metadata.MODEL_META,
            Metadata.STRATEGY_META,
            "model.pkl",
            "model.joblib",
            "model.bin",
            "model.onnx",
            "model.pt",
            "model.pth",
            ResultFiles.METRICS,
            "ret_schema.json");

    private static final Set<String> LOGS = Set.of("loop.log", "task.log");
    private static final Pattern ROOT_CODE = Pattern.compile(".+\\.(py|yaml|yml)");
    private static final Pattern NESTED_CODE = Pattern.compile(".+\\.py");

    /** Folders that hold runs, caches and other people's code. */
    private static final Set<String> CLOSED_FOLDERS =
            Set.of("mlruns", "mlartifacts", "__pycache__", "node_modules", "venv");

    private BundleRules() {}

    static boolean isWantedLog(List<String> path) {
        return LOGS.contains(path.get(path.size() - 1));
    }

    static boolean isWanted(LoopFile.Kind kind, List<String> path) {
        String name = path.get(path.size() - 1);
        if (kind == LoopFile.Kind.WEIGHT) {
            return true;
        }
        if (path.size() == 1) {
            return ROOT_FILES.contains(name)
                    || LOGS.contains(name)
                    || ROOT_CODE.matcher(name).matches();
        }
        boolean closed = path.subList(0, path.size() - 1).stream()
                .anyMatch(folder -> folder.startsWith(".") || CLOSED_FOLDERS.contains(folder));
        return !closed && NESTED_CODE.matcher(name).matches();
    }
}
