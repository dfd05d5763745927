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
 * @param loop the loop as it was played
 * @param states what may be made of it; the first one where a reader knows all that RD-Agent's code says
 * @param taskRunIds the names that its task run may have
 * @param otherFactors names of earlier loops' factors that it may name as well
 */
public record ExpectedLoop(
        Structure structure, RunLoop loop, List<State> states, Set<String> taskRunIds, Set<String> otherFactors) {

    private static final String WITHOUT_COST = "1day.excess_return_without_cost.";

    /** A loop as it was played; what may be made of it follows from its end. */
    static ExpectedLoop of(Structure structure, RunLoop loop) {
        Ending ending = loop.script().ending();
        boolean ended = ending == Ending.ACCEPTED || ending == Ending.TURNED_DOWN;
        List<State> states = ended ? List.of(State.CARRIED) : states(ending);
        return new ExpectedLoop(structure, loop, states, names(loop.session()), Set.of());
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
        return new ExpectedLoop(structure, loop, List.of(allowed), taskRunIds, otherFactors);
    }

    ExpectedLoop taskRunIds(Set<String> ids) {
        return new ExpectedLoop(structure, loop, states, ids, otherFactors);
    }

    ExpectedLoop otherFactors(Set<String> names) {
        return new ExpectedLoop(structure, loop, states, taskRunIds, names);
    }

    /** Its number. */
    public int loopId() {
        return loop.script().number();
    }

    /** The folder above its states, relative to the home. */
    public String log() {
        return loop.session();
    }

    /** The experiment's workspace. */
    public String workspaceId() {
        return loop.workspaceId();
    }

    /** Where that lies, relative to the home. */
    public String workspace() {
        return loop.folder();
    }

    /** {@code factor} or {@code model}. */
    public String action() {
        return loop.script().isModel() ? "model" : "factor";
    }

    /** Whether its idea was accepted, if anything says so. */
    public Optional<Boolean> decision() {
        Ending ending = loop.script().ending();
        return ending.left() ? Optional.empty() : Optional.of(ending.accepted());
    }

    /** Its idea. */
    public String hypothesis() {
        return loop.hypothesis();
    }

    /** Exactly the factors that are its own. */
    public List<RunFactor> factors() {
        return loop.factors();
    }

    /** The name of the configuration that was executed, if one was. */
    public Optional<String> configuration() {
        return metrics().isEmpty()
                ? Optional.empty()
                : Optional.of(loop.executed().fileName());
    }

    /** The classes of its processors, those of features first; empty if nothing is to be compared. */
    public List<String> processors() {
        return metrics().isEmpty() ? List.of() : loop.executed().processors();
    }

    /** Qlib's names and figures; null is an empty cell; empty without backtest. */
    public Map<String, @Nullable Double> metrics() {
        return loop.figures();
    }

    /** The weights that count, if there are any. */
    public Optional<Weight> weight() {
        return loop.weight();
    }

    /** {@code <structure> <log>/<loop>}, for messages. */
    @Override
    public String toString() {
        return structure + " " + log() + "/" + loopId();
    }

    /** Whether nothing but carrying it is right. */
    public boolean mustBeCarried() {
        return states.equals(List.of(State.CARRIED));
    }

    /** The figures that a loop's row in a catalogue has, by the names of its columns. */
    public Map<String, @Nullable Double> rowFigures() {
        Map<String, @Nullable Double> row = new LinkedHashMap<>();
        Map<String, @Nullable Double> metrics = metrics();
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
