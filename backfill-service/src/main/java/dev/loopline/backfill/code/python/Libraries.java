package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Columns;
import dev.loopline.backfill.code.python.Value.Module;
import dev.loopline.backfill.code.python.Value.Num;
import dev.loopline.backfill.code.python.Value.Partial;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Store;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Functions of pandas, numpy, TA-Lib and some others. What is not known here gives what its arguments give. */
final class Libraries {

    private static final Set<String> READERS = Set.of(
            "read_hdf",
            "read_parquet",
            "read_csv",
            "read_pickle",
            "read_feather",
            "read_table",
            "read_sql",
            "read_json",
            "read_ipc",
            "scan_parquet",
            "scan_csv",
            "scan_ipc");
    /** Modules that write caches and figures as well as results, so that what they write says nothing. */
    private static final Set<String> WRITE_ANYTHING =
            Set.of("pickle", "joblib", "json", "numpy", "torch", "yaml", "dill", "cloudpickle", "shelve", "marshal");

    private static final Pattern WRITERS = Pattern.compile("(save|write|store|dump|export)(_.*)?");
    private static final Set<String> INDICATORS = Set.of("talib", "ta", "pandas_ta");

    private final Interpreter run;
    private final Builtins builtins;
    private final Map<String, Reach> expressions = new HashMap<>();

    Libraries(Interpreter run) {
        this.run = run;
        this.builtins = new Builtins(run);
    }

    Value call(Module module, Arguments arguments) {
        String name = module.last();
        if (module.first().equals("builtins")) {
            return builtins.call(name, arguments);
        }
        if (READERS.contains(name)) {
            return table(arguments);
        }
        if (INDICATORS.contains(module.first())) {
            return indicator(name, arguments);
        }
        if (module.first().equals("polars") && Set.of("col", "from_pandas").contains(name)) {
            return name.equals("col")
                    ? polarsColumn(arguments)
                    : arguments.at(0).orElse(Value.UNKNOWN);
        }
        return switch (name) {
            case "HDFStore" -> new Store();
            case "DataFrame" -> frame(arguments);
            case "Series" ->
                new Series(
                        arguments.get(0, "data").map(Value::reach).orElse(Reach.NONE),
                        arguments.name("name").flatMap(Value::literal).orElse(null));
            case "concat" -> concat(arguments);
            case "merge", "merge_asof" ->
                arguments.get(0, "left").orElse(Value.UNKNOWN) instanceof Frame left
                        ? run.methods().call(left, "merge", arguments.rest())
                        : run.calls().unknown(arguments);
            case "partial" -> new Partial(arguments.at(0).orElse(Value.UNKNOWN), arguments.rest());
            case "delayed", "Path", "fspath", "deepcopy" -> arguments.at(0).orElse(Value.UNKNOWN);
            case "copy" -> arguments.at(0).orElse(Value.UNKNOWN);
            case "join" ->
                arguments.positional().stream().reduce((first, last) -> last).orElse(Value.UNKNOWN);
            case "chain", "product" ->
                Items.of(arguments.positional().stream()
                        .flatMap(one -> run.iteration().of(one).stream())
                        .toList());
            case "OrderedDict" -> builtins.call("dict", arguments);
            default -> {
                if (WRITERS.matcher(name).matches() && !WRITE_ANYTHING.contains(module.first())) {
                    write(arguments);
                }
                yield numeric(name, arguments);
            }
        };
    }

    /** A module of the factor's author writes the result. */
    private void write(Arguments arguments) {
        Arguments file = arguments.all().stream()
                .filter(Value.Text.class::isInstance)
                .findFirst()
                .map(Arguments::of)
                .orElse(Arguments.NONE);
        arguments.all().stream()
                .filter(Value::isData)
                .findFirst()
                .ifPresent(data -> run.outputs().write(data, file));
    }

    /** {@code pl.col}: a column of the source data, unless an expression made one of that name before. */
    private Value polarsColumn(Arguments arguments) {
        Value all = Value.UNKNOWN;
        for (Value.Text text : Items.of(arguments.positional()).texts()) {
            Reach made = expressions.get(text.text());
            Series column = made != null
                    ? new Series(made, text.text())
                    : Frame.ofSource().read(text, run.findings());
            all = Value.join(all, column);
        }
        return all;
    }

    /** An expression of polars gets a name. */
    void alias(Series expression, String name) {
        expressions.put(name, expression.reach());
    }

    private Value numeric(String name, Arguments arguments) {
        Optional<Value> data = arguments.at(0).filter(Value::isData);
        if (data.isPresent()) {
            Windows windows = run.methods().windows();
            switch (name) {
                case "roll":
                    return windows.later(data.get(), windows.days(arguments.get(1, "shift"), "np.roll"));
                case "diff":
                    return windows.later(
                            data.get(), windows.days(arguments.get(1, "n").orElse(new Num(1)), "np.diff"));
                case "sliding_window_view":
                    return windows.later(data.get(), windows.days(arguments.get(1, "window_shape"), name));
                case "uniform_filter1d":
                    return windows.later(data.get(), windows.days(arguments.get(1, "size"), name));
                case "convolve":
                    run.findings().windowUnknown("np.convolve");
                    break;
                case "cumsum", "cumprod", "nancumsum", "nancumprod":
                    run.findings().unbounded();
                    break;
                default:
            }
        }
        return run.calls().unknown(arguments);
    }

    private Value table(Arguments arguments) {
        boolean result = arguments
                .at(0)
                .map(path -> path.texts().stream().anyMatch(text -> Interpreter.isResult(text.text())))
                .orElse(false);
        if (!result) {
            arguments
                    .at(0)
                    .flatMap(path -> path.texts().stream().findFirst())
                    .ifPresent(path -> run.findings().opens(path.text()));
        }
        Frame frame = new Frame(!result, Reach.NONE);
        Optional<Value> columns = arguments.name("columns").or(() -> arguments.name("usecols"));
        if (columns.isPresent() && columns.get() instanceof Items items) {
            return run.tables().selection(frame, items);
        }
        return frame;
    }

    private Value frame(Arguments arguments) {
        Value data = arguments.get(0, "data").orElse(Value.NONE);
        Optional<Value> columns = arguments.get(2, "columns");
        if (data instanceof Frame frame) {
            return frame.copy();
        }
        if (data instanceof Series series && series.name() != null && columns.isEmpty()) {
            return Frame.of(series.name(), series.reach());
        }
        Frame made = new Frame(false, data.reach());
        if (data instanceof Mapping mapping) {
            mapping.entries()
                    .forEach((key, value) -> key.literal().ifPresent(name -> made.create(name, value.reach())));
        }
        columns.ifPresent(names -> names.texts().forEach(name -> made.create(name.text(), data.reach())));
        return made;
    }

    private Value concat(Arguments arguments) {
        Value all = arguments.get(0, "objs").orElse(Value.UNKNOWN);
        boolean beside = isBeside(arguments);
        Frame merged = new Frame(false, Reach.NONE);
        Reach reach = all.reach();
        for (Value one : run.iteration()
                .of(all instanceof Mapping mapping ? Items.of(mapping.entries().values()) : all)) {
            if (one instanceof Frame frame) {
                merged = Frame.joined(merged, frame);
            } else if (one instanceof Series series && series.name() != null && !(beside && all instanceof Mapping)) {
                Frame column = Frame.of(series.name(), series.reach());
                merged = Frame.joined(merged, column);
            } else if (one instanceof Series series && !(all instanceof Mapping)) {
                merged = Frame.joined(merged, new Frame(false, series.reach()));
            }
        }
        if (!beside && merged.columns().size() < 2 && isSeriesOnly(all)) {
            return new Series(
                    reach, merged.columns().keySet().stream().findFirst().orElse(null));
        }
        Frame result = beside ? merged : merged.later(0, reach);
        arguments.name("keys").ifPresent(keys -> keys.texts().forEach(key -> result.create(key.text(), reach)));
        if (all instanceof Mapping mapping) {
            mapping.entries()
                    .forEach((key, value) -> key.literal().ifPresent(name -> result.create(name, value.reach())));
        }
        return result;
    }

    private boolean isSeriesOnly(Value all) {
        List<Value> parts = run.iteration().of(all);
        return !(all instanceof Mapping) && parts.stream().allMatch(Series.class::isInstance);
    }

    private static boolean isBeside(Arguments arguments) {
        return arguments
                .get(1, "axis")
                .filter(axis -> axis.largest().orElse(0) == 1
                        || axis.literal().filter("columns"::equals).isPresent())
                .isPresent();
    }

    /** TA-Lib and its like: periods by name or position; of MACD the slow and the signal period follow each other. */
    private Value indicator(String name, Arguments arguments) {
        Windows windows = run.methods().windows();
        Value data = new Series(arguments.reach(), null);
        if (name.startsWith("MACD")) {
            double slow = number(arguments.get(2, "slowperiod"), 26);
            double signal = number(arguments.get(3, "signalperiod"), 9);
            return windows.later(data, windows.days(new Num(slow + signal), name));
        }
        double longest = 0;
        for (Map.Entry<String, Value> entry : arguments.named().entrySet()) {
            if (entry.getKey().contains("period")
                    || Set.of("length", "window", "n").contains(entry.getKey())) {
                longest = Math.max(longest, number(Optional.of(entry.getValue()), 0));
            }
        }
        for (Value value : arguments.positional()) {
            longest = value instanceof Num ? Math.max(longest, number(Optional.of(value), 0)) : longest;
        }
        if (longest == 0) {
            run.findings().windowUnknown(name);
        }
        return windows.later(data, windows.days(new Num(longest), name));
    }

    private static double number(Optional<Value> value, double otherwise) {
        return value.map(one -> one.largest().orElse(otherwise)).orElse(otherwise);
    }

    /** Columns of a table as a list of names that are not known. */
    static boolean isTableNames(Value value) {
        return value instanceof Columns || value instanceof Frame;
    }

    static Value first(List<Value> values) {
        return values.isEmpty() ? Value.UNKNOWN : values.get(0);
    }

    static Value text(Value value) {
        return value instanceof Text || value instanceof Value.Choice ? value : Literals.append(new Text(""), value);
    }
}
