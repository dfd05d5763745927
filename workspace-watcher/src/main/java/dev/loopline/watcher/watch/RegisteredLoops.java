package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The loops of the last look, told apart: those that are registered and those that are not. The registered ones are compared
 * with their files in turns, because RD-Agent may write files again without a word in the registry. For one thread.
 */
final class RegisteredLoops {

    private final LoopBook book;
    private List<LoopKey> all = List.of();
    private Map<Boolean, List<LoopKey>> byRegistered = Map.of();
    private long changes = -1;
    private int compareFrom = -1;

    RegisteredLoops(LoopBook book) {
        this.book = book;
    }

    /** What a look found. */
    void found(Collection<LoopKey> loops) {
        all = loops.stream().sorted().toList();
        changes = -1;
    }

    /** All loops, by their keys. */
    List<LoopKey> all() {
        return all;
    }

    /** Those that are not registered. */
    List<LoopKey> unregistered() {
        return split().getOrDefault(false, List.of());
    }

    /** Those that are registered. */
    List<LoopKey> registered() {
        return split().getOrDefault(true, List.of());
    }

    /** The registered loop whose files are to be compared next: each in its turn. */
    LoopKey nextToCompare() {
        List<LoopKey> registered = registered();
        compareFrom = (compareFrom + 1) % registered.size();
        return registered.get(compareFrom);
    }

    /** Done again only if a loop of the book changed meanwhile: in a large home it takes some milliseconds. */
    private Map<Boolean, List<LoopKey>> split() {
        long now = book.changes();
        if (now != changes) {
            byRegistered = all.stream().collect(Collectors.partitioningBy(this::isRegistered));
            changes = now;
        }
        return byRegistered;
    }

    private boolean isRegistered(LoopKey key) {
        return book.find(key).filter(KnownLoop::isRegistered).isPresent();
    }
}
