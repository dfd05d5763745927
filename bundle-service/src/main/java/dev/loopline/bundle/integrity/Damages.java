package dev.loopline.bundle.integrity;

import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The archives that are known to be damaged, by loop. Safe for all threads. */
final class Damages {

    private final Map<LoopKey, Damage> open = new ConcurrentHashMap<>();

    /** @return whether it was not known */
    boolean add(Damage damage) {
        return open.putIfAbsent(damage.loop(), damage) == null;
    }

    Optional<Damage> of(LoopKey loop) {
        return Optional.ofNullable(open.get(loop));
    }

    /** It could not be packed again; a loop that was not known to be damaged is so now. */
    void failed(LoopKey loop, String why, Instant now) {
        open.compute(
                loop, (key, damage) -> (damage == null ? Damage.announcedOnly(loop, now) : damage).failed(why, now));
    }

    /** @return whether it was known */
    boolean remove(LoopKey loop) {
        return open.remove(loop) != null;
    }

    /** The longest first. */
    List<Damage> all() {
        return open.values().stream()
                .sorted(Comparator.comparing(Damage::since).thenComparing(Damage::loop))
                .toList();
    }

    /** Those whose time has come. */
    Map<LoopKey, Damage> due(Instant now) {
        return open.entrySet().stream()
                .filter(entry -> entry.getValue().isDue(now))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
