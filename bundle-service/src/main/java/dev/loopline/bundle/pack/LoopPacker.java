package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.BundleSelection;
import dev.loopline.bundle.select.Selection;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.bundle.store.Placement;
import dev.loopline.bundle.store.StagedArchive;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.path.RootSettings;
import java.io.File;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Packs loops. A loop whose archive is there already costs one look into the index, also when its workspace is long gone;
 * so replaying the whole topic is cheap and needs no workspace. Safe for all threads.
 */
public final class LoopPacker {

    private static final String DEFAULT_FOLDER = "production_bundles";
    /** Threads cost memory for blocks, and the disk is the limit long before. */
    private static final int MOST_COMPRESSING = 8;

    private static final int LARGE_LOOPS_AT_ONCE = 2;
    private static final long LARGE_BYTES = 16L << 20;

    private final FileSource files;
    private final BundleStore store;
    private final BlockCompressor compressor;
    /** So that the memory for blocks does not grow with the number of large loops that come at once. */
    private final Semaphore largeLoops = new Semaphore(LARGE_LOOPS_AT_ONCE);

    /** A packer over a home without further roots but those in its {@code .env}. */
    public LoopPacker(Path home, BundleStore store) {
        this(RootSettings.of(home), store);
    }

    /** Where the archives go. */
    public BundleStore store() {
        return store;
    }

    /**
     * @param settings the RD-Agent home and its further roots
     * @param store where the archives go
     */
    public LoopPacker(RootSettings settings, BundleStore store) {
        this(settings, store, Math.min(Runtime.getRuntime().availableProcessors(), MOST_COMPRESSING));
    }

    /** @param files where the files of loops come from */
    public LoopPacker(FileSource files, BundleStore store) {
        this(files, store, Math.min(Runtime.getRuntime().availableProcessors(), MOST_COMPRESSING));
    }

    /** @param threads how many blocks are compressed at once; what is packed does not depend on it */
    LoopPacker(RootSettings settings, BundleStore store, int threads) {
        this(new HomeFileSource(settings), store, threads);
    }

    private LoopPacker(FileSource files, BundleStore store, int threads) {
        this.files = files;
        this.store = store;
        this.compressor = new BlockCompressor(threads);
    }

    /**
     * Packs several loops and makes their archives visible and durable together.
     *
     * @param loops loops with a result, each key once
     * @return the outcome of each
     * @throws IOException if the disk fails, is full or is not there; then no temporary file is left behind
     */
    public Map<LoopKey, PackOutcome> packAll(List<LoopBackfilled> loops) throws IOException {
        return pack(loops.stream().map(loop -> new Order(loop, null, false)).toList());
    }

    /**
     * Packs a loop again whose archive was lost or damaged. Never makes it poorer: what only the lost archive had makes the
     * outcome {@link PackOutcome.Rejected}.
     *
     * @param announced the newest announcement of its bundle
     */
    public PackOutcome restore(BundleCreated announced) throws IOException {
        return packUnasked(new Order(announced.backfilled(), announced.bundle(), true));
    }

    /** Packs a loop whose event was handled before and will not come again: what becomes of it is noted as still to be announced. */
    public PackOutcome packUnasked(LoopBackfilled loop) throws IOException {
        return packUnasked(new Order(loop, null, true));
    }

    private PackOutcome packUnasked(Order order) throws IOException {
        return pack(List.of(order)).get(order.loop().key());
    }

    /**
     * @param announced its bundle as it was announced, where that one is to be restored
     * @param isUnasked whether no event comes again until what was packed is announced
     */
    private record Order(LoopBackfilled loop, @Nullable Bundle announced, boolean isUnasked) {

        boolean owesAnnouncement(Bundle packed) {
            return isUnasked && !packed.equals(announced);
        }

        /** A person who moves the archive away and asks for a backfill wants to do without what only it has. */
        boolean doesWithout(IndexEntry former) {
            return loop.revision() > former.revision() && loop.requestId() != null;
        }
    }

    private Map<LoopKey, PackOutcome> pack(List<Order> orders) throws IOException {
        Map<LoopKey, PackOutcome> outcomes = new LinkedHashMap<>();
        List<StagedLoop> staged = new ArrayList<>();
        try {
            for (Order order : orders) {
                settle(order, staged)
                        .ifPresent(outcome -> outcomes.put(order.loop().key(), outcome));
            }
            commit(staged, outcomes);
            return outcomes;
        } catch (FileSystemException e) {
            throw concernsStore(e) ? storeIsAway(e, e.toString()) : e;
        } catch (ArchiveWriteException e) {
            throw storeIsAway(e, String.valueOf(e.getMessage()));
        } finally {
            for (StagedLoop one : staged) {
                Files.deleteIfExists(one.archive().file());
            }
        }
    }

    private record StagedLoop(LoopBackfilled loop, StagedArchive archive) {}

    /** The outcome where nothing has to be written; empty if an archive was staged. */
    private Optional<PackOutcome> settle(Order order, List<StagedLoop> staged) throws IOException {
        LoopBackfilled loop = order.loop();
        BundleId id = BundleId.of(loop.key());
        BundleStore.Look there = store.look(id);
        Optional<IndexEntry> known = there.entry();
        if (known.isPresent() && there.isSettledBeyond(loop.revision())) {
            return Optional.of(new PackOutcome.Superseded(known.get().revision()));
        }
        try {
            PrimaryWorkspace.requireListed(loop);
            Selection selection = BundleSelection.of(loop);
            if (known.isPresent()
                    && there.hasArchive()
                    && Claims.isOf(known.get(), loop, selection)
                    && there.isWhole()
                    && confirm(there, known.get(), loop)) {
                return Optional.of(new PackOutcome.AlreadyPacked(known.get().bundle()));
            }
            Bundle announced = order.announced();
            if (announced != null && known.isEmpty() && store.adopt(asAnnounced(loop, selection, announced))) {
                return Optional.of(new PackOutcome.AlreadyPacked(announced));
            }
            staged.add(new StagedLoop(loop, stageInTurn(order, selection, there)));
            return Optional.empty();
        } catch (SourceChangedException e) {
            return Optional.of(new PackOutcome.SourceStillChanging(String.valueOf(e.getMessage())));
        } catch (RejectedLoopException e) {
            return Optional.of(e.outcome());
        }
    }

    /** What to note of an archive that is there as it was announced. */
    private StagedArchive asAnnounced(LoopBackfilled loop, Selection selection, Bundle announced) {
        return new StagedArchive(
                Path.of(announced.fileName()), loop.revision(), Claims.of(loop, selection, announced), announced);
    }

    /** Whether the archive still is there when that is noted: of a withdrawn loop it may just have been removed. */
    private boolean confirm(BundleStore.Look there, IndexEntry known, LoopBackfilled loop) throws IOException {
        boolean asNoted = known.revision() == loop.revision() && !known.withdrawn() && there.isUntouched();
        return asNoted || store.confirm(BundleId.of(loop.key()), loop.revision());
    }

    private StagedArchive stageInTurn(Order order, Selection selection, BundleStore.Look there)
            throws IOException, SourceChangedException, RejectedLoopException {
        long bytes = selection.candidates().stream()
                .mapToLong(candidate -> candidate.file().sizeBytes())
                .sum();
        if (bytes < LARGE_BYTES) {
            return stage(order, selection, there);
        }
        try {
            largeLoops.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
        try {
            // While it waited another bundler may have packed the loop, and nothing that only its archive has may be
            // left out.
            return stage(order, selection, store.look(BundleId.of(order.loop().key())));
        } finally {
            largeLoops.release();
        }
    }

    private StagedArchive stage(Order order, Selection selection, BundleStore.Look there)
            throws IOException, SourceChangedException, RejectedLoopException {
        LoopBackfilled loop = order.loop();
        BundleId id = BundleId.of(loop.key());
        Path target = store.newTemporaryFile();
        boolean complete = false;
        try (LoopFiles sources = files.open(loop, selection)) {
            ArchiveBuilder.Written written =
                    new ArchiveBuilder(loop, selection, sources, compressor, former(order, there)).write(target);
            Bundle bundle = new Bundle(
                    id.value(),
                    id.fileName(),
                    homeRelative(id),
                    Files.size(target),
                    written.sha256(),
                    written.manifest());
            complete = true;
            Sha256 claim = Claims.of(loop, selection, written);
            return new StagedArchive(target, loop.revision(), claim, bundle, order.owesAnnouncement(bundle));
        } finally {
            if (!complete) {
                Files.deleteIfExists(target);
            }
        }
    }

    /** What the loop was packed into before; nothing for a loop that was withdrawn: that took its files back. */
    private Former former(Order order, BundleStore.Look there) throws IOException {
        BundleId id = BundleId.of(order.loop().key());
        Optional<IndexEntry> known = there.entry();
        boolean isThere = there.hasArchive();
        if (known.filter(IndexEntry::withdrawn).isPresent()) {
            return Former.NONE;
        }
        if (known.isPresent() && there.isWhole()) {
            return Former.whole(
                    new FormerArchive(store.bytes(id), known.get().bundle().manifest()));
        }
        FormerArchive readable =
                isThere ? FormerArchive.read(store.bytes(id), id).orElse(null) : null;
        boolean movedAway = !isThere && known.filter(order::doesWithout).isPresent();
        Bundle lost = known.map(IndexEntry::bundle).orElse(order.announced());
        return new Former(readable, lost == null || movedAway ? null : lost.manifest());
    }

    private void commit(List<StagedLoop> staged, Map<LoopKey, PackOutcome> outcomes) throws IOException {
        if (staged.isEmpty()) {
            return;
        }
        List<Placement> placed =
                store.commit(staged.stream().map(StagedLoop::archive).toList());
        for (int i = 0; i < placed.size(); i++) {
            LoopBackfilled loop = staged.get(i).loop();
            outcomes.put(loop.key(), outcome(loop, staged.get(i).archive().bundle(), placed.get(i)));
        }
    }

    private PackOutcome outcome(LoopBackfilled loop, Bundle bundle, Placement placement) throws IOException {
        if (placement != Placement.OUTDATED) {
            return placement == Placement.SAME ? new PackOutcome.AlreadyPacked(bundle) : new PackOutcome.Packed(bundle);
        }
        return new PackOutcome.Superseded(
                store.entry(BundleId.of(loop.key())).map(IndexEntry::revision).orElse(loop.revision()));
    }

    private String homeRelative(BundleId id) throws IOException {
        Path work = store.workFolder();
        String folder = files.home()
                .filter(work::startsWith)
                .map(home -> home.relativize(work).toString().replace(File.separatorChar, '/'))
                .orElse(DEFAULT_FOLDER);
        return folder + "/" + id.fileName();
    }

    private boolean concernsStore(FileSystemException e) {
        return e.getFile() != null && Path.of(e.getFile()).startsWith(store.workFolder());
    }

    /** An ordinary I/O failure: the caller waits and tries again. */
    private IOException storeIsAway(IOException e, String why) {
        return new IOException(
                store.workPlace() + " cannot be used: " + why + "; make room there, mount it or mend its rights", e);
    }
}
