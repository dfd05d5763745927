package dev.loopline.importer.bundle;

import dev.loopline.contracts.event.Bundle;
import dev.loopline.kit.integrity.Imprint;
import dev.loopline.kit.integrity.PacedDigest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bundles that are known to be in AIstock's folder, and how they looked when they were right. That is kept in memory: after a
 * start they are taken up anew. Safe for all threads; what is done with one bundle excludes what else is done with it.
 */
public final class PlacedBundles {

    private static final int STRIPES = 256;

    private final Path folder;
    private final ReaderPlace shown;
    private final NavigableMap<String, PlacedBundle> placed = new ConcurrentSkipListMap<>();
    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    PlacedBundles(Path folder, ReaderPlace shown) {
        this.folder = folder;
        this.shown = shown;
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Something that is done with a bundle. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** Does something with a bundle, and nothing else with it meanwhile. */
    <T> T exclusively(String id, Action<T> action) throws IOException {
        ReentrantLock lock = locks[Math.floorMod(id.hashCode(), STRIPES)];
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    /** This version is there and right: it is shown, and its looks count from now on. */
    void put(Bundle bundle) throws IOException {
        PlacedBundle there = PlacedBundle.of(bundle, BundleContent.imprint(folder, bundle));
        placed.put(there.id(), there);
        shown.show(there);
    }

    boolean has(Bundle bundle) {
        PlacedBundle known = placed.get(bundle.bundleId());
        return known != null && known.sha256().equals(bundle.sha256());
    }

    /** The bundle is about to be taken out. */
    void forget(String id) {
        placed.remove(id);
        shown.hide(id);
    }

    /** All of them, by id. */
    public NavigableMap<String, PlacedBundle> all() {
        return Collections.unmodifiableNavigableMap(placed);
    }

    /** The second place where they are shown. */
    public ReaderPlace shown() {
        return shown;
    }

    /** Looks at all of them from outside, and sees to it that they are shown. @return those of which a file was changed or lost */
    public List<PlacedBundle> look() throws IOException {
        shown.showAll(placed.values());
        List<PlacedBundle> changed = new ArrayList<>();
        for (PlacedBundle one : placed.values()) {
            if (isChanged(one) && exclusively(one.id(), () -> one.equals(placed.get(one.id())) && isChanged(one))) {
                changed.add(one);
            }
        }
        return changed;
    }

    private boolean isChanged(PlacedBundle one) throws IOException {
        List<Path> places = List.of(folder.resolve(one.id() + ".tar.gz"), folder.resolve(one.id()));
        return !Imprint.ofAll(folder, places).includes(one.imprint());
    }

    /** Whether a file of a bundle that is there was written to after this time. */
    public boolean isChangedSince(Bundle bundle, Instant time) throws IOException {
        return BundleContent.changedAt(folder, bundle).isAfter(time);
    }

    /**
     * Reads a bundle and compares it with what was announced. If it is whole, its looks count from now on.
     *
     * @return false if it is damaged; true also if it was replaced meanwhile
     */
    public boolean isWhole(Bundle bundle, PacedDigest digest) throws IOException, InterruptedException {
        if (!BundleContent.isThere(folder, bundle)) {
            return !has(bundle);
        }
        Imprint before = BundleContent.imprint(folder, bundle);
        boolean isWhole = BundleContent.isWhole(folder, bundle, digest);
        Optional<Path> copy = shown.copyOf(bundle.bundleId());
        if (copy.isPresent() && !BundleContent.areWhole(copy.get(), bundle.manifest(), digest)) {
            shown.hide(bundle.bundleId()); // it is made again by the next look
        }
        return exclusively(bundle.bundleId(), () -> {
            if (isWhole && has(bundle)) {
                placed.put(bundle.bundleId(), PlacedBundle.of(bundle, before));
            }
            return isWhole || !has(bundle);
        });
    }
}
