package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** All loops that were ever registered, in memory: a copy of {@code loopline_loop}. Safe for all threads. */
public final class LoopBook {

    private final ConcurrentMap<LoopKey, KnownLoop> loops = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LoopKey> owners = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final ConcurrentMap<LoopKey, String> others = new ConcurrentHashMap<>();

    /** Replaces the content. */
    public void load(LoopTable.Content content) {
        loops.clear();
        owners.clear();
        owners.putAll(content.folders());
        content.loops().forEach(this::put);
        others.clear();
        others.putAll(content.others());
        changes.incrementAndGet();
    }

    /** A loop as it is in the registry now. */
    public void put(KnownLoop loop) {
        KnownLoop before = loops.put(loop.key(), loop);
        if (before != null) {
            before.folders().forEach(folder -> owners.remove(folder, loop.key()));
        }
        if (loop.isRegistered() && !loop.folders().isEmpty()) {
            owners.put(loop.folders().get(0), loop.key());
        }
        changes.incrementAndGet();
    }

    /** A folder is that of a loop that the registry does not know, but the topic does. */
    public void own(String folder, LoopKey loop) {
        owners.putIfAbsent(folder, loop);
    }

    /** Another home announced a loop under this key, or withdrew it if none is named. */
    public void noteOther(LoopKey key, Optional<String> home) {
        home.ifPresentOrElse(id -> others.put(key, id), () -> others.remove(key));
    }

    /** The other home that announced a loop under this key. */
    public Optional<String> otherHome(LoopKey key) {
        return Optional.ofNullable(others.get(key));
    }

    /** Rises whenever a loop changed. */
    public long changes() {
        return changes.get();
    }

    public Optional<KnownLoop> find(LoopKey key) {
        return Optional.ofNullable(loops.get(key));
    }

    /** The loop whose primary workspace this folder is, also if only the topic says so; relative to the home. */
    public Optional<LoopKey> ownerOf(String folder) {
        return Optional.ofNullable(owners.get(folder));
    }

    /** All loops, as they are during the iteration: no copy, because there may be very many. */
    public Collection<KnownLoop> all() {
        return Collections.unmodifiableCollection(loops.values());
    }

    public int size() {
        return loops.size();
    }
}
