package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Accessor;
import dev.loopline.backfill.code.python.Value.Choice;
import dev.loopline.backfill.code.python.Value.Columns;
import dev.loopline.backfill.code.python.Value.Grouped;
import dev.loopline.backfill.code.python.Value.Num;
import dev.loopline.backfill.code.python.Value.Rolled;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Store;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** {@code object[key]}, read and assigned. */
final class Tables {

    private final Interpreter run;
    private final Deque<Set<String>> absent = new ArrayDeque<>();

    Tables(Interpreter run) {
        this.run = run;
    }

    /** From here to {@link #leaveAbsent}, the source data is known to lack these columns. */
    void enterAbsent(Set<String> columns) {
        absent.push(columns);
    }

    void leaveAbsent() {
        absent.pop();
    }

    /** @param slices whether the key has a colon */
    Value item(Value object, Value key, boolean slices) {
        if (object instanceof Frame frame) {
            return slices ? frame : column(frame, key);
        }
        if (object instanceof Grouped grouped) {
            return new Grouped(item(grouped.base(), key, false));
        }
        if (object instanceof Rolled rolled) {
            return new Rolled(item(rolled.base(), key, false), rolled.window());
        }
        if (object instanceof Series series) {
            return new Series(series.reach().with(key.reach()), series.name());
        }
        if (object instanceof Store) {
            return Frame.ofSource();
        }
        if (object instanceof Columns columns && key instanceof Num) {
            List<Value> names = new ArrayList<>();
            columns.frame().columns().keySet().forEach(name -> names.add(new Text(name)));
            return columns.frame().isMadeForOutput() ? element(Items.of(names), key) : Value.UNKNOWN;
        }
        if (object instanceof Items items) {
            return slices ? items : element(items, key);
        }
        if (object instanceof Mapping mapping) {
            return entry(mapping, key);
        }
        if (object instanceof Choice choice) {
            return choice.options().stream()
                    .map(one -> item(one, key, slices))
                    .reduce(Value::join)
                    .orElse(Value.UNKNOWN);
        }
        if (object instanceof Accessor accessor && accessor.base().isData()) {
            return accessor.base();
        }
        return Value.UNKNOWN;
    }

    /** One column, several, or the rows that a mask picks. */
    private Value column(Frame frame, Value key) {
        if (key instanceof Text text) {
            return frame.read(text, run.findings());
        }
        if (key.isData()) {
            return frame.later(0, key.reach());
        }
        if (key instanceof Columns) {
            return frame;
        }
        if (key instanceof Choice choice) {
            return choice.options().stream()
                    .map(one -> column(frame, one))
                    .reduce(Value::join)
                    .orElse(Value.UNKNOWN);
        }
        if (key instanceof Items items) {
            return selection(frame, items);
        }
        if (frame.isSource() && !(key instanceof Num)) {
            unknownColumn();
        }
        return new Series(frame.reach(), null);
    }

    private void unknownColumn() {
        run.findings().gap("COLUMN_NOT_DERIVED", "The name of a column is computed while it runs.");
    }

    Frame selection(Frame frame, Items items) {
        List<String> names = new ArrayList<>();
        for (Value one : items.list()) {
            if (one.texts().isEmpty() && frame.isSource()) {
                unknownColumn();
            }
            for (Text text : one.texts()) {
                frame.read(text, run.findings());
                names.add(text.text());
            }
        }
        Frame selected = frame.copy();
        selected.select(names);
        return selected;
    }

    /** {@code df.loc[rows, columns]} and its like. */
    Value located(Frame frame, String accessor, List<Node> keys) {
        List<Value> values = keys.stream().map(run.expressions()::value).toList();
        Reach rows = values.stream().map(Value::reach).reduce(Reach.NONE, Reach::with);
        boolean named = accessor.equals("loc") || accessor.equals("at");
        if (named && values.size() == 2 && !keys.get(1).is("slice")) {
            Value picked = column(frame, values.get(1));
            return picked instanceof Series series
                    ? new Series(series.reach().with(rows), series.name())
                    : picked instanceof Frame part ? part.later(0, rows) : picked;
        }
        return rows.equals(Reach.NONE) ? frame : frame.later(0, rows);
    }

    private static Value element(Items items, Value key) {
        List<Value> list = items.list();
        if (key instanceof Num num) {
            int at = (int) num.number();
            int index = at < 0 ? list.size() + at : at;
            return index >= 0 && index < list.size() ? list.get(index) : Value.UNKNOWN;
        }
        return list.stream().reduce(Value::join).orElse(Value.UNKNOWN);
    }

    static Value entry(Mapping mapping, Value key) {
        if (key instanceof Text text) {
            return mapping.entries().getOrDefault(new Text(text.text()), Value.UNKNOWN);
        }
        if (key instanceof Num || key instanceof Value.Bool) {
            return mapping.entries().getOrDefault(key, Value.UNKNOWN);
        }
        return mapping.entries().values().stream().limit(64).reduce(Value::join).orElse(Value.UNKNOWN);
    }

    void assign(Node target, Value value) {
        Value object = run.expressions().value(target.child("value"));
        List<Node> keys = target.all("subscript");
        if (keys.isEmpty()) {
            return;
        }
        List<Value> values = keys.stream().map(run.expressions()::value).toList();
        if (object instanceof Frame frame) {
            values.get(0).texts().forEach(text -> create(frame, text.text(), value.reach()));
        } else if (object instanceof Accessor accessor
                && accessor.base() instanceof Frame frame
                && values.size() == 2) {
            boolean all = keys.get(0).is("slice") && keys.get(0).children().isEmpty();
            for (Text text : values.get(1).texts()) {
                if (all) {
                    frame.create(text.text(), value.reach());
                } else {
                    frame.createPart(
                            text.text(), value.reach().with(values.get(0).reach()));
                }
            }
        } else if (object instanceof Value.Store) {
            run.outputs().add(value);
        } else if (object instanceof Mapping mapping) {
            Value key = values.get(0) instanceof Text text ? new Text(text.text()) : values.get(0);
            mapping.put(key, value);
        }
    }

    void create(Frame frame, String name, Reach reach) {
        if (absent.stream().anyMatch(columns -> columns.contains(name))) {
            frame.createIfAbsent(name, reach);
        } else {
            frame.create(name, reach);
        }
    }
}
