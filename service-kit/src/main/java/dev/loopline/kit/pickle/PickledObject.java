package dev.loopline.kit.pickle;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An instance of a Python class as it is written in a pickle: the name of its class, what it would have been constructed
 * from, and its state. Inert: the class is never looked for. Objects may refer to themselves, so walk them without recursion;
 * equality is identity. Not to be changed after reading, and then safe for all threads.
 */
public final class PickledObject implements Nested {

    private final String className;
    private final Items arguments;
    private final Items items = new Items(0);
    private final Entries entries = new Entries();
    private @Nullable Object state;
    private int depth;

    PickledObject(String className, Items arguments) {
        this.className = className;
        this.arguments = arguments;
    }

    /** Module and qualified name; {@code (computed)} if what makes the object is itself the result of a call. */
    public String className() {
        return className;
    }

    /** What the class, or the function that makes the object, would have been called with. */
    public List<@Nullable Object> arguments() {
        return Collections.unmodifiableList(arguments);
    }

    /** The state that would have been set: usually a map of attributes; null if there is none. */
    public @Nullable Object state() {
        return state;
    }

    /** Items that were appended, where the class is a kind of list. */
    public List<@Nullable Object> items() {
        return Collections.unmodifiableList(items);
    }

    /** Entries that were set, where the class is a kind of dict. */
    public Map<@Nullable Object, @Nullable Object> entries() {
        return Collections.unmodifiableMap(entries);
    }

    /** An attribute of the state; empty if it is missing or None. Slots, the second half of a pair, count as well. */
    public Optional<Object> attribute(String name) {
        if (state instanceof Map<?, ?> attributes) {
            return Optional.ofNullable(attributes.get(name));
        }
        boolean slots = state instanceof List<?> pair && pair.size() == 2;
        for (Object part : slots && state instanceof List<?> pair ? pair : List.of()) {
            if (part instanceof Map<?, ?> attributes && attributes.get(name) != null) {
                return Optional.ofNullable(attributes.get(name));
            }
        }
        return Optional.empty();
    }

    void state(@Nullable Object value) {
        state = value;
    }

    Items ownItems() {
        return items;
    }

    Entries ownEntries() {
        return entries;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public void depth(int value) {
        depth = value;
    }

    @Override
    public String toString() {
        return "an instance of " + className;
    }
}
