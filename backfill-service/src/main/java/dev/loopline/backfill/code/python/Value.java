package dev.loopline.backfill.code.python;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What is known of a value of the analysed program. */
sealed interface Value
        permits Frame,
                Items,
                Mapping,
                Value.Opaque,
                Value.Nothing,
                Value.Text,
                Value.Num,
                Value.Bool,
                Value.Choice,
                Value.Series,
                Value.Grouped,
                Value.Rolled,
                Value.Accessor,
                Value.Columns,
                Value.Membership,
                Value.Method,
                Value.Module,
                Value.Store,
                Value.Function,
                Value.Bound,
                Value.Partial,
                Value.Type,
                Value.Instance {

    /** Nothing is known. */
    Value UNKNOWN = new Opaque();

    Value NONE = new Nothing();

    record Opaque() implements Value {}

    record Nothing() implements Value {}

    /** @param ifPresent whether it names a column that was picked because it is there */
    record Text(String text, boolean ifPresent) implements Value {
        Text(String text) {
            this(text, false);
        }
    }

    record Num(double number) implements Value {}

    record Bool(boolean truth) implements Value {}

    /** One of several, which one is not known. */
    record Choice(List<Value> options) implements Value {}

    /** Numbers per day: a column, an array, a scalar made of them. */
    record Series(Reach reach, @Nullable String name) implements Value {}

    /** A {@code groupby} of a table or series. */
    record Grouped(Value base) implements Value {}

    /** {@code rolling}, {@code ewm}, {@code expanding}. */
    record Rolled(Value base, int window) implements Value {}

    /** {@code .loc}, {@code .iloc}, {@code .str} and the like. */
    record Accessor(Value base, String name) implements Value {}

    /** {@code df.columns}. */
    record Columns(Frame frame) implements Value {}

    /** Whether these columns are there, as a value: {@code "x" in df.columns}. */
    record Membership(List<String> columns, boolean isIn) implements Value {}

    /** A method of a value of a library. */
    record Method(Value base, String name) implements Value {}

    /** A module, or what is in it, by its full name. */
    record Module(String name) implements Value {
        String last() {
            return name.substring(name.lastIndexOf('.') + 1);
        }

        String first() {
            int dot = name.indexOf('.');
            return dot < 0 ? name : name.substring(0, dot);
        }
    }

    /** A file of tables, as {@code pd.HDFStore}. */
    record Store() implements Value {}

    /** A function or lambda of the source. */
    record Function(Node node, Scope scope) implements Value {}

    record Bound(Value self, Value function) implements Value {}

    record Partial(Value function, Arguments arguments) implements Value {}

    /** A class of the source. */
    record Type(Node node, Scope members, List<Value> bases) implements Value {}

    /** An object of a class of the source; compared by identity. */
    final class Instance implements Value {
        final Type type;
        final Map<String, Value> attributes = new LinkedHashMap<>();

        Instance(Type type) {
            this.type = type;
        }
    }

    /** The days of history in a value; 0 for one without. */
    default int days() {
        return reach().days();
    }

    /** What it is made of. */
    default Reach reach() {
        if (this instanceof Grouped grouped) {
            return grouped.base().reach();
        }
        if (this instanceof Rolled rolled) {
            return rolled.base().reach().plus(rolled.window());
        }
        if (this instanceof Items items) {
            return all(items.list());
        }
        if (this instanceof Choice choice) {
            return all(choice.options());
        }
        return Reach.NONE;
    }

    private static Reach all(List<Value> values) {
        return values.stream().map(Value::reach).reduce(Reach.NONE, Reach::with);
    }

    default boolean isData() {
        return this instanceof Series || this instanceof Frame || this instanceof Grouped || this instanceof Rolled;
    }

    /** The largest number that it can be; empty if it is no known number. */
    default OptionalDouble largest() {
        if (this instanceof Num num) {
            return OptionalDouble.of(num.number());
        }
        if (this instanceof Bool bool) {
            return OptionalDouble.of(bool.truth() ? 1 : 0);
        }
        if (this instanceof Choice choice
                && choice.options().stream().allMatch(option -> option.largest().isPresent())) {
            return choice.options().stream()
                    .mapToDouble(option -> option.largest().getAsDouble())
                    .max();
        }
        return OptionalDouble.empty();
    }

    /** All texts in it: itself, its items, its keys. */
    default List<Text> texts() {
        if (this instanceof Text text) {
            return List.of(text);
        }
        List<Value> inside = List.of();
        if (this instanceof Items items) {
            inside = items.list();
        } else if (this instanceof Choice choice) {
            inside = choice.options();
        } else if (this instanceof Mapping mapping) {
            inside = new ArrayList<>(mapping.entries().keySet());
        }
        List<Text> texts = new ArrayList<>();
        for (Value one : inside) {
            if (one instanceof Text || one instanceof Choice || one instanceof Items) {
                texts.addAll(one.texts());
            }
        }
        return texts;
    }

    default Optional<String> literal() {
        return this instanceof Text text ? Optional.of(text.text()) : Optional.empty();
    }

    /** Whether it is true; empty if that is not known. */
    default Optional<Boolean> isTrue() {
        if (this instanceof Bool bool) {
            return Optional.of(bool.truth());
        }
        if (this instanceof Nothing) {
            return Optional.of(false);
        }
        if (this instanceof Num num) {
            return Optional.of(num.number() != 0);
        }
        if (this instanceof Text text) {
            return Optional.of(!text.text().isEmpty());
        }
        if (this instanceof Items items) {
            boolean sure = items.list().stream()
                    .noneMatch(one -> one instanceof Opaque || one instanceof Text text && text.ifPresent());
            return sure ? Optional.of(!items.list().isEmpty()) : Optional.empty();
        }
        if (this instanceof Function || this instanceof Instance || this instanceof Module) {
            return Optional.of(true);
        }
        return Optional.empty();
    }

    /** Of two tables, series or groups the one that needs more days, made of both. */
    private static Value together(Value a, Value b) {
        Value more = b.days() > a.days() ? b : a;
        Value less = more.equals(a) ? b : a;
        if (more instanceof Series series) {
            return new Series(series.reach().with(less.reach()), series.name());
        }
        return more instanceof Frame frame ? frame.later(0, less.reach()) : more;
    }

    /** What it is after a branch that may or may not have been taken. */
    static Value join(Value a, Value b) {
        if (a.equals(b)) {
            return a;
        }
        if (a instanceof Frame first && b instanceof Frame second) {
            return Frame.joined(first, second);
        }
        if (a.isData() || b.isData()) {
            Value data = a.isData() ? a : b;
            return a.isData() && b.isData() ? together(a, b) : data;
        }
        if (a instanceof Opaque || b instanceof Opaque) {
            return a instanceof Text || a instanceof Num
                    ? UNKNOWN
                    : a instanceof Opaque ? (b instanceof Text || b instanceof Num ? UNKNOWN : b) : a;
        }
        if (a instanceof Nothing || b instanceof Nothing) {
            return a instanceof Nothing ? b : a;
        }
        List<Value> options = new ArrayList<>();
        for (Value one : List.of(a, b)) {
            options.addAll(one instanceof Choice choice ? choice.options() : List.of(one));
        }
        List<Value> distinct = options.stream().distinct().limit(32).toList();
        return distinct.size() == 1 ? distinct.get(0) : new Choice(distinct);
    }
}
