package dev.loopline.backfill.code.python;

import java.util.ArrayList;
import java.util.List;

/** A list, tuple or set; it grows as in the program. Compared by identity. */
final class Items extends Container implements Value {

    private final List<Value> list = new ArrayList<>();

    static Items of(Iterable<? extends Value> values) {
        Items items = new Items();
        values.forEach(items::add);
        return items;
    }

    void add(Value value) {
        if (!isFull()) {
            list.add(admit(value));
        }
    }

    /** Not to be changed. */
    List<Value> list() {
        return list;
    }

    @Override
    Items copy() {
        Items copy = new Items();
        copy.list.addAll(list);
        copy.weighLike(this);
        return copy;
    }
}
