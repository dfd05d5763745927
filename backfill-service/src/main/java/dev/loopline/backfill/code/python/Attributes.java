package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Accessor;
import dev.loopline.backfill.code.python.Value.Bound;
import dev.loopline.backfill.code.python.Value.Columns;
import dev.loopline.backfill.code.python.Value.Function;
import dev.loopline.backfill.code.python.Value.Grouped;
import dev.loopline.backfill.code.python.Value.Instance;
import dev.loopline.backfill.code.python.Value.Method;
import dev.loopline.backfill.code.python.Value.Module;
import dev.loopline.backfill.code.python.Value.Series;
import dev.loopline.backfill.code.python.Value.Store;
import dev.loopline.backfill.code.python.Value.Text;
import dev.loopline.backfill.code.python.Value.Type;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code object.name}, read and assigned. */
final class Attributes {

    private static final Set<String> PLACES = Set.of("loc", "iloc", "at", "iat", "str", "dt", "cat", "index");
    private static final Set<String> ITSELF = Set.of("values", "T", "array", "plot");
    private static final Set<String> FACTS =
            Set.of("shape", "size", "empty", "dtypes", "dtype", "ndim", "name", "axes", "attrs", "style", "flags");

    private final Interpreter run;
    private final Set<Node> properties = new HashSet<>();
    private final Set<Node> withoutSelf = new HashSet<>();
    private final Set<Node> ofClass = new HashSet<>();

    Attributes(Interpreter run) {
        this.run = run;
    }

    /** A method that is called by reading it, or one without {@code self}. */
    void mark(Node definition, boolean isProperty) {
        (isProperty ? properties : withoutSelf).add(definition);
    }

    /** A method whose first argument is the class. */
    void markOfClass(Node definition) {
        ofClass.add(definition);
    }

    Value of(Value object, String name) {
        if (object instanceof Module module) {
            return new Module(module.name() + "." + name);
        }
        if (object instanceof Instance instance) {
            return ofInstance(instance, name);
        }
        if (object instanceof Type type) {
            Value member = member(type, name).orElse(Value.UNKNOWN);
            return member instanceof Function function && ofClass.contains(function.node())
                    ? new Bound(type, function)
                    : member;
        }
        if (object instanceof Store) {
            return Frame.ofSource();
        }
        if (object instanceof Frame frame) {
            return ofFrame(frame, name);
        }
        if (object instanceof Grouped grouped && grouped.base() instanceof Frame frame && !PandasNames.isKnown(name)) {
            return new Grouped(frame.read(new Text(name), run.findings()));
        }
        if (object instanceof Accessor accessor) {
            return accessor.base().isData() ? new Series(accessor.base().reach(), null) : Value.UNKNOWN;
        }
        if (ITSELF.contains(name)) {
            return object;
        }
        if (object instanceof Series && (PLACES.contains(name) || FACTS.contains(name))) {
            return PLACES.contains(name) ? new Accessor(object, name) : Value.UNKNOWN;
        }
        return new Method(object, name);
    }

    private Value ofFrame(Frame frame, String name) {
        if (name.equals("columns")) {
            return new Columns(frame);
        }
        if (ITSELF.contains(name)) {
            return frame;
        }
        if (PLACES.contains(name)) {
            return new Accessor(frame, name);
        }
        if (FACTS.contains(name)) {
            return Value.UNKNOWN;
        }
        return PandasNames.isKnown(name) ? new Method(frame, name) : frame.read(new Text(name), run.findings());
    }

    private Value ofInstance(Instance instance, String name) {
        Value own = instance.attributes.get(name);
        if (own != null) {
            return own;
        }
        Value member = member(instance.type, name).orElse(Value.UNKNOWN);
        if (!(member instanceof Function function) || withoutSelf.contains(function.node())) {
            return member;
        }
        Bound bound = new Bound(ofClass.contains(function.node()) ? instance.type : instance, function);
        return properties.contains(function.node()) ? run.calls().apply(bound, Arguments.NONE) : bound;
    }

    /** A member of a class or of its base classes. */
    Optional<Value> member(Type type, String name) {
        return member(type, name, 0);
    }

    private static Optional<Value> member(Type type, String name, int depth) {
        Optional<Value> own = type.members().own(name);
        if (own.isPresent() || depth > 8) {
            return own;
        }
        return type.bases().stream()
                .filter(Type.class::isInstance)
                .flatMap(base -> member((Type) base, name, depth + 1).stream())
                .findFirst();
    }

    /** The methods of a class itself, in the order of their names. */
    List<Function> methods(Type type) {
        return type.members().snapshot().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(java.util.Map.Entry::getValue)
                .filter(Function.class::isInstance)
                .map(Function.class::cast)
                .toList();
    }

    void assign(Node target, Value value) {
        Value object = run.expressions().value(target.child("object"));
        String name = target.child("attribute").map(Node::text).orElse("");
        if (object instanceof Instance instance) {
            instance.attributes.put(name, value);
        } else if (object instanceof Type type) {
            type.members().set(name, value);
        } else if (object instanceof Frame frame && name.equals("columns") && value instanceof Items) {
            frame.nameColumns(names(value));
        } else if (object instanceof Accessor accessor && accessor.base() instanceof Frame frame) {
            names(value).forEach(frame::nameIndex);
        } else if (object.isData() && name.equals("name") && value instanceof Text text) {
            run.iteration().bind(target.child("object").orElse(target), new Series(object.reach(), text.text()));
        }
    }

    private static List<String> names(Value value) {
        return value.texts().stream().map(Text::text).toList();
    }
}
