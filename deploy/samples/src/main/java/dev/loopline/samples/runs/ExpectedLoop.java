package dev.loopline.samples.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is right for a loop that a {@link Structure} wrote.
 *
 * @param structure what wrote it
 * @param states what may be made of it; the first one where a reader knows all that RD-Agent's code says
 * @param taskRunIds the names that its task run may have
 * @param loopId its number
 * @param log the folder above its states, relative to the home
 * @param workspaceId the experiment's workspace
 * @param workspace where that lies, relative to the home
 * @param action {@code factor} or {@code model}
 * @param decision whether its idea was accepted, if anything says so
 * @param hypothesis its idea
 * @param factors exactly the factors that are its own
 * @param otherFactors names of earlier loops' factors that it may name as well
 * @param configuration the name of the configuration that was executed, if one was
 * @param processors the classes of its processors, those of features first; empty if nothing is to be compared
 * @param metrics qlib's names and figures; null is an empty cell; empty without backtest
 * @param weight the weights that count, if there are any
 */
public record ExpectedLoop(
        Structure structure,
        List<State> states,
        Set<String> taskRunIds,
        int loopId,
        String log,
        String workspaceId,
        String workspace,
        String action,
        Optional<Boolean> decision,
        String hypothesis,
        List<RunFactor> factors,
        Set<String> otherFactors,
        Optional<String> configuration,
        List<String> processors,
        Map<String, @Nullable Double> metrics,
        Optional<Weight> weight) {

    private static final String WITHOUT_COST = "1day.excess_return_without_cost.";

    /** A loop as it was played; what may be made of it follows from its end. */
    static ExpectedLoop of(Structure structure, RunLoop loop) {
        LoopScript script = loop.script();
        Ending ending = script.ending();
        boolean results = !loop.figures().isEmpty();
        boolean ended = ending == Ending.ACCEPTED || ending == Ending.TURNED_DOWN;
        return new ExpectedLoop(
                structure,
                ended ? List.of(State.CARRIED) : states(ending),
                names(loop.session()),
                script.number(),
                loop.session(),
                loop.workspaceId(),
                loop.folder(),
                script.isModel() ? "model" : "factor",
                ending.left() ? Optional.empty() : Optional.of(ending.accepted()),
                loop.hypothesis(),
                loop.factors(),
                Set.of(),
                results ? Optional.of(loop.executed().fileName()) : Optional.empty(),
                results ? loop.executed().processors() : List.of(),
                loop.figures(),
                loop.weight());
    }

    /**
     * A failed loop is rejected, or carried with what its backtest left. What a process left half done looks for some time
     * like a loop at work.
     */
    private static List<State> states(Ending ending) {
        return switch (ending) {
            case NO_CURVE, NOT_RUN -> List.of(State.REJECTED, State.CARRIED);
            case NOT_CODED -> List.of(State.REJECTED);
            default -> List.of(State.AT_WORK, State.REPORTED, State.REJECTED);
        };
    }

    /** A folder's own name, and its path below the folder of logs. */
    private static Set<String> names(String session) {
        String last = session.substring(session.lastIndexOf('/') + 1);
        String below = session.startsWith("log/") ? session.substring(4) : session;
        return last.equals(below) ? Set.of(last) : Set.of(last, below);
    }

    ExpectedLoop states(State... allowed) {
        return new ExpectedLoop(
                structure,
                List.of(allowed),
                taskRunIds,
                loopId,
                log,
                workspaceId,
                workspace,
                action,
                decision,
                hypothesis,
                factors,
                otherFactors,
                configuration,
                processors,
                metrics,
                weight);
    }

    ExpectedLoop taskRunIds(Set<String> ids) {
        return new ExpectedLoop(
                structure,
                states,
                ids,
                loopId,
                log,
                workspaceId,
                workspace,
                action,
                decision,
                hypothesis,
                factors,
                otherFactors,
                configuration,
                processors,
                metrics,
                weight);
    }

    ExpectedLoop workspace(String folder) {
        return new ExpectedLoop(
                structure,
                states,
                taskRunIds,
                loopId,
                log,
                workspaceId,
                folder,
                action,
                decision,
                hypothesis,
                factors,
                otherFactors,
                configuration,
                processors,
                metrics,
                weight);
    }

    ExpectedLoop otherFactors(Set<String> names) {
        return new ExpectedLoop(
                structure,
                states,
                taskRunIds,
                loopId,
                log,
                workspaceId,
                workspace,
                action,
                decision,
                hypothesis,
                factors,
                names,
                configuration,
                processors,
                metrics,
                weight);
    }

    /** {@code <structure> <log>/<loop>}, for messages. */
    @Override
    public String toString() {
        return structure + " " + log + "/" + loopId;
    }

    /** Whether nothing but carrying it is right. */
    public boolean mustBeCarried() {
        return states.equals(List.of(State.CARRIED));
    }

    /** The figures that a loop's row in a catalogue has, by the names of its columns. */
    public Map<String, @Nullable Double> rowFigures() {
        Map<String, @Nullable Double> row = new LinkedHashMap<>();
        if (!metrics.isEmpty()) {
            row.put("annualized_return", metrics.get(WITHOUT_COST + "annualized_return"));
            row.put("max_drawdown", metrics.get(WITHOUT_COST + "max_drawdown"));
            row.put("sharpe", metrics.get(WITHOUT_COST + "information_ratio"));
            row.put("ic", metrics.get("IC"));
            row.put("ic_ir", metrics.get("ICIR"));
        }
        return row;
    }
}
