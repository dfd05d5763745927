package dev.loopline.backfill.runner;

import dev.loopline.kit.session.Generation;
import dev.loopline.kit.session.SessionExperiment;
import dev.loopline.kit.session.SessionTask;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The circumstances of a backtest, as far as the workspace and the session say.
 *
 * @param action {@code factor}, {@code model} or {@code unknown}
 * @param generation which generation of RD-Agent ran it
 * @param experiment what the session says of it; null if nothing
 * @param tasks the factors or models that the loop set out to write
 * @param factorColumns how many columns its table of factors has; 0 without a table
 * @param hasFactorTable whether the workspace holds such a table
 * @param hasModel whether the workspace holds a {@code model.py}
 * @param leftFiles whether the backtest left its figures or its curve in the workspace
 * @param settings RD-Agent's settings, by their names in upper case
 */
public record Backtest(
        String action,
        Generation generation,
        @Nullable SessionExperiment experiment,
        List<SessionTask> tasks,
        int factorColumns,
        boolean hasFactorTable,
        boolean hasModel,
        boolean leftFiles,
        Map<String, String> settings) {

    public static final String FACTOR = "factor";
    public static final String MODEL = "model";

    public Backtest {
        tasks = List.copyOf(tasks);
        settings = Map.copyOf(settings);
    }
}
