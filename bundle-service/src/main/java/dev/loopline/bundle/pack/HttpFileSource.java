package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.select.Selection;
import dev.loopline.bundle.select.SkipReason;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.kit.files.FileLook;
import dev.loopline.kit.files.FileLook.Name;
import dev.loopline.kit.files.FileLook.Seen;
import dev.loopline.kit.files.FileLook.SeenFile;
import dev.loopline.kit.files.FileServer;
import dev.loopline.kit.files.RemoteFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The service beside an RD-Agent home that this machine does not see. One question is asked for all files of a loop; small files
 * are fetched ahead, {@value #AHEAD} of a loop at once, so that distance is not paid for each. Safe for all threads.
 */
public final class HttpFileSource implements FileSource {

    private static final int AHEAD = 16;
    /** Together with those ahead, 2 MiB for each loop that is packed. */
    private static final int SMALL_BYTES = 128 * 1024;

    private final FileServer server;
    private final ExecutorService fetching = Executors.newFixedThreadPool(AHEAD, task -> {
        Thread made = new Thread(task, "files-ahead");
        made.setDaemon(true);
        return made;
    });

    public HttpFileSource(FileServer server) {
        this.server = server;
    }

    @Override
    public LoopFiles open(LoopBackfilled loop, Selection selection) throws IOException, RejectedLoopException {
        List<Name> names =
                selection.candidates().stream().map(HttpFileSource::name).toList();
        try {
            Seen seen = server.look(new FileLook(loop.primaryWorkspace().homeRelativePath(), names));
            PrimaryWorkspace.require(loop, seen.workspace(), "in the home of " + server);
            Map<Name, SeenFile> files = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                files.put(names.get(i), seen.files().get(i));
            }
            return new Files(files);
        } catch (FileServer.RefusedException e) {
            throw new RejectedLoopException(
                    "SOURCE_REFUSED", server + " does not hand out the files of " + loop.key() + ": " + e.getMessage());
        }
    }

    @Override
    public Optional<Path> home() {
        return Optional.empty();
    }

    private static Name name(Candidate candidate) {
        return new Name(candidate.folder(), candidate.file().path());
    }

    private RemoteFile remote(SourceFile file) {
        return new RemoteFile(server, name(file.candidate()), (SeenFile) file.version());
    }

    /** The files of one loop as they were when it was opened. */
    private final class Files implements LoopFiles {

        private final Map<Name, SeenFile> seen;
        private final Deque<SourceFile> expected = new ArrayDeque<>();
        private final Map<Name, CompletableFuture<byte[]>> ahead = new HashMap<>();

        Files(Map<Name, SeenFile> seen) {
            this.seen = seen;
        }

        @Override
        public void locate(Candidate candidate, Consumer<SourceFile> onFile, BiConsumer<Candidate, SkipReason> onSkip)
                throws RejectedLoopException {
            Name name = name(candidate);
            SeenFile file = seen.get(name);
            String place = name.folder() + "/" + name.path() + " at " + server;
            if (file == null) {
                throw new IllegalStateException("not asked for: " + name);
            }
            switch (file.is()) {
                case PRESENT -> onFile.accept(new SourceFile(candidate, place, file.sizeBytes(), file));
                case UNREADABLE -> throw LoopFiles.unreadable(place, "its service says so");
                case NOT_ANNOUNCED ->
                    throw new RejectedLoopException(
                            "SOURCE_REFUSED",
                            place + " is named by no event that its service knows; ask for a backfill of this loop");
                case UNSAFE_NAME, LINK, NOT_A_FILE, GONE ->
                    onSkip.accept(candidate, SkipReason.valueOf(file.is().name()));
            }
        }

        @Override
        public void expect(List<SourceFile> files) {
            close();
            files.stream().filter(file -> file.sizeBytes() <= SMALL_BYTES).forEach(expected::add);
        }

        @Override
        public Sha256 read(SourceFile file, Reader reader)
                throws IOException, SourceChangedException, RejectedLoopException {
            CompletableFuture<byte[]> fetched = ahead(file);
            try (InputStream content = fetched == null ? remote(file) : new ByteArrayInputStream(await(fetched))) {
                return reader.read(content);
            } catch (FileServer.RefusedException e) {
                if (e.status() == 404 || e.status() == 412) {
                    throw new SourceChangedException(file.place());
                }
                throw LoopFiles.unreadable(file.place(), String.valueOf(e.getMessage()));
            }
        }

        private @Nullable CompletableFuture<byte[]> ahead(SourceFile wanted) {
            while (!expected.isEmpty() && ahead.size() < AHEAD) {
                SourceFile next = expected.remove();
                ahead.put(name(next.candidate()), CompletableFuture.supplyAsync(() -> whole(next), fetching));
            }
            return ahead.remove(name(wanted.candidate()));
        }

        private byte[] whole(SourceFile file) {
            try (InputStream content = remote(file)) {
                return content.readAllBytes();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }

        private static byte[] await(CompletableFuture<byte[]> fetched) throws IOException {
            try {
                return fetched.join();
            } catch (CompletionException | CancellationException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                throw e;
            }
        }

        @Override
        public void close() {
            expected.clear();
            ahead.values().forEach(one -> one.cancel(true));
            ahead.clear();
        }
    }
}
