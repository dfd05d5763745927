package dev.loopline.importer.bundle;

import dev.loopline.contracts.event.Bundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where bundles come from. What is fetched is not yet verified. Implementations are safe for all threads. */
public interface BundleSource {

    /** The source does not have the bundle. */
    record Absent(String reason, String message) {}

    /**
     * Puts the archive at {@code target}. What is there already is the begin of this very archive, from a transfer that broke
     * off, and need not be fetched again.
     *
     * @return why there is none; empty if there is one now
     * @throws IOException {@link SourceUnavailableException} if the source does not answer; else the disk failed
     */
    Optional<Absent> fetch(Bundle bundle, Path target) throws IOException;

    /**
     * Whether an archive in AIstock's folder is the source's file itself, under a second name that nobody asks for any more:
     * earlier versions linked it.
     *
     * @param own the archive in AIstock's folder
     */
    default boolean isSharedUnasked(Path own) throws IOException {
        return false;
    }
}
