package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Candidate;
import dev.loopline.bundle.select.SkipReason;
import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The files of one loop. For one thread. */
interface LoopFiles extends AutoCloseable {

    /** What is done with an open file. */
    interface Reader {
        Sha256 read(InputStream content) throws IOException, SourceChangedException;
    }

    /** Looks for a file without opening it. */
    void locate(Candidate candidate, Consumer<SourceFile> onFile, BiConsumer<Candidate, SkipReason> onSkip)
            throws RejectedLoopException;

    /**
     * Reads a file from begin to end.
     *
     * @return what the reader returned
     * @throws SourceChangedException if the file is not what it was when it was located, or is another one now
     * @throws RejectedLoopException if it cannot be read
     * @throws IOException if the reader cannot write, the source is away, or its thread was interrupted
     */
    Sha256 read(SourceFile file, Reader reader) throws IOException, SourceChangedException, RejectedLoopException;

    /** Says in which order files will be read, so that small ones can be fetched ahead. */
    default void expect(List<SourceFile> files) {}

    /** The digest of a file. */
    default MeasuredFile measure(SourceFile file) throws IOException, SourceChangedException, RejectedLoopException {
        return new MeasuredFile(file, read(file, Sha256::of), false);
    }

    /** The other loops go on meanwhile, and the watcher announces this one again when it can read the file. */
    static RejectedLoopException unreadable(String file, String why) {
        return new RejectedLoopException(
                "WORKSPACE_UNREADABLE", file + " cannot be read (" + why + "); it is tried again when it can be");
    }

    @Override
    default void close() {}
}
