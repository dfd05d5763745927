package dev.loopline.backfill.code;

import dev.loopline.backfill.code.FactorTie.Evidence;
import dev.loopline.backfill.code.python.FactorInputs;
import dev.loopline.backfill.code.python.SourceSurvey.Definition;
import dev.loopline.backfill.code.python.SourceSurvey.Output;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Ties one source to names of results; what it says is in order of {@link Evidence}, the first kind that holds. Pure. */
final class FactorTies {

    private static final int MOST_BY_THEMSELVES = 50;
    private static final String CALCULATE = "calculate_";
    private static final Set<String> FITTING = Set.of("fit_transform", "fit.transform");
    private static final Set<String> GENERIC = Set.of(
            "main",
            "run",
            "compute",
            "calculate",
            "calc",
            "factor",
            "factors",
            "alpha",
            "signal",
            "feature",
            "features",
            "result",
            "results",
            "value",
            "values",
            "data",
            "output",
            "final",
            "score",
            "utils",
            "all",
            "base");
    private static final Pattern TEXTS = Pattern.compile("\"\"\".*?\"\"\"|'''.*?'''", Pattern.DOTALL);
    private static final Pattern CALCULATES =
            Pattern.compile("^(?:async +)?def +calculate_(\\w+)", Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);

    private final ResultNames names;

    FactorTies(ResultNames names) {
        this.names = names;
    }

    /** Empty if nothing ties it. */
    List<FactorTie> of(FactorSource source) {
        List<FactorTie> written = byColumns(source);
        List<FactorTie> byColumn = written.isEmpty() ? byResult(source) : written;
        Optional<String> task = names.taskOf(source.folder());
        if (task.isPresent()) {
            return ofTask(task.get(), source, byColumn);
        }
        if (!byColumn.isEmpty()) {
            return byColumn;
        }
        Optional<FactorTie> byFile = Optional.ofNullable(source.stem())
                .flatMap(names::find)
                .map(name -> new FactorTie(name, Evidence.FILE, onlyOutput(source), null));
        if (byFile.isPresent()) {
            return List.of(byFile.get());
        }
        List<FactorTie> byDefinition = byDefinitions(source);
        return byDefinition.isEmpty() && !names.hasTasks()
                ? byItself(source).stream()
                        .filter(tie -> !names.isAmbiguous(tie.name()))
                        .toList()
                : byDefinition;
    }

    /** A task's source computes that task, under whatever name its column has; further columns are further factors. */
    private List<FactorTie> ofTask(String task, FactorSource source, List<FactorTie> byColumn) {
        List<FactorTie> ties = new ArrayList<>();
        Output own = byColumn.stream()
                .filter(tie -> tie.name().equals(task))
                .map(FactorTie::output)
                .findFirst()
                .orElseGet(() -> onlyOutput(source));
        ties.add(new FactorTie(task, Evidence.TASK, own, null));
        byColumn.stream()
                .filter(tie -> tie.output() != own && !names.tasks().contains(tie.name()))
                .forEach(ties::add);
        return ties;
    }

    private static @Nullable Output onlyOutput(FactorSource source) {
        List<Output> outputs = source.named().isEmpty() ? source.survey().outputs() : source.named();
        return outputs.size() == 1 ? outputs.get(0) : null;
    }

    private List<FactorTie> byColumns(FactorSource source) {
        Map<String, FactorTie> ties = new LinkedHashMap<>();
        for (Output output : source.named()) {
            names.find(output.column())
                    .ifPresent(name -> ties.putIfAbsent(name, new FactorTie(name, Evidence.COLUMN, output, null)));
        }
        return List.copyOf(ties.values());
    }

    /** The columns of the {@code result.h5} that lies beside {@code factor.py}. */
    private List<FactorTie> byResult(FactorSource source) {
        return source.stem() != null
                ? List.of()
                : names.columnsOf(source.folder()).stream()
                        .map(column -> new FactorTie(
                                names.canonical(column),
                                Evidence.COLUMN,
                                new Output(column, null, false, FactorInputs.NONE),
                                null))
                        .toList();
    }

    private List<FactorTie> byDefinitions(FactorSource source) {
        Map<String, FactorTie> ties = new LinkedHashMap<>();
        for (Definition definition : source.survey().definitions()) {
            DefinitionWords.of(definition.name()).stream()
                    .flatMap(word -> names.find(word).stream())
                    .findFirst()
                    .ifPresent(name -> ties.putIfAbsent(
                            name, new FactorTie(name, Evidence.DEFINITION, outputOf(source, definition), definition)));
        }
        if (!source.survey().isParsed()) {
            calculated(source).stream()
                    .flatMap(word -> names.find(word).stream())
                    .forEach(name -> ties.putIfAbsent(name, new FactorTie(name, Evidence.DEFINITION, null, null)));
        }
        return List.copyOf(ties.values());
    }

    private static @Nullable Output outputOf(FactorSource source, Definition definition) {
        return source.survey().outputs().stream()
                .filter(output -> definition.name().equals(output.definition()))
                .findFirst()
                .orElseGet(() -> onlyOutput(source));
    }

    /**
     * Where no session names the factors, the source itself says the name of its result: the columns that it writes, else
     * name of its file, else {@code calculate_<name>}, which RD-Agent asks for, else the class with {@code fit_transform}.
     */
    private List<FactorTie> byItself(FactorSource source) {
        List<FactorTie> written = source.named().stream()
                .filter(output -> output.isSure() && isTelling(output.column()))
                .map(output -> new FactorTie(output.column(), Evidence.COLUMN, output, null))
                .toList();
        if (!written.isEmpty() && written.size() <= MOST_BY_THEMSELVES) {
            return written;
        }
        Optional<FactorTie> named = Optional.ofNullable(source.stem())
                .filter(stem -> !source.isEmpty() && isTelling(stem))
                .map(stem -> new FactorTie(stem, Evidence.FILE, onlyOutput(source), null));
        return named.or(() -> asked(source))
                .or(() -> fitting(source))
                .map(List::of)
                .orElse(List.of());
    }

    private static Optional<FactorTie> asked(FactorSource source) {
        return calculated(source).stream()
                .filter(FactorTies::isTelling)
                .map(word -> new FactorTie(spelled(word, source), Evidence.DEFINITION, null, null))
                .findFirst();
    }

    private static Optional<FactorTie> fitting(FactorSource source) {
        return source.survey().definitions().stream()
                .filter(one -> one.isClass() && FITTING.contains(String.valueOf(one.method())) && isTelling(one.name()))
                .map(one -> new FactorTie(one.name(), Evidence.DEFINITION, onlyOutput(source), one))
                .findFirst();
    }

    /** Whether a name says more than that something is computed. */
    private static boolean isTelling(String name) {
        return !GENERIC.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String spelled(String word, FactorSource source) {
        return source.named().stream()
                .map(Output::column)
                .filter(column -> FactorCode.identifier(column).equals(word))
                .findFirst()
                .orElse(word);
    }

    /** Whether a source that no name was found for is nevertheless called something. */
    static boolean saysAName(FactorSource source) {
        return source.named().stream().anyMatch(Output::isSure)
                || calculated(source).stream().anyMatch(FactorTies::isTelling);
    }

    /** What follows {@code calculate_}; of a source that is no valid Python as far as its lines show. */
    private static Set<String> calculated(FactorSource source) {
        Set<String> words = new TreeSet<>();
        if (source.survey().isParsed()) {
            source.survey().definitions().stream()
                    .map(Definition::name)
                    .filter(name -> name.startsWith(CALCULATE) && name.length() > CALCULATE.length())
                    .limit(1)
                    .forEach(name -> words.add(name.substring(CALCULATE.length())));
            return words;
        }
        Matcher calculates = CALCULATES.matcher(TEXTS.matcher(source.text()).replaceAll(""));
        if (calculates.find()) {
            words.add(calculates.group(1));
        }
        return words;
    }
}
