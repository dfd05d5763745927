package dev.loopline.bundle.store;

import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a scan found noted at its last look, and whether that may be older than what was announced. {@link #place}, {@link #put} and
 * {@link #removeIf} are for one thread, the other methods for all.
 *
 * @param <E> how an entry is known again
 */
final class NotedArchives<E> {

    /** By id, as text. */
    private final NavigableMap<String, Noted<E>> noted = new ConcurrentSkipListMap<>();

    private @Nullable String identity;
    private volatile boolean mayBeOlder = true;

    /**
     * One entry.
     *
     * @param revision the newest that is noted; 0 if the entry cannot be read
     * @param archive null if the loop was withdrawn or the entry cannot be read
     */
    record Noted<E>(E entry, long revision, @Nullable KnownArchive archive) {}

    /** Which place is looked at: one that was made anew may be older. */
    void place(String now) {
        mayBeOlder |= !now.equals(identity);
        identity = now;
    }

    boolean isNew(String id, E entry) {
        Noted<E> before = noted.get(id);
        return before == null || !before.entry().equals(entry);
    }

    void put(String id, Noted<E> one) {
        Noted<E> before = noted.put(id, one);
        mayBeOlder |= before != null && one.revision() < before.revision();
    }

    /** @param isGone by id, and by archive unless there is none */
    void removeIf(BiPredicate<String, Optional<KnownArchive>> isGone) {
        mayBeOlder |= noted.entrySet()
                .removeIf(one -> isGone.test(
                        one.getKey(), Optional.ofNullable(one.getValue().archive())));
    }

    /** See {@link ArchiveScan#archives}. */
    NavigableMap<String, KnownArchive> archives() {
        NavigableMap<String, KnownArchive> known = new TreeMap<>();
        for (Map.Entry<String, Noted<E>> one : noted.entrySet()) {
            KnownArchive archive = one.getValue().archive();
            if (archive != null) {
                known.put(one.getKey(), archive);
            }
        }
        return known;
    }

    /** See {@link ArchiveScan#ids}. */
    NavigableSet<String> ids() {
        return Collections.unmodifiableNavigableSet(noted.navigableKeySet());
    }

    /** See {@link ArchiveScan#archive}. */
    Optional<KnownArchive> archive(String id) {
        return Optional.ofNullable(noted.get(id)).flatMap(one -> Optional.ofNullable(one.archive()));
    }

    /** See {@link ArchiveScan#mayBeOlder}. */
    boolean mayBeOlder() {
        return mayBeOlder;
    }

    /** See {@link ArchiveScan#isUpToDate}. */
    void isUpToDate() {
        mayBeOlder = false;
    }
}
