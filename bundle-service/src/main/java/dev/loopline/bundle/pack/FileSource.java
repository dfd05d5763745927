package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Selection;
import dev.loopline.contracts.event.LoopBackfilled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where the files of loops come from. Safe for all threads. */
public sealed interface FileSource permits HomeFileSource, HomesFileSource, HttpFileSource {

    /**
     * Looks at the files of one loop.
     *
     * @throws IOException if the source is not there, now
     * @throws RejectedLoopException if it is there and the loop's primary workspace is not
     */
    LoopFiles open(LoopBackfilled loop, Selection selection) throws IOException, RejectedLoopException;

    /** The RD-Agent home, where it is mounted. */
    Optional<Path> home() throws IOException;
}
