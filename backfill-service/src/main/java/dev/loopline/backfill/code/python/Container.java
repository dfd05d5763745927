package dev.loopline.backfill.code.python;

/**
 * A list or dictionary. What it holds is limited in number and depth, counted with repetition, so that no program makes one
 * that takes long to look through.
 */
abstract sealed class Container permits Items, Mapping {

    private static final int HEAVIEST = 2_000;
    private static final int DEEPEST = 8;

    private int weight = 1;
    private int depth = 1;

    /** What may be put in for this: itself, or nothing known if it is too much. Takes note of its weight. */
    final Value admit(Value value) {
        Container inner = value instanceof Items || value instanceof Mapping ? (Container) value : null;
        int more = inner == null ? 1 : inner.weight;
        int deep = inner == null ? 1 : inner.depth + 1;
        if (weight + more > HEAVIEST || deep > DEEPEST) {
            weight++;
            return Value.UNKNOWN;
        }
        weight += more;
        depth = Math.max(depth, deep);
        return inner == null ? value : inner.copy();
    }

    /** As it is now: what is put in later does not show, so none holds itself. */
    abstract Value copy();

    final boolean isFull() {
        return weight > HEAVIEST;
    }

    final void weighLike(Container other) {
        weight = other.weight;
        depth = other.depth;
    }
}
