package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Accessor;
import dev.loopline.backfill.code.python.Value.Choice;
import dev.loopline.backfill.code.python.Value.Columns;
import dev.loopline.backfill.code.python.Value.Grouped;
import dev.loopline.backfill.code.python.Value.Method;
import dev.loopline.backfill.code.python.Value.Rolled;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Store;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Methods of values of libraries and of the language: tables, series, groups, windows, texts, lists, dictionaries. */
final class Methods {

    private static final Set<String> CALLBACKS =
            Set.of("apply", "transform", "agg", "aggregate", "pipe", "map", "applymap", "filter", "progress_apply");
    private static final Set<String> WRITERS = Set.of("to_hdf", "to_parquet", "to_pickle", "to_csv", "to_feather");
    private static final Set<String> NOT_FOR_FUNCTION =
            Set.of("axis", "raw", "engine", "result_type", "args", "kwargs");

    private final Interpreter run;
    private final Windows windows;
    private final TableMethods tables;

    Methods(Interpreter run) {
        this.run = run;
        this.windows = new Windows(run.findings());
        this.tables = new TableMethods(run);
    }

    Windows windows() {
        return windows;
    }

    Value call(Value object, String name, Arguments arguments) {
        if (object.isData() && WRITERS.contains(name)) {
            run.outputs().write(object, arguments);
            return Value.NONE;
        }
        if (object instanceof Rolled rolled) {
            return ofWindow(rolled, name, arguments);
        }
        if (object.isData()) {
            return ofData(object, name, arguments);
        }
        if (object instanceof Text text) {
            return TextMethods.call(text, name, arguments, run.iteration());
        }
        if (object instanceof Items items) {
            return ofItems(items, name, arguments);
        }
        if (object instanceof Mapping mapping) {
            return ofMapping(mapping, name, arguments);
        }
        if (object instanceof Columns columns) {
            return ofColumns(columns, name, arguments);
        }
        if (object instanceof Choice choice) {
            return choice.options().stream()
                    .map(one -> call(one, name, arguments))
                    .reduce(Value::join)
                    .orElse(Value.UNKNOWN);
        }
        if (object instanceof Accessor accessor && accessor.base().isData()) {
            return new Series(accessor.base().reach().with(arguments.reach()), null);
        }
        if (object instanceof Store && Set.of("put", "append").contains(name)) {
            arguments.get(1, "value").ifPresent(run.outputs()::add);
        }
        if (object instanceof Store) {
            return Set.of("get", "select").contains(name) ? Frame.ofSource() : Value.UNKNOWN;
        }
        return run.calls().unknown(arguments);
    }

    private Value ofWindow(Rolled rolled, String name, Arguments arguments) {
        if (CALLBACKS.contains(name)) {
            Value result = callback(rolled.base(), name, arguments);
            return windows.later(
                    rolled.base() instanceof Frame
                            ? result
                            : new Series(result.reach().with(rolled.base().reach()), null),
                    rolled.window());
        }
        Value inside = arguments.reach().equals(Reach.NONE)
                ? rolled.base()
                : run.expressions().data(rolled.base(), new Series(arguments.reach(), null));
        return windows.later(inside, rolled.window());
    }

    private Value ofData(Value object, String name, Arguments arguments) {
        Optional<Value> reaching = windows.call(object, name, arguments);
        if (reaching.isPresent()) {
            return reaching.get();
        }
        if (CALLBACKS.contains(name) && !(name.equals("filter") && object instanceof Frame)) {
            return callback(object, name, arguments);
        }
        if (object instanceof Frame frame) {
            return tables.call(frame, name, arguments);
        }
        if (object instanceof Grouped grouped) {
            return ofGroup(grouped, name, arguments);
        }
        return ofSeries((Series) object, name, arguments);
    }

    private Value ofGroup(Grouped grouped, String name, Arguments arguments) {
        if (name.equals("get_group") || !(grouped.base() instanceof Series series)) {
            return grouped.base() instanceof Frame frame ? frame.later(0, arguments.reach()) : grouped.base();
        }
        return ofSeries(series, name, arguments);
    }

    private Value ofSeries(Series series, String name, Arguments arguments) {
        Optional<String> given = arguments.get(0, "name").flatMap(Value::literal);
        switch (name) {
            case "to_frame":
                return Frame.of(given.orElse(series.name() == null ? "0" : series.name()), series.reach());
            case "alias":
                given.ifPresent(alias -> run.libraries().alias(series, alias));
                return new Series(series.reach(), given.orElse(series.name()));
            case "rename":
                return new Series(series.reach(), given.orElse(series.name()));
            case "reset_index":
                Optional<String> column = arguments.name("name").flatMap(Value::literal);
                boolean dropped = arguments.name("drop").flatMap(Value::isTrue).orElse(false);
                return dropped
                        ? series
                        : Frame.of(column.orElse(series.name() == null ? "0" : series.name()), series.reach());
            case "unstack":
                return new Frame(false, series.reach());
            case "groupby":
                return new Grouped(series);
            case "items", "iteritems":
                return Items.of(List.of(Items.of(List.of(Value.UNKNOWN, series))));
            default:
                boolean calls = arguments.all().stream().anyMatch(Calls::isCallable);
                Reach inner =
                        calls ? run.calls().unknown(arguments.prepend(series)).reach() : Reach.NONE;
                return new Series(series.reach().with(arguments.reach()).with(inner), series.name());
        }
    }

    /** {@code apply} and its like: what the function gives for the values; if its name is given, what that method gives. */
    private Value callback(Value object, String name, Arguments arguments) {
        Value plain = object instanceof Grouped grouped ? grouped.base() : object;
        Optional<Value> function = arguments.get(0, "func");
        if (function.isEmpty() || function.get() instanceof Mapping || function.get() instanceof Items) {
            return plain instanceof Frame frame
                    ? tables.aggregate(
                            frame, arguments, one -> ofFunction(one.getKey(), one.getValue(), Arguments.NONE))
                    : several(plain, function.orElse(Value.NONE));
        }
        Value given = object instanceof Grouped && plain instanceof Frame frame ? frame.copy() : plain;
        return ofFunction(given, function.get(), forFunction(arguments));
    }

    private Value several(Value plain, Value functions) {
        Value all = plain;
        if (functions instanceof Items items) {
            for (Value one : List.copyOf(items.list())) {
                all = Value.join(all, ofFunction(plain, one, Arguments.NONE));
            }
        }
        return all;
    }

    private Value ofFunction(Value given, Value function, Arguments rest) {
        if (function instanceof Text text) {
            return CALLBACKS.contains(text.text()) ? given : call(given, text.text(), rest);
        }
        if (Calls.isCallable(function) || function instanceof Value.Instance) {
            Value result = run.calls().apply(function, rest.prepend(given));
            return result.isData() ? result : new Series(given.reach().with(result.reach()), null);
        }
        return function instanceof Method method ? call(given, method.name(), rest) : given;
    }

    private static Arguments forFunction(Arguments arguments) {
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        named.keySet().removeAll(NOT_FOR_FUNCTION);
        named.remove("func");
        Arguments rest = new Arguments(arguments.rest().positional(), named);
        return arguments.name("args").orElse(Value.NONE) instanceof Items more
                ? new Arguments(List.copyOf(more.list()), named)
                : rest;
    }

    private Value ofItems(Items items, String name, Arguments arguments) {
        switch (name) {
            case "append", "add" -> arguments.at(0).ifPresent(items::add);
            case "insert" -> arguments.at(1).ifPresent(items::add);
            case "extend", "update" ->
                arguments.at(0).ifPresent(more -> run.iteration().of(more).forEach(items::add));
            case "copy" -> {
                return items.copy();
            }
            case "union" -> {
                Items all = items.copy();
                arguments.all().forEach(more -> run.iteration().of(more).forEach(all::add));
                return all;
            }
            case "intersection" -> {
                return arguments.at(0).filter(Guard::isColumns).isPresent() ? ifPresent(items) : items;
            }
            default -> {}
        }
        return Value.UNKNOWN;
    }

    private static Items ifPresent(Value names) {
        return Items.of(
                names.texts().stream().map(text -> new Text(text.text(), true)).toList());
    }

    private Value ofMapping(Mapping mapping, String name, Arguments arguments) {
        return switch (name) {
            case "items" ->
                Items.of(mapping.entries().entrySet().stream()
                        .map(entry -> Items.of(List.of(entry.getKey(), entry.getValue())))
                        .toList());
            case "keys" -> Items.of(mapping.entries().keySet());
            case "values" -> Items.of(List.copyOf(mapping.entries().values()));
            case "copy" -> mapping.copy();
            case "get", "pop", "setdefault" -> {
                Value found = Tables.entry(mapping, arguments.at(0).orElse(Value.UNKNOWN));
                yield found instanceof Value.Opaque ? arguments.at(1).orElse(Value.UNKNOWN) : found;
            }
            case "update" -> {
                arguments.named().forEach((key, value) -> mapping.put(new Text(key), value));
                if (arguments.at(0).orElse(Value.NONE) instanceof Mapping other) {
                    mapping.putAll(other);
                }
                yield Value.NONE;
            }
            default -> Value.UNKNOWN;
        };
    }

    private static Value ofColumns(Columns columns, String name, Arguments arguments) {
        return switch (name) {
            case "tolist", "to_list", "copy", "to_series", "unique", "get_level_values" -> columns;
            case "intersection" ->
                arguments.at(0).map(names -> (Value) ifPresent(names)).orElse(Value.UNKNOWN);
            default -> Value.UNKNOWN;
        };
    }
}
