package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.select.Selection;
import dev.loopline.bundle.select.SkipReason;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.path.HomeRoots;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.files.Finding;
import dev.loopline.kit.files.HomeFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The RD-Agent home that is mounted here, and its further roots. Immutable; safe for all threads. */
public final class HomeFileSource implements FileSource {

    private final RootSettings settings;

    /** @param settings the home and its further roots */
    public HomeFileSource(RootSettings settings) {
        this.settings = settings;
    }

    @Override
    public LoopFiles open(LoopBackfilled loop, Selection selection) throws IOException, RejectedLoopException {
        HomeRoots roots = roots();
        HomeFiles files = new HomeFiles(roots);
        PrimaryWorkspace.require(
                loop, files.findFolder(loop.primaryWorkspace().homeRelativePath()), "below " + roots.home());
        return new Files(files);
    }

    @Override
    public Optional<Path> home() throws IOException {
        return Optional.of(roots().home());
    }

    private HomeRoots roots() throws IOException {
        try {
            return HomeRoots.open(settings);
        } catch (NoSuchFileException e) {
            throw new IOException("the RD-Agent home " + settings.home() + " is not there; mount it again", e);
        }
    }

    private record Files(HomeFiles home) implements LoopFiles {

        @Override
        public void locate(Candidate candidate, Consumer<SourceFile> onFile, BiConsumer<Candidate, SkipReason> onSkip)
                throws RejectedLoopException {
            Finding finding = home.find(candidate.folder(), candidate.file().path());
            if (finding instanceof Finding.Present present) {
                onFile.accept(new SourceFile(
                        candidate, present.path().toString(), present.state().sizeBytes(), present));
            } else if (finding instanceof Finding.Absent absent) {
                onSkip.accept(candidate, SkipReason.valueOf(absent.why().name()));
            } else if (finding instanceof Finding.Unreadable unreadable) {
                throw LoopFiles.unreadable(
                        unreadable.path().toString(), unreadable.failure().toString());
            }
        }

        @Override
        public Sha256 read(SourceFile file, Reader reader)
                throws IOException, SourceChangedException, RejectedLoopException {
            Finding.Present found = (Finding.Present) file.version();
            try (InputStream in = Channels.newInputStream(HomeFiles.open(found.path()))) {
                Sha256 sha256 = reader.read(in);
                if (!HomeFiles.state(found.path()).equals(found.state())) {
                    throw new SourceChangedException(file.place());
                }
                return sha256;
            } catch (NoSuchFileException | NotDirectoryException e) {
                throw new SourceChangedException(file.place());
            } catch (ArchiveWriteException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                throw LoopFiles.unreadable(file.place(), e.toString());
            }
        }
    }
}
