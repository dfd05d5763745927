package dev.loopline.kit.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The history that RD-Agent keeps of the loops that it recorded: (hypothesis, experiment, feedback) in 0.3, (experiment,
 * feedback) since. Which loop an entry is about is said since 0.8 by a map; else it is the entry with the same experiment or
 * feedback that the loop's steps gave. Not to be changed after it was made.
 */
final class LoopHistory {

    /** One entry. */
    record Past(
            @Nullable Object hypothesis,
            @Nullable Object experiment,
            @Nullable Object feedback) {

        static final Past NONE = new Past(null, null, null);
    }

    private static final int MAX_ENTRIES = 20_000;

    private final List<Past> entries = new ArrayList<>();
    private final Map<Integer, Integer> positionOfLoop = new HashMap<>();
    private final Map<Object, Past> byObject = new IdentityHashMap<>();
    private final Map<String, Past> byFolder = new HashMap<>();
    private final boolean threeParts;

    /**
     * @param trace the object that holds it; anything else is a history without entries
     */
    LoopHistory(@Nullable Object trace) {
        boolean three = false;
        List<?> all = PickledValues.items(PickledValues.attribute(trace, "hist"));
        for (Object entry : all.subList(0, Math.min(all.size(), MAX_ENTRIES))) {
            List<?> parts = PickledValues.items(entry);
            int size = parts.size();
            if (size == 2 || size == 3) {
                three |= size == 3;
                add(new Past(size == 3 ? parts.get(0) : null, parts.get(size - 2), parts.get(size - 1)));
            }
        }
        this.threeParts = three;
        PickledValues.entries(PickledValues.attribute(trace, "idx2loop_id")).forEach((position, loopId) -> {
            Integer at = PickledValues.integer(position);
            Integer loop = PickledValues.integer(loopId);
            if (at != null && loop != null) {
                positionOfLoop.put(loop, at);
            }
        });
    }

    private void add(Past past) {
        entries.add(past);
        Stream.of(Optional.ofNullable(past.experiment()), Optional.ofNullable(past.feedback()))
                .flatMap(Optional::stream)
                .forEach(object -> byObject.putIfAbsent(object, past));
        SessionValues.experimentPath(past.experiment()).ifPresent(path -> byFolder.putIfAbsent(path, past));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    boolean isOfThreeParts() {
        return threeParts;
    }

    Optional<Past> at(int position) {
        return position >= 0 && position < entries.size() ? Optional.of(entries.get(position)) : Optional.empty();
    }

    Optional<Past> last() {
        return at(entries.size() - 1);
    }

    /** Loops that the map names. */
    Iterable<Integer> loops() {
        return positionOfLoop.keySet();
    }

    boolean names(int loopId) {
        return positionOfLoop.containsKey(loopId);
    }

    /**
     * The entry about a loop: by the map, else the one with the same feedback or experiment, or with an experiment in the same
     * folder, which is what a subprocess leaves of being the same.
     *
     * @param out what the loop's steps gave
     */
    Optional<Past> about(int loopId, Map<@Nullable Object, @Nullable Object> out) {
        Integer position = positionOfLoop.get(loopId);
        if (position != null) {
            return at(position);
        }
        Stream<Object> objects = Stream.concat(Stream.ofNullable(out.get("feedback")), LoopContent.experiments(out));
        return objects.flatMap(object -> Stream.of(
                                Optional.ofNullable(byObject.get(object)),
                                SessionValues.experimentPath(object)
                                        .flatMap(path -> Optional.ofNullable(byFolder.get(path))))
                        .flatMap(Optional::stream))
                .findFirst();
    }
}
