package dev.loopline.bundle.pack;

import dev.loopline.bundle.select.Selection;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.kit.files.FileServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/**
 * The services beside several homes. One that is away for long does not hold up the loops of the others: its loops are given up, and
 * its watcher announces them again once it is back. Safe for all threads.
 */
public final class HomesFileSource implements FileSource {

    /** Reason code of loops whose home is away. */
    static final String SOURCE_AWAY = "SOURCE_AWAY";

    private final Map<String, ? extends FileSource> homes;
    private final Duration patience;
    private final LongSupplier nanos;
    /** Since when each service that does not answer has not answered. */
    private final ConcurrentMap<String, Long> away = new ConcurrentHashMap<>();

    /**
     * @param homes by the id of the home
     * @param patience how long a service that does not answer is waited for
     * @param nanos a monotonic clock
     */
    public HomesFileSource(Map<String, ? extends FileSource> homes, Duration patience, LongSupplier nanos) {
        this.homes = Map.copyOf(homes);
        this.patience = patience;
        this.nanos = nanos;
    }

    @Override
    public LoopFiles open(LoopBackfilled loop, Selection selection) throws IOException, RejectedLoopException {
        String home = loop.home() == null ? "" : loop.home();
        FileSource source = homes.get(home);
        if (source == null) {
            throw new RejectedLoopException(
                    SOURCE_AWAY,
                    loop.key() + " lies in "
                            + (home.isEmpty() ? "a home that its event does not name" : "the home " + home)
                            + ", and LOOPLINE_FILE_SOURCE_URL names no service beside it; add <home>=<address> there");
        }
        try {
            LoopFiles files = source.open(loop, selection);
            away.remove(home);
            return files;
        } catch (FileServer.AwayException e) {
            long since = away.computeIfAbsent(home, unused -> nanos.getAsLong());
            if (nanos.getAsLong() - since > patience.toNanos()) {
                throw new RejectedLoopException(
                        SOURCE_AWAY,
                        "the home " + home + " is away; its loops come when it is back: " + e.getMessage());
            }
            throw e;
        }
    }

    @Override
    public Optional<Path> home() {
        return Optional.empty();
    }
}
