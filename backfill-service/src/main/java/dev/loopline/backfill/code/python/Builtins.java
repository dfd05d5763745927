package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Choice;
import dev.loopline.backfill.code.python.Value.Columns;
import dev.loopline.backfill.code.python.Value.Num;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/** Functions of the language. */
final class Builtins {

    private final Interpreter run;

    Builtins(Interpreter run) {
        this.run = run;
    }

    Value call(String name, Arguments arguments) {
        Value first = arguments.at(0).orElse(Value.UNKNOWN);
        return switch (name) {
            case "list", "tuple", "set", "frozenset", "sorted", "reversed", "iter" -> sequence(first, arguments);
            case "dict" -> dictionary(first, arguments);
            case "range" -> Iteration.range(arguments);
            case "zip" -> zip(arguments);
            case "enumerate" -> enumerate(first);
            case "len" -> first instanceof Items items ? new Num(items.list().size()) : Value.UNKNOWN;
            case "max", "min" -> extreme(name.equals("max"), arguments);
            case "sum" -> sum(arguments);
            case "int", "float", "round", "abs" -> number(name, first, arguments);
            case "str" -> arguments.positional().isEmpty() ? new Text("") : Libraries.text(first);
            case "next" -> first instanceof Items items ? Libraries.first(items.list()) : Value.UNKNOWN;
            case "map" -> map(first, arguments);
            case "getattr" ->
                arguments
                        .at(1)
                        .flatMap(Value::literal)
                        .map(attribute -> run.attributes().of(first, attribute))
                        .orElse(Value.UNKNOWN);
            case "print", "isinstance", "hasattr", "any", "all", "bool", "type", "id", "open" -> Value.UNKNOWN;
            default -> run.calls().unknown(arguments);
        };
    }

    private Value sequence(Value first, Arguments arguments) {
        if (arguments.positional().isEmpty()) {
            return new Items();
        }
        if (Libraries.isTableNames(first)) {
            return first instanceof Frame frame ? new Columns(frame) : first;
        }
        if (first instanceof Items items) {
            return items.copy();
        }
        return first instanceof Mapping mapping
                ? Items.of(mapping.entries().keySet())
                : first.isData() ? first : Value.UNKNOWN;
    }

    private Value dictionary(Value first, Arguments arguments) {
        Mapping mapping = first instanceof Mapping other ? other.copy() : new Mapping();
        if (first instanceof Items pairs) {
            for (Value pair : pairs.list()) {
                if (pair instanceof Items two && two.list().size() == 2) {
                    mapping.put(two.list().get(0), two.list().get(1));
                }
            }
        }
        arguments.named().forEach((key, value) -> mapping.put(new Text(key), value));
        return mapping;
    }

    private Value zip(Arguments arguments) {
        List<List<Value>> columns = new ArrayList<>();
        for (Value one : arguments.positional()) {
            columns.add(run.iteration().of(one));
        }
        int rows = columns.stream().mapToInt(List::size).min().orElse(0);
        List<Value> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            int row = i;
            all.add(Items.of(columns.stream().map(column -> column.get(row)).toList()));
        }
        return Items.of(all);
    }

    private Value enumerate(Value first) {
        List<Value> all = new ArrayList<>();
        for (Value one : run.iteration().of(first)) {
            all.add(Items.of(List.of(new Num(all.size()), one)));
        }
        return Items.of(all);
    }

    /** Of numbers that are not all known the known ones bound the other side only, so then nothing is known. */
    private Value extreme(boolean largest, Arguments arguments) {
        List<Value> values = arguments.positional().size() == 1
                ? run.iteration().of(arguments.positional().get(0))
                : arguments.positional();
        if (values.stream().anyMatch(Value::isData)) {
            return run.calls().unknown(new Arguments(values, java.util.Map.of()));
        }
        DoubleStream.Builder numbers = DoubleStream.builder();
        for (Value value : values) {
            OptionalDouble number = value.largest();
            if (number.isEmpty()) {
                return Value.UNKNOWN;
            }
            numbers.add(number.getAsDouble());
        }
        DoubleStream all = numbers.build();
        OptionalDouble found = largest ? all.max() : all.min();
        return found.isPresent() ? new Num(found.getAsDouble()) : Value.UNKNOWN;
    }

    private Value sum(Arguments arguments) {
        List<Value> values = run.iteration().of(arguments.at(0).orElse(Value.UNKNOWN));
        Value total = values.isEmpty() ? new Num(0) : values.get(0);
        for (Value value : values.subList(Math.min(1, values.size()), values.size())) {
            total = run.expressions().combine(total, "+", value);
        }
        return total;
    }

    private static Value number(String name, Value first, Arguments arguments) {
        if (first.isData()) {
            return first;
        }
        if (first instanceof Text text) {
            return Literals.number(text.text().strip());
        }
        if (first instanceof Choice choice) {
            return new Choice(choice.options().stream()
                    .map(one -> number(name, one, arguments))
                    .distinct()
                    .toList());
        }
        OptionalDouble number = first.largest();
        if (number.isEmpty()) {
            return Value.UNKNOWN;
        }
        double plain = number.getAsDouble();
        return new Num(
                switch (name) {
                    case "int" -> plain < 0 ? Math.ceil(plain) : Math.floor(plain);
                    case "round" -> arguments.at(1).isPresent() ? plain : Math.rint(plain);
                    case "abs" -> Math.abs(plain);
                    default -> plain;
                });
    }

    private Value map(Value function, Arguments arguments) {
        Optional<Value> values = arguments.at(1);
        List<Value> results = new ArrayList<>();
        for (Value one : run.iteration().of(values.orElse(Value.UNKNOWN))) {
            results.add(run.calls().apply(function, Arguments.of(one)));
        }
        return Items.of(results);
    }
}
