package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Accessor;
import dev.loopline.backfill.code.python.Value.Bool;
import dev.loopline.backfill.code.python.Value.Function;
import dev.loopline.backfill.code.python.Value.Num;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Values of expressions. */
final class Expressions {

    private static final int DEEPEST = 260;

    /** The names of the columns of qlib's data begin with it. */
    private static final String SOURCE_COLUMN = "$";

    private final Interpreter run;
    private final Comprehensions comprehensions;
    private final RowSlices slices;
    private int depth;

    Expressions(Interpreter run) {
        this.run = run;
        this.comprehensions = new Comprehensions(run);
        this.slices = new RowSlices(run);
    }

    Comprehensions comprehensions() {
        return comprehensions;
    }

    Value value(Node node) {
        run.findings().charge(1);
        if (depth >= DEEPEST) {
            run.findings().gap("CODE_TOO_DEEP", "Expressions or calls that are nested too deep are left out.");
            return Value.UNKNOWN;
        }
        depth++;
        try {
            return evaluate(node);
        } finally {
            depth--;
        }
    }

    Value value(Optional<Node> node) {
        return node.map(this::value).orElse(Value.UNKNOWN);
    }

    private Value evaluate(Node node) {
        return switch (node.type()) {
            case "identifier" -> identifier(node.text());
            case "string", "concatenated_string" -> string(node);
            case "integer", "float" -> Literals.number(node.text());
            case "true" -> new Bool(true);
            case "false" -> new Bool(false);
            case "none" -> Value.NONE;
            case "list", "tuple", "set", "expression_list" -> list(node);
            case "dictionary" -> dictionary(node);
            case "list_comprehension", "generator_expression", "set_comprehension" -> comprehensions.list(node);
            case "dictionary_comprehension" -> comprehensions.dictionary(node);
            case "call" -> run.calls().call(node);
            case "attribute" -> attribute(node);
            case "subscript" -> subscript(node);
            case "binary_operator" -> binary(node);
            case "unary_operator" -> unary(node);
            case "not_operator" -> Literals.not(value(node.child("argument")));
            case "boolean_operator" -> bool(node);
            case "comparison_operator" -> comparison(node);
            case "conditional_expression" -> conditional(node);
            case "lambda", "function_definition" -> new Function(node, run.scope());
            case "named_expression" -> named(node);
            case "yield" -> produce(node);
            case "parenthesized_expression", "await", "list_splat", "expression_statement", "type", "slice" ->
                inner(node);
            default -> {
                node.children().forEach(this::value);
                yield Value.UNKNOWN;
            }
        };
    }

    private Value produce(Node node) {
        Value value = inner(node);
        run.returns(value);
        return Value.UNKNOWN;
    }

    /** The value of the last child; all are looked at. */
    Value inner(Node node) {
        Value last = Value.NONE;
        for (Node child : node.children()) {
            last = value(child);
        }
        return node.is("slice") ? Value.UNKNOWN : last;
    }

    private Value identifier(String name) {
        if (name.equals("__name__")) {
            return new Text("__main__");
        }
        return run.scope().find(name).orElseGet(() -> new Value.Module("builtins." + name));
    }

    private Value string(Node node) {
        List<Value> parts = new ArrayList<>();
        for (Node child : node.children()) {
            switch (child.type()) {
                case "string_content" -> parts.add(new Text(Literals.unescape(child)));
                case "interpolation" ->
                    parts.add(
                            child.child("format_specifier").isPresent()
                                    ? Value.UNKNOWN
                                    : value(child.child("expression")
                                            .or(() -> child.children().stream().findFirst())));
                case "string", "concatenated_string" -> parts.add(string(child));
                default -> {}
            }
        }
        Value all = new Text("");
        for (Value part : parts) {
            all = Literals.append(all, part);
        }
        return all;
    }

    private Value list(Node node) {
        Items items = new Items();
        for (Node child : node.children()) {
            Value value = value(child);
            if (child.is("list_splat")) {
                run.iteration().of(value).forEach(items::add);
            } else {
                items.add(value);
            }
        }
        return items;
    }

    private Value dictionary(Node node) {
        Mapping mapping = new Mapping();
        for (Node child : node.children()) {
            if (child.is("pair")) {
                mapping.put(value(child.child("key")), value(child.child("value")));
            } else if (child.is("dictionary_splat") && inner(child) instanceof Mapping other) {
                mapping.putAll(other);
            }
        }
        return mapping;
    }

    private Value attribute(Node node) {
        Value object = value(node.child("object"));
        String name = node.child("attribute").map(Node::text).orElse("");
        return run.attributes().of(object, name);
    }

    private Value subscript(Node node) {
        Value whole = value(node.child("value"));
        List<Node> keys = node.all("subscript");
        Value object = slices.of(whole, keys);
        if (object instanceof Accessor accessor && accessor.base() instanceof Frame frame) {
            return run.tables().located(frame, accessor.name(), keys);
        }
        Value key = keys.size() == 1
                ? value(keys.get(0))
                : Items.of(keys.stream().map(this::value).toList());
        boolean isSlice = keys.stream().anyMatch(one -> one.is("slice"));
        boolean namesColumn = key.texts().stream().anyMatch(text -> text.text().startsWith(SOURCE_COLUMN));
        Value table = object instanceof Value.Opaque && namesColumn ? sourceTable(node.child("value")) : object;
        return run.tables().item(table, key, isSlice);
    }

    /** A value of unknown origin is the table of the source data, if a column is taken from it that only this has. */
    private Value sourceTable(Optional<Node> expression) {
        Frame table = Frame.ofSource();
        run.findings().gap("MODULE_NOT_READ", "A table comes from code that is not read; windows in it are not known.");
        expression
                .filter(node -> node.is("identifier"))
                .ifPresent(node -> run.scope().set(node.text(), table));
        return table;
    }

    private Value binary(Node node) {
        Value left = value(node.child("left"));
        Value right = value(node.child("right"));
        String operator = node.child("operator").map(Node::text).orElse("");
        return combine(left, operator, right);
    }

    Value combine(Value left, String operator, Value right) {
        if (left.isData() || right.isData()) {
            return data(left, right);
        }
        return Literals.combine(left, operator, right);
    }

    /** Element by element: as much history as the one that needs more. */
    Value data(Value left, Value right) {
        Reach reach = left.reach().with(right.reach());
        if (left instanceof Frame || right instanceof Frame) {
            Frame frame = left instanceof Frame first ? first : (Frame) right;
            return frame.later(0, reach);
        }
        return new Series(reach, null);
    }

    private Value unary(Node node) {
        Value value = value(node.child("argument"));
        boolean minus = node.child("operator").map(Node::text).orElse("").equals("-");
        if (value instanceof Num num && minus) {
            return new Num(-num.number());
        }
        return value.isData() ? value : value instanceof Num ? value : Value.UNKNOWN;
    }

    private Value bool(Node node) {
        Value left = value(node.child("left"));
        boolean isAnd = node.child("operator").map(Node::text).orElse("").equals("and");
        Optional<Boolean> truth = left.isTrue();
        if (truth.isPresent()) {
            return truth.get() == isAnd ? value(node.child("right")) : left;
        }
        Node leftNode = node.child("left").orElse(node);
        Guard guard = Guard.of(leftNode, isAnd, this);
        run.findings().enter(guard.present());
        Value right = value(node.child("right"));
        run.findings().leave();
        return Value.join(left, right);
    }

    private Value comparison(Node node) {
        List<Value> values = new ArrayList<>();
        for (Node child : node.children()) {
            if (!node.all("operators").contains(child)) {
                values.add(value(child));
            }
        }
        Reach reach = values.stream().map(Value::reach).reduce(Reach.NONE, Reach::with);
        String operator = node.child("operators").map(Node::text).orElse("");
        if (values.size() == 2) {
            Optional<Boolean> known = Literals.compare(values.get(0), operator, values.get(1));
            if (known.isPresent()) {
                return new Bool(known.get());
            }
        }
        if (values.size() == 2 && operator.endsWith("in") && Guard.isColumns(values.get(1))) {
            List<String> names = values.get(0).texts().stream().map(Text::text).toList();
            return new Value.Membership(names, operator.equals("in"));
        }
        return values.stream().anyMatch(Value::isData) ? new Series(reach, null) : Value.UNKNOWN;
    }

    private Value conditional(Node node) {
        if (node.children().size() < 3) {
            return Value.UNKNOWN;
        }
        Node condition = node.children().get(1);
        Optional<Boolean> truth = value(condition).isTrue();
        if (truth.isPresent()) {
            return value(node.children().get(truth.get() ? 0 : 2));
        }
        Value then = guarded(node.children().get(0), Guard.of(condition, true, this));
        Value otherwise = guarded(node.children().get(2), Guard.of(condition, false, this));
        return Value.join(then, otherwise);
    }

    private Value guarded(Node node, Guard guard) {
        run.findings().enter(guard.present());
        try {
            return value(node);
        } finally {
            run.findings().leave();
        }
    }

    private Value named(Node node) {
        Value value = value(node.child("value"));
        node.child("name").ifPresent(name -> run.scope().set(name.text(), value));
        return value;
    }
}
