package dev.loopline.importer.rows;

import dev.loopline.contracts.LoopKey;
import org.jspecify.annotations.Nullable;

/** Names for people, in the places of ids. Pure. */
final class DisplayNames {

    private static final int SHORT = 10;
    private static final String STRATEGY = "strategy_";

    private DisplayNames() {}

    /** {@code <folder of the log>-loop<N>}; without a log the first characters of the task run instead. */
    static String loop(LoopKey key, @Nullable String logDir) {
        String folder = logDir == null ? "" : lastSegment(logDir);
        return (folder.isEmpty() ? brief(key.taskRunId()) : folder) + "-loop" + key.loopId();
    }

    static String model(LoopKey key, @Nullable String logDir, String workspaceId) {
        return loop(key, logDir) + "-model-" + brief(workspaceId);
    }

    /** An id that begins with {@code strategy_} is readable as it is; of any other the first characters do. */
    static String strategy(String strategyId) {
        return "strategy-"
                + (strategyId.startsWith(STRATEGY) ? strategyId.substring(STRATEGY.length()) : brief(strategyId));
    }

    private static String lastSegment(String path) {
        String plain = path.replace('\\', '/').replaceAll("/+$", "");
        return plain.substring(plain.lastIndexOf('/') + 1);
    }

    private static String brief(String text) {
        return text.length() <= SHORT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, Math.min(SHORT, text.codePointCount(0, text.length()))));
    }
}
