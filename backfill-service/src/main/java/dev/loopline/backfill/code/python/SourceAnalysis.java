package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.FactorInputs.Gap;
import dev.loopline.backfill.code.python.Value.Bound;
import dev.loopline.backfill.code.python.Value.Function;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Type;
import dev.loopline.backfill.recall.Recall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    private static final List<String> ENTRIES =
            List.of("fit_transform", "transform", "calculate", "compute", "run", "__call__");
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
    private static final Recall<FactorInputs> KNOWN = new Recall<>(4_000_000);

    private final Interpreter run;

    private SourceAnalysis(Interpreter run) {
        this.run = run;
    }

    /**
     * Analyses a source.
     *
     * @param attribute the function or class that computes the factor
     * @return never fails: what could not be told is a gap in the result
     */
    public static FactorInputs of(String source, String attribute) {
        if (source.length() > LARGEST_SOURCE) {
            return FactorInputs.nothing(new Gap("SOURCE_NOT_ANALYSED", "It is longer than two million characters."));
        }
        return KNOWN.of(attribute + "\n" + source, key -> analyse(source, attribute));
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
        try {
            new SourceAnalysis(new Interpreter(findings)).follow(tree.root(), attribute);
        } catch (Findings.StoppedException e) {
            findings.stop("The code is too involved to be followed to its end.");
        } catch (StackOverflowError e) {
            findings.stop("Its values are nested too deep.");
        } catch (RuntimeException e) {
            // A defect of the analysis must not cost the loop its backfill; the note names it.
            findings.stop(DEFECT + e);
        }
        return findings.result();
    }

    private void follow(Node module, String attribute) {
        run.module(module);
        Optional<Value> entry = run.global(attribute);
        if (entry.isPresent() && entry.get() instanceof Function function && !run.wasCalled(function.node())) {
            run.calls().apply(function, parameters(function.node(), false));
        } else if (entry.isPresent() && entry.get() instanceof Type type) {
            start(type);
        }
    }

    /** Makes an object and calls the method that computes; if none has a usual name, every public one. */
    private void start(Type type) {
        List<Function> methods = run.attributes().methods(type);
        if (methods.stream()
                .anyMatch(
                        method -> run.wasCalled(method.node()) && !name(method).equals("__init__"))) {
            return;
        }
        Value.Instance instance = (Value.Instance) run.calls().apply(type, Arguments.NONE);
        Optional<Function> usual = ENTRIES.stream()
                .flatMap(name -> methods.stream().filter(method -> name(method).equals(name)))
                .findFirst();
        List<Function> entries = usual.map(List::of)
                .orElseGet(() -> methods.stream()
                        .filter(method -> !name(method).startsWith("_"))
                        .toList());
        for (Function method : entries) {
            if (!run.wasCalled(method.node())) {
                run.calls().apply(new Bound(instance, method), parameters(method.node(), true));
            }
        }
    }

    private static String name(Function function) {
        return function.node().child("name").map(Node::text).orElse("");
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
                named.put(name, new Series(0, name));
            } else if (!annotation.matches(".*\\b(int|float|str|bool)\\b.*")) {
                named.put(name, Frame.ofSource());
            }
        }
        return new Arguments(List.of(), named);
    }
}
