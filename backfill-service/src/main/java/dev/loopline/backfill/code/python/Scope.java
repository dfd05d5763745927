package dev.loopline.backfill.code.python;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of a module, class or function, and the scope around it. */
final class Scope {

    private final @Nullable Scope outer;
    private final Set<String> elsewhere = new HashSet<>();
    private Map<String, Value> names = new HashMap<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    Optional<Value> find(String name) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            Value value = scope.names.get(name);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    Optional<Value> own(String name) {
        return Optional.ofNullable(names.get(name));
    }

    void set(String name, Value value) {
        Scope target = this;
        if (elsewhere.contains(name) && outer != null) {
            target = outer;
            while (target.outer != null && !target.names.containsKey(name)) {
                target = target.outer;
            }
        }
        target.names.put(name, value);
    }

    /** {@code global} or {@code nonlocal}. */
    void declareElsewhere(String name) {
        elsewhere.add(name);
    }

    Map<String, Value> snapshot() {
        return new HashMap<>(names);
    }

    void restore(Map<String, Value> before) {
        names = before;
    }

    /** After two branches: what one of them left, joined with what this one left. */
    void join(Map<String, Value> other) {
        other.forEach((name, value) -> names.merge(name, value, Value::join));
    }
}
