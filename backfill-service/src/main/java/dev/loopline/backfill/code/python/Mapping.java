package dev.loopline.backfill.code.python;

import java.util.LinkedHashMap;
import java.util.Map;

/** A dictionary; it grows as in the program. Compared by identity. */
final class Mapping extends Container implements Value {

    private final Map<Value, Value> entries = new LinkedHashMap<>();

    void put(Value key, Value value) {
        if (!isFull()) {
            entries.put(key, admit(value));
        }
    }

    void putAll(Mapping other) {
        new LinkedHashMap<>(other.entries).forEach(this::put);
    }

    /** Not to be changed. */
    Map<Value, Value> entries() {
        return entries;
    }

    @Override
    Mapping copy() {
        Mapping copy = new Mapping();
        copy.entries.putAll(entries);
        copy.weighLike(this);
        return copy;
    }
}
