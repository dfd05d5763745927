package dev.loopline.kit.pickle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stack machine that a pickle drives: what the opcodes of {@link Opcodes} have in common. Each step costs a constant, or
 * as much as the values that it moves, and each value is moved from a mark once. For one thread, for one pickle.
 */
final class PickleMachine {

    static final String COMPUTED = "(computed)";

    private static final Set<String> MAKERS =
            Set.of("copyreg._reconstructor", "copy_reg._reconstructor", "copyreg.__newobj__", "copyreg.__newobj_ex__");

    final PickleSource in;
    private final PickleLimits limits;
    private final List<@Nullable Object> stack = new ArrayList<>();
    private final List<Integer> marks = new ArrayList<>();
    private final Map<Long, @Nullable Object> memo = new HashMap<>();
    private int elements;

    PickleMachine(PickleSource in, PickleLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    void push(@Nullable Object value) throws IOException {
        if (++elements > limits.elements()) {
            throw new PickleRefusedException("the pickle holds more than " + limits.elements() + " values");
        }
        stack.add(value);
    }

    @Nullable
    Object pop() throws IOException {
        requireValue();
        return stack.remove(stack.size() - 1);
    }

    @Nullable
    Object top() throws IOException {
        requireValue();
        return stack.get(stack.size() - 1);
    }

    /** Drops the topmost value, or the mark if that is on top: protocol 0 does so after a tuple that contains itself. */
    void discard() throws IOException {
        boolean markOnTop = !marks.isEmpty() && marks.get(marks.size() - 1) == stack.size();
        if (markOnTop) {
            marks.remove(marks.size() - 1);
        } else {
            pop();
        }
    }

    private void requireValue() throws IOException {
        int floor = marks.isEmpty() ? 0 : marks.get(marks.size() - 1);
        if (stack.size() <= floor) {
            throw new PickleRefusedException("the pickle takes a value where there is none");
        }
    }

    void mark() throws IOException {
        if (marks.size() >= limits.depth()) {
            throw tooDeep();
        }
        marks.add(stack.size());
    }

    /** Takes all values since the last mark. */
    Items sinceMark() throws IOException {
        if (marks.isEmpty()) {
            throw new PickleRefusedException("the pickle takes values since a mark that it never set");
        }
        int from = marks.remove(marks.size() - 1);
        List<@Nullable Object> tail = stack.subList(from, stack.size());
        Items out = new Items(tail.size());
        for (Object value : tail) {
            put(out, out, value);
        }
        tail.clear();
        return out;
    }

    /** A tuple of the topmost values. */
    Items tuple(int size) throws IOException {
        Object[] values = new Object[size];
        for (int i = size - 1; i >= 0; i--) {
            values[i] = pop();
        }
        Items out = new Items(size);
        for (Object value : values) {
            put(out, out, value);
        }
        return out;
    }

    void remember(long key) throws IOException {
        if (memo.size() >= limits.memo() && !memo.containsKey(key)) {
            throw new PickleRefusedException("the pickle remembers more than " + limits.memo() + " values");
        }
        memo.put(key, top());
    }

    void rememberNext() throws IOException {
        remember(memo.size());
    }

    void recall(long key) throws IOException {
        if (!memo.containsKey(key)) {
            throw new PickleRefusedException("the pickle refers to a value that it never remembered");
        }
        push(memo.get(key));
    }

    /** Appends to the list on top. */
    void append(Items values) throws IOException {
        Object target = top();
        Items list = target instanceof Items own ? own : object(target).ownItems();
        for (Object value : values) {
            put((Nested) target, list, value);
        }
    }

    /** Sets entries, keys and values in turns, of the dict on top. */
    void setItems(Items pairs) throws IOException {
        Object target = top();
        Entries map = target instanceof Entries own ? own : object(target).ownEntries();
        if (pairs.size() % 2 != 0) {
            throw new PickleRefusedException("the pickle sets a key without a value");
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            deepen((Nested) target, pairs.get(i));
            deepen((Nested) target, pairs.get(i + 1));
            // Texts, numbers and flags compare by value, all else by identity: no key costs more than its own length.
            map.put(pairs.get(i), pairs.get(i + 1));
        }
    }

    /** What would be made by calling this with these arguments. */
    PickledObject made(@Nullable Object maker, @Nullable Object arguments) throws IOException {
        if (!(arguments instanceof Items given)) {
            throw new PickleRefusedException("the pickle makes an object of something that is no tuple");
        }
        String name = name(maker);
        Object first = given.isEmpty() ? null : given.get(0);
        PickledObject object =
                new PickledObject(MAKERS.contains(name) && first instanceof PickledGlobal ? name(first) : name, given);
        deepen(object, given);
        return object;
    }

    /** Gives the object on top its state. */
    void build() throws IOException {
        Object state = pop();
        Object target = top();
        if (target instanceof PickledObject object) {
            deepen(object, state);
            object.state(state);
        } else {
            throw new PickleRefusedException("the pickle sets the state of something that is no object");
        }
    }

    /** The class that was named last, if that is on top and not a mere maker of objects; null otherwise. */
    @Nullable
    String namedClass() {
        Object last = stack.isEmpty() ? null : stack.get(stack.size() - 1);
        return last instanceof PickledGlobal global && !MAKERS.contains(global.name()) ? global.name() : null;
    }

    private static String name(@Nullable Object maker) {
        return maker instanceof PickledGlobal global ? global.name() : COMPUTED;
    }

    private static PickledObject object(@Nullable Object target) throws IOException {
        if (target instanceof PickledObject object) {
            return object;
        }
        throw new PickleRefusedException("the pickle fills something that is neither list, dict nor object");
    }

    private void put(Nested container, Items list, @Nullable Object value) throws IOException {
        deepen(container, value);
        list.add(value);
    }

    private void deepen(Nested container, @Nullable Object value) throws IOException {
        int depth = Nested.of(value) + 1;
        if (depth > limits.depth()) {
            throw tooDeep();
        }
        if (depth > container.depth()) {
            container.depth(depth);
        }
    }

    private PickleRefusedException tooDeep() {
        return new PickleRefusedException("the pickle is nested deeper than " + limits.depth());
    }
}
