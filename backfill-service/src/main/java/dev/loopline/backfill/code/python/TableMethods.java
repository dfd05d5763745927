package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Grouped;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Methods of a pandas data frame that name columns. */
final class TableMethods {

    private static final Pattern QUERIED =
            Pattern.compile("`([^`]+)`|'[^']*'|\"[^\"]*\"|(?<![\\w@.])([A-Za-z_]\\w*)(?!\\w|\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "not", "in", "True", "False", "None", "index");

    private final Interpreter run;

    TableMethods(Interpreter run) {
        this.run = run;
    }

    Value call(Frame frame, String name, Arguments arguments) {
        return switch (name) {
            case "get" -> arguments.at(0).map(key -> optional(frame, key)).orElse(Value.UNKNOWN);
            case "__getitem__", "pop", "xs" ->
                name.equals("xs")
                        ? frame
                        : arguments
                                .at(0)
                                .map(key -> run.tables().item(frame, key, false))
                                .orElse(Value.UNKNOWN);
            case "assign" -> assign(frame, arguments);
            case "insert" -> {
                Reach reach = arguments.get(2, "value").map(Value::reach).orElse(Reach.NONE);
                arguments.get(1, "column").flatMap(Value::literal).ifPresent(column -> frame.create(column, reach));
                yield Value.NONE;
            }
            case "rename" -> rename(frame, arguments);
            case "set_index", "rename_axis" -> {
                Frame indexed = frame.copy();
                arguments.get(0, "keys").ifPresent(keys -> keys.texts().forEach(key -> indexed.nameIndex(key.text())));
                arguments.name("index").ifPresent(keys -> keys.texts().forEach(key -> indexed.nameIndex(key.text())));
                yield indexed;
            }
            case "groupby" -> {
                read(frame, arguments.get(0, "by"));
                yield new Grouped(frame);
            }
            case "sort_values" -> reading(frame, arguments.get(0, "by"));
            case "drop_duplicates" -> reading(frame, arguments.get(0, "subset"));
            case "dropna" -> reading(frame, arguments.name("subset"));
            case "nlargest", "nsmallest" -> reading(frame, arguments.get(1, "columns"));
            case "merge", "join" -> merge(frame, arguments, name.equals("join"));
            case "pivot", "pivot_table" -> pivot(frame, arguments);
            case "query", "eval" -> queried(frame, name, arguments);
            case "filter" -> filter(frame, arguments);
            case "to_frame" ->
                Frame.of(arguments.get(0, "name").flatMap(Value::literal).orElseGet(frame::onlyName), frame.reach());
            case "with_columns" -> withColumns(frame, arguments);
            case "select" -> selected(frame, arguments);
            case "melt" ->
                Frame.of(arguments.name("value_name").flatMap(Value::literal).orElse("value"), frame.reach());
            case "iterrows" -> Items.of(List.of(Items.of(List.of(Value.UNKNOWN, frame))));
            case "itertuples" -> Items.of(List.of(frame));
            case "to_dict", "keys" -> name.equals("keys") ? new Value.Columns(frame) : frame;
            default -> other(frame, arguments);
        };
    }

    private Value other(Frame frame, Arguments arguments) {
        boolean calls = arguments.all().stream().anyMatch(Calls::isCallable);
        Reach inner = calls ? run.calls().unknown(arguments.prepend(frame)).reach() : Reach.NONE;
        return frame.later(0, inner.with(arguments.reach()));
    }

    private Value optional(Frame frame, Value key) {
        Value all = Value.UNKNOWN;
        for (Text text : key.texts()) {
            all = Value.join(all, frame.read(new Text(text.text(), true), run.findings()));
        }
        return key.texts().isEmpty() ? new Series(frame.reach(), null) : all;
    }

    private void read(Frame frame, Optional<Value> names) {
        names.ifPresent(value -> value.texts().forEach(text -> frame.read(text, run.findings())));
    }

    private Frame reading(Frame frame, Optional<Value> names) {
        read(frame, names);
        return frame.copy();
    }

    /** polars: each expression is a column under its own name. */
    private Value withColumns(Frame frame, Arguments arguments) {
        Frame result = frame.copy();
        for (Value one : arguments.positional()) {
            for (Value column : one instanceof Items items ? List.copyOf(items.list()) : List.of(one)) {
                if (column instanceof Series series && series.name() != null) {
                    result.create(series.name(), series.reach());
                }
            }
        }
        arguments.named().forEach((name, value) -> result.create(name, value.reach()));
        return result;
    }

    private Value selected(Frame frame, Arguments arguments) {
        Frame wide = (Frame) withColumns(frame, arguments);
        List<Value> names = new ArrayList<>();
        for (Value one : arguments.positional()) {
            boolean expression = one instanceof Series series && series.name() != null;
            names.add(expression ? new Text(String.valueOf(((Series) one).name())) : one);
        }
        arguments.named().keySet().forEach(name -> names.add(new Text(name)));
        return run.tables().selection(wide, Items.of(names));
    }

    private Value assign(Frame frame, Arguments arguments) {
        Frame result = frame.copy();
        arguments.named().forEach((name, value) -> {
            Value column = Calls.isCallable(value) ? run.calls().apply(value, Arguments.of(result)) : value;
            result.create(name, column.reach());
        });
        return result;
    }

    private Value rename(Frame frame, Arguments arguments) {
        Optional<Value> names = arguments.name("columns").or(() -> arguments.get(0, "mapper"));
        if (names.isPresent() && names.get() instanceof Text text) {
            return new Series(frame.reach(), text.text());
        }
        boolean inPlace = arguments.name("inplace").flatMap(Value::isTrue).orElse(false);
        Frame renamed = inPlace ? frame : frame.copy();
        if (names.isPresent() && names.get() instanceof Mapping mapping) {
            mapping.entries().forEach((from, to) -> {
                if (from instanceof Text old && to instanceof Text now) {
                    renamed.rename(old.text(), now.text());
                }
            });
        }
        return renamed;
    }

    Value merge(Frame frame, Arguments arguments, boolean isJoin) {
        Value other = arguments.get(0, isJoin ? "other" : "right").orElse(Value.UNKNOWN);
        List<Value> others = other instanceof Items items ? List.copyOf(items.list()) : List.of(other);
        Frame merged = frame.copy();
        read(frame, arguments.get(isJoin ? 1 : 2, "on"));
        read(frame, arguments.name("left_on"));
        for (Value one : others) {
            if (one instanceof Frame right) {
                read(right, arguments.name("right_on"));
                merged = Frame.joined(merged, right.copy());
            } else if (one instanceof Series series && series.name() != null) {
                merged.create(series.name(), series.reach());
            }
        }
        Optional<Value> suffixes = arguments.name("suffixes");
        Frame result = merged;
        if (suffixes.isPresent()) {
            suffixes.get().texts().forEach(text -> result.addSuffix(text.text()));
        } else if (!isJoin) {
            List.of("_x", "_y").forEach(result::addSuffix);
        }
        for (String side : List.of("lsuffix", "rsuffix")) {
            arguments.name(side).flatMap(Value::literal).ifPresent(result::addSuffix);
        }
        return result;
    }

    private Value pivot(Frame frame, Arguments arguments) {
        Optional<Value> values = arguments.name("values");
        Reach whole = frame.reach();
        for (String name : List.of("index", "columns", "values")) {
            read(frame, arguments.name(name));
        }
        return values.isPresent() && values.get() instanceof Text ? new Frame(false, whole) : frame.copy();
    }

    /** {@code query} and {@code eval}: the names in the text; what {@code eval} assigns to is a new column. */
    private Value queried(Frame frame, String method, Arguments arguments) {
        String text = arguments.get(0, "expr").flatMap(Value::literal).orElse("");
        boolean inPlace = arguments.name("inplace").flatMap(Value::isTrue).orElse(false);
        Frame result = inPlace ? frame : frame.copy();
        Reach asked = Reach.NONE;
        boolean makesColumns = false;
        for (String line : text.split("\n")) {
            int assigned = method.equals("eval") ? assignment(line) : -1;
            Reach reach = Reach.NONE;
            Matcher names = QUERIED.matcher(line.substring(assigned + 1));
            while (names.find()) {
                String name = names.group(1) != null ? names.group(1) : names.group(2);
                if (name != null && !WORDS.contains(name)) {
                    reach = reach.with(
                            result.read(new Text(name), run.findings()).reach());
                }
            }
            if (assigned > 0) {
                result.create(line.substring(0, assigned).strip(), reach);
                makesColumns = true;
            } else {
                asked = asked.with(reach);
            }
        }
        if (method.equals("eval") && !makesColumns) {
            return new Series(frame.reach().with(asked), null);
        }
        return inPlace ? result : result.later(0, asked);
    }

    private static int assignment(String line) {
        int at = line.indexOf('=');
        boolean plain = at > 0
                && at + 1 < line.length()
                && line.charAt(at + 1) != '='
                && "<>!=".indexOf(line.charAt(at - 1)) < 0;
        return plain ? at : -1;
    }

    private Value filter(Frame frame, Arguments arguments) {
        Optional<Value> names = arguments.get(0, "items");
        if (names.isPresent() && names.get() instanceof Items items) {
            return run.tables()
                    .selection(
                            frame,
                            Items.of(items.texts().stream()
                                    .map(text -> new Text(text.text(), true))
                                    .toList()));
        }
        if (frame.isSource()) {
            run.findings().gap("COLUMN_NOT_DERIVED", "Columns are picked by a pattern.");
        }
        return frame.copy();
    }

    /** {@code agg} with a dictionary or with named results: the columns in it are read. */
    Value aggregate(Frame frame, Arguments arguments, Function<Map.Entry<Value, Value>, Value> apply) {
        Frame result = frame.copy();
        List<String> names = new ArrayList<>();
        if (arguments.get(0, "func").orElse(Value.NONE) instanceof Mapping mapping) {
            for (Map.Entry<Value, Value> entry : List.copyOf(mapping.entries().entrySet())) {
                for (Text text : entry.getKey().texts()) {
                    Series column = frame.read(text, run.findings());
                    apply.apply(Map.entry(column, entry.getValue()));
                    names.add(text.text());
                }
            }
        }
        arguments.named().forEach((name, value) -> {
            if (value instanceof Items pair
                    && pair.list().size() == 2
                    && pair.list().get(0) instanceof Text text) {
                Series column = frame.read(text, run.findings());
                Value made = apply.apply(Map.entry(column, pair.list().get(1)));
                result.create(name, column.reach().with(made.reach()));
                names.add(name);
            }
        });
        result.select(names);
        return result;
    }
}
