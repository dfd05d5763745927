package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.event.Feedback;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Performance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entry of a loop in the loop catalog. Nothing keeps a loop out; what it lacks stands in {@code readiness}. */
final class LoopEntries {

    private LoopEntries() {}

    static LoopEntry of(Source source, BacktestFigures figures) {
        Performance performance = source.backfilled().performance();
        Feedback feedback = source.backfilled().feedback();
        // A loop names exactly the factors that occur in it, in the order of its figures as far as those name them.
        List<String> factorNames = figures.inOrder(Occurrences.names(source));
        return new LoopEntry(
                source.key().taskRunId(),
                source.key().loopId(),
                source.primary().workspaceId(),
                source.primary().recordedPath(),
                source.primary().role(),
                source.loop().scenario(),
                source.primary().stepName(),
                source.loop().action(),
                source.loop().status(),
                source.backfilled().hasResult(),
                source.logDir(),
                "done",
                null,
                CatalogTime.format(source.backfilled().backfilledAt()),
                source.bundle().bundleId(),
                true,
                "pending",
                StrategyEntries.id(source),
                factorNames,
                performance.annualizedReturn(),
                performance.maxDrawdown(),
                performance.sharpe(),
                performance.ic(),
                performance.icIr(),
                performance.winRate(),
                performance.metrics(),
                feedback.decision(),
                feedback.hypothesis(),
                new LoopEntry.SummaryTexts(
                        feedback.execution(),
                        feedback.valueFeedback(),
                        feedback.shapeFeedback(),
                        feedback.codeCritic(),
                        feedback.limitations()),
                paths(source),
                readiness(source, factorNames),
                source.loop().home());
    }

    private static LoopEntry.Paths paths(Source source) {
        return new LoopEntry.Paths(
                source.existing(Metadata.FACTOR_META),
                source.existing(Metadata.FACTOR_PERF),
                source.existing(Metadata.FEEDBACK),
                source.existing(Metadata.MODEL_META),
                source.existing(Metadata.STRATEGY_META),
                source.existing("ret_curve.png"),
                source.existing("dd_curve.png"),
                source.mlruns(),
                source.weights());
    }

    private static List<String> readiness(Source source, List<String> factorNames) {
        Performance performance = source.backfilled().performance();
        List<String> missing = new ArrayList<>();
        note(missing, source.primary().homeRelativePath() == null, "WORKSPACE_MISSING");
        note(missing, source.weights().isEmpty(), "MODEL_WEIGHT_MISSING");
        note(missing, source.configuration().templateFiles().isEmpty(), "CONFIG_MISSING");
        note(missing, !source.has(LoopFile.Kind.CODE), "CODE_MISSING");
        note(missing, factorNames.isEmpty(), "FACTOR_NAMES_MISSING");
        note(missing, Occurrences.anyUnnamed(source), "FACTOR_WITHOUT_NAME");
        note(missing, isEmpty(source.metadata().factorMeta()), "FACTOR_META_MISSING");
        note(missing, isEmpty(source.metadata().modelMeta()), "MODEL_META_MISSING");
        note(missing, isEmpty(source.metadata().strategyMeta()), "STRATEGY_META_MISSING");
        source.notWritten().forEach(file -> missing.add(LoopEntry.notWritten(file)));
        note(missing, performance.sharpe() == null && performance.annualizedReturn() == null, "METRICS_MISSING");
        return missing;
    }

    private static boolean isEmpty(@Nullable JsonNode metadata) {
        return !Trees.isFilledObject(metadata);
    }

    private static void note(List<String> missing, boolean lacks, String code) {
        if (lacks) {
            missing.add(code);
        }
    }
}
