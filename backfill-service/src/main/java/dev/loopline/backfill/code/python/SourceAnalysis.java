package dev.loopline.backfill.code.python;

import dev.loopline.backfill.cache.ResultCache;
import dev.loopline.backfill.code.python.FactorInputs.Gap;
import dev.loopline.backfill.code.python.SourceSurvey.Output;
import dev.loopline.backfill.code.python.Value.Bound;
import dev.loopline.backfill.code.python.Value.Function;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Derives from a factor's Python source what it reads. The module is followed from top to bottom as if it were started as a
 * program; if that does not reach the factor's own function or class, that is called with the source data. A column counts
 * if it is read, even if its value is not used further; a window counts if it is computed.
 */
public final class SourceAnalysis {

    private static final int LARGEST_SOURCE = 2 * 1024 * 1024;
    private static final long STEPS = 200_000;
    private static final int STEPS_PER_NODE = 10;

    /** How the reason begins when the analysis itself failed. */
    static final String DEFECT = "The analysis failed: ";

    private static final Set<String> FIELDS = Set.of(
            "open",
            "high",
            "low",
            "close",
            "volume",
            "amount",
            "vwap",
            "factor",
            "change",
            "turnover",
            "turnover_rate");

    /** The source of a factor that was accepted lies in the workspaces of later loops too. */
    private static final ResultCache<FactorInputs> KNOWN = new ResultCache<>(4_000_000);

    private static final ResultCache<SourceSurvey> SURVEYS = new ResultCache<>(4_000_000);

    /** So many definitions are called to see what they return. */
    private static final int MOST_TRIED = 200;

    private final Interpreter run;
    private final List<Output> returned = new ArrayList<>();

    private SourceAnalysis(Interpreter run) {
        this.run = run;
    }

    /**
     * Analyses a source.
     *
     * @param attribute the function or class that computes the factor; empty if the program as a whole does
     * @return never fails: what is not known is a gap in the result
     */
    public static FactorInputs of(String source, String attribute) {
        if (source.length() > LARGEST_SOURCE) {
            return FactorInputs.nothing(new Gap("SOURCE_NOT_ANALYSED", "It is longer than two million characters."));
        }
        return KNOWN.of(attribute + "\n" + source, key -> analyse(source, attribute));
    }

    /** What a source writes and defines; never fails. */
    public static SourceSurvey survey(String source) {
        return source.length() > LARGEST_SOURCE ? SourceSurvey.NONE : SURVEYS.of(source, SourceAnalysis::look);
    }

    private static SourceSurvey look(String source) {
        SyntaxTree tree;
        try {
            tree = SyntaxTree.parse(source);
        } catch (LinkageError e) {
            return SourceSurvey.NONE;
        }
        if (tree.hasErrors()) {
            return SourceSurvey.NONE;
        }
        Findings findings = new Findings(STEPS + (long) STEPS_PER_NODE * tree.nodes());
        SourceAnalysis analysis = new SourceAnalysis(new Interpreter(findings));
        run(analysis, tree.root(), "", findings);
        Map<String, Reach> written = analysis.run.outputs().columns();
        List<Output> outputs = new ArrayList<>();
        written.forEach((name, reach) ->
                outputs.add(output(name, null, analysis.run.outputs().isSure(name), reach, findings)));
        return new SourceSurvey(
                true,
                written.isEmpty() ? analysis.returned : outputs,
                Outline.definitions(tree.root()),
                Outline.runsAtImport(tree.root()),
                !written.isEmpty(),
                findings.opened());
    }

    /** A column that is named like one of the source data is not named by the program. */
    private static Output output(
            String name, @Nullable String definition, boolean sure, Reach reach, Findings findings) {
        boolean isField = name.startsWith("$") || reach.fields().contains(name);
        return new Output(isField ? Outputs.UNNAMED : name, definition, sure && !isField, findings.of(reach));
    }

    private static FactorInputs analyse(String source, String attribute) {
        SyntaxTree tree;
        try {
            tree = SyntaxTree.parse(source);
        } catch (LinkageError e) {
            return FactorInputs.nothing(new Gap("SOURCE_NOT_ANALYSED", SyntaxTree.reason(e)));
        }
        if (tree.hasErrors()) {
            return FactorInputs.nothing(
                    new Gap(FactorInputs.SYNTAX_ERROR, "It is no valid Python, so nothing is derived from it."));
        }
        Findings findings = new Findings(STEPS + (long) STEPS_PER_NODE * tree.nodes());
        if (tree.isCut()) {
            findings.gap("CODE_TOO_DEEP", "What is nested too deep is left out.");
        }
        run(new SourceAnalysis(new Interpreter(findings)), tree.root(), attribute, findings);
        return findings.result();
    }

    private static void run(SourceAnalysis analysis, Node module, String attribute, Findings findings) {
        try {
            analysis.follow(module, attribute);
        } catch (Findings.StoppedException e) {
            findings.stop("The code is too involved to be followed to its end.");
        } catch (StackOverflowError e) {
            findings.stop("Its values are nested too deep.");
        } catch (RuntimeException e) {
            // A defect of the analysis must not cost the loop its backfill; the note names it.
            findings.stop(DEFECT + e);
        }
    }

    private void follow(Node module, String attribute) {
        run.module(module);
        if (!attribute.isEmpty()) {
            call(attribute);
        } else if (run.outputs().columns().isEmpty()) {
            Outline.definitions(module).stream()
                    .filter(one -> !one.name().startsWith("_"))
                    .limit(MOST_TRIED)
                    .forEach(one -> Outputs.of(call(one.name()))
                            .forEach((name, reach) ->
                                    returned.add(output(name, one.name(), false, reach, run.findings()))));
        }
    }

    /** Calls a definition with the source data, unless the program called it already; gives what it returns. */
    private Value call(String definition) {
        Optional<Value> entry = run.global(definition);
        if (entry.isPresent() && entry.get() instanceof Function function && !run.wasCalled(function.node())) {
            return run.calls().apply(function, parameters(function.node(), false));
        }
        return entry.isPresent() && entry.get() instanceof Type type ? start(type) : Value.UNKNOWN;
    }

    /** Makes an object and calls the method that computes; if none has a usual name, every public one. */
    private Value start(Type type) {
        List<Function> methods = run.attributes().methods(type);
        if (methods.stream()
                .anyMatch(
                        method -> run.wasCalled(method.node()) && !name(method).equals("__init__"))) {
            return Value.UNKNOWN;
        }
        Value.Instance instance = (Value.Instance) run.calls().apply(type, Arguments.NONE);
        Optional<Function> usual = Outline.ENTRIES.stream()
                .flatMap(name -> methods.stream().filter(method -> name(method).equals(name)))
                .findFirst();
        List<Function> entries = usual.map(List::of)
                .orElseGet(() -> methods.stream()
                        .filter(method -> !name(method).startsWith("_"))
                        .toList());
        Value result = Value.UNKNOWN;
        for (Function method : entries) {
            if (!run.wasCalled(method.node())) {
                result = Value.join(
                        result, run.calls().apply(new Bound(instance, method), parameters(method.node(), true)));
            }
        }
        return result;
    }

    private static String name(Function function) {
        return Outline.name(function.node());
    }

    /** Source data for the parameters: one that is called like a column is that column, another without default a table. */
    private Arguments parameters(Node function, boolean method) {
        List<Node> all = Parameters.of(function);
        Map<String, Value> named = new LinkedHashMap<>();
        for (Node parameter : all.subList(method && !all.isEmpty() ? 1 : 0, all.size())) {
            if (Parameters.kind(parameter) != Parameters.Kind.ONE || Parameters.hasDefault(parameter)) {
                continue;
            }
            String name = Parameters.name(parameter);
            String annotation = Parameters.annotation(parameter);
            if (FIELDS.contains(name) || annotation.contains("Series")) {
                run.findings().reads(name, false);
                named.put(name, new Series(Reach.NONE.reading(name), name));
            } else if (!annotation.matches(".*\\b(int|float|str|bool)\\b.*")) {
                named.put(name, Frame.ofSource());
            }
        }
        return new Arguments(List.of(), named);
    }
}
