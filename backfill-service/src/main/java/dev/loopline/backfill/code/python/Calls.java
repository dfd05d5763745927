package dev.loopline.backfill.code.python;

import dev.loopline.backfill.code.python.Value.Bound;
import dev.loopline.backfill.code.python.Value.Function;
import dev.loopline.backfill.code.python.Value.Instance;
import dev.loopline.backfill.code.python.Value.Method;
import dev.loopline.backfill.code.python.Value.Module;
import dev.loopline.backfill.code.python.Value.Partial;
import dev.loopline.backfill.code.python.Value.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls, and the definitions that they call. Functions of the source are followed into; at most {@value #DEEPEST} deep. */
final class Calls {

    private static final int DEEPEST = 24;

    private final Interpreter run;
    private final Deque<Node> active = new ArrayDeque<>();

    Calls(Interpreter run) {
        this.run = run;
    }

    Value call(Node node) {
        Node function = node.child("function").orElse(node);
        Node list = node.child("arguments").orElse(node);
        if (function.is("attribute")) {
            Value object = run.expressions().value(function.child("object"));
            String name = function.child("attribute").map(Node::text).orElse("");
            Arguments arguments = Arguments.of(list, run);
            Value result = method(object, name, arguments);
            boolean inPlace = arguments.name("inplace").flatMap(Value::isTrue).orElse(false);
            if (inPlace && object instanceof Value.Series && result.isData()) {
                run.iteration().bind(function.child("object").orElse(function), result);
            }
            return result;
        }
        if (function.text().equals("super")) {
            return parent();
        }
        Value callee = run.expressions().value(function);
        return apply(callee, Arguments.of(list, run));
    }

    private Value method(Value object, String name, Arguments arguments) {
        boolean isOurs = object instanceof Instance || object instanceof Type || object instanceof Module;
        return isOurs
                ? apply(run.attributes().of(object, name), arguments)
                : run.methods().call(object, name, arguments);
    }

    /** {@code super()}: the object itself, as one of its first base class. */
    private Value parent() {
        Value self = run.scope().find("self").orElse(Value.UNKNOWN);
        if (self instanceof Instance instance) {
            for (Value base : instance.type.bases()) {
                if (base instanceof Type type) {
                    Instance view = new Instance(type);
                    view.attributes.putAll(instance.attributes);
                    return view;
                }
            }
        }
        return Value.UNKNOWN;
    }

    Value apply(Value callee, Arguments arguments) {
        run.findings().charge(1);
        if (callee instanceof Function function) {
            return function(function, arguments);
        }
        if (callee instanceof Bound bound) {
            return apply(bound.function(), arguments.prepend(bound.self()));
        }
        if (callee instanceof Partial partial) {
            return apply(partial.function(), partial.arguments().then(arguments));
        }
        if (callee instanceof Type type) {
            return instance(type, arguments);
        }
        if (callee instanceof Method method) {
            return run.methods().call(method.base(), method.name(), arguments);
        }
        if (callee instanceof Module module) {
            return run.libraries().call(module, arguments);
        }
        if (callee instanceof Value.Choice choice) {
            return choice.options().stream()
                    .map(one -> apply(one, arguments))
                    .reduce(Value::join)
                    .orElse(Value.UNKNOWN);
        }
        if (callee instanceof Instance instance) {
            return apply(run.attributes().of(instance, "__call__"), arguments);
        }
        return unknown(arguments);
    }

    /** An unknown function may call the functions that it is given, with the data that it is given. */
    Value unknown(Arguments arguments) {
        List<Value> data = arguments.all().stream().filter(Value::isData).toList();
        Reach reach = arguments.reach();
        for (Value argument : arguments.all()) {
            if (isCallable(argument) && !data.isEmpty()) {
                Value part = run.iteration().of(data.get(0)).get(0);
                Value given = data.get(0) instanceof Frame
                        ? data.get(0)
                        : part instanceof Items items ? items.list().get(1) : part;
                reach = reach.with(apply(argument, Arguments.of(given)).reach());
            }
        }
        return data.isEmpty() ? Value.UNKNOWN : new Value.Series(reach, null);
    }

    static boolean isCallable(Value value) {
        return value instanceof Function
                || value instanceof Bound
                || value instanceof Partial
                || value instanceof Value.Choice choice
                        && choice.options().stream().allMatch(Calls::isCallable);
    }

    private Value function(Function function, Arguments arguments) {
        Node node = function.node();
        long again = active.stream().filter(node::equals).count();
        if (active.size() >= DEEPEST || again > 1) {
            return unknown(new Arguments(data(arguments), Map.of()));
        }
        run.markCalled(node);
        active.push(node);
        try {
            Scope scope = new Scope(function.scope());
            bind(node, arguments, scope);
            return run.inScope(scope, () -> {
                Node body = node.child("body").orElse(node);
                if (node.is("lambda")) {
                    run.returns(run.expressions().value(body));
                } else {
                    run.statements().block(body);
                }
            });
        } finally {
            active.pop();
        }
    }

    private static List<Value> data(Arguments arguments) {
        return arguments.all().stream().filter(Value::isData).toList();
    }

    private void bind(Node function, Arguments arguments, Scope scope) {
        List<Value> positional = new ArrayList<>(arguments.positional());
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        boolean onlyNamed = false;
        for (Node parameter : Parameters.of(function)) {
            String name = Parameters.name(parameter);
            switch (Parameters.kind(parameter)) {
                case MANY -> {
                    scope.set(name, Items.of(positional));
                    positional.clear();
                    onlyNamed = true;
                }
                case NAMED -> {
                    Mapping rest = new Mapping();
                    named.forEach((key, value) -> rest.put(new Value.Text(key), value));
                    scope.set(name, rest);
                }
                case SEPARATOR -> onlyNamed = true;
                case ONE -> {
                    Value given = !onlyNamed && !positional.isEmpty() ? positional.remove(0) : named.remove(name);
                    scope.set(name, given != null ? given : defaultOf(parameter));
                }
            }
        }
    }

    private Value defaultOf(Node parameter) {
        return parameter.child("value").map(run.expressions()::value).orElse(Value.UNKNOWN);
    }

    /** An object; what its class does not take in a constructor of its own are its fields, as in a data class. */
    private Value instance(Type type, Arguments arguments) {
        run.markCalled(type.node());
        Instance instance = new Instance(type);
        Optional<Value> constructor = run.attributes().member(type, "__init__");
        if (constructor.isPresent()) {
            apply(constructor.get(), arguments.prepend(instance));
        } else {
            instance.attributes.putAll(arguments.named());
        }
        return instance;
    }

    void define(Node node) {
        Node definition =
                node.is("decorated_definition") ? node.child("definition").orElse(node) : node;
        String name = definition.child("name").map(Node::text).orElse("");
        if (definition.is("class_definition")) {
            run.scope().set(name, type(definition));
        } else if (definition.is("function_definition")) {
            Function function = new Function(definition, run.scope());
            boolean property = hasDecorator(node, "property");
            boolean alone = hasDecorator(node, "staticmethod");
            run.scope().set(name, property || alone ? function : decorated(node, function));
            if (property || alone) {
                run.attributes().mark(definition, property);
            } else if (hasDecorator(node, "classmethod")) {
                run.attributes().markOfClass(definition);
            }
        }
    }

    /** What the decorators of the source make of a function; those of libraries leave it as it is. */
    private Value decorated(Node node, Function function) {
        Value result = function;
        List<Node> decorators =
                node.children().stream().filter(child -> child.is("decorator")).toList();
        for (int i = decorators.size() - 1; i >= 0; i--) {
            Value decorator = decorators.get(i).children().stream()
                    .findFirst()
                    .map(run.expressions()::value)
                    .orElse(Value.UNKNOWN);
            if (isCallable(decorator)) {
                Value made = apply(decorator, Arguments.of(result));
                result = isCallable(made) ? made : result;
            }
        }
        return result;
    }

    private static boolean hasDecorator(Node node, String name) {
        return node.children().stream()
                .anyMatch(child -> child.is("decorator") && child.text().contains(name));
    }

    private Type type(Node definition) {
        List<Value> bases = definition.child("superclasses").stream()
                .flatMap(list -> list.children().stream())
                .map(run.expressions()::value)
                .toList();
        Scope members = new Scope(run.scope());
        Type type = new Type(definition, members, bases);
        run.inScope(members, () -> definition.child("body").ifPresent(run.statements()::block));
        return type;
    }
}
