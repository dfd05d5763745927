package dev.loopline.watcher;

import dev.loopline.watcher.watch.WatchSettings;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** How the watcher looks for finished loops. */
@ConfigMapping(prefix = "loopline.watcher")
public interface WatcherConfig extends WatchSettings {

    /**
     * The registry's file. Default: {@code RDagentDB/registry.sqlite} in the RD-Agent home, where RD-Agent itself keeps it;
     * to be set only if RD-Agent has another place from {@code RD_AGENT_REGISTRY_DB_PATH}.
     */
    Optional<Path> registry();

    /**
     * Time between two scans of the home. Default 2 s. Scanning is what makes detection correct: file events, which only
     * make it fast, do not arrive from Windows drives in WSL and from most network mounts.
     */
    @WithDefault("2s")
    @Override
    Duration scanInterval();

    /**
     * How long the files of a loop have to stand unchanged before they are taken as complete where RD-Agent left no mark.
     * Default 2 s. Not waited for if the registry says that the loop has ended: RD-Agent writes that last.
     */
    @WithDefault("2s")
    @Override
    Duration quietPeriod();

    /**
     * The quiet period for a workspace of which nothing names the loop number, so that number 0 has to be assumed. Default
     * 30 s: long enough for a metadata file that names it to arrive.
     */
    @WithDefault("30s")
    @Override
    Duration assumedLoopWait();

    /**
     * How many files of registered loops each scan compares with what was registered, at most. Default 500. No scan spends
     * more time on it than its look at the folders took, so a home is gone through in turns; what RD-Agent records in the
     * registry is seen at once all the same.
     */
    @WithDefault("500")
    @Override
    int filesCheckedPerScan();

    /**
     * How long nothing has to be written in a loop of a session log before it is reported as crashed. Default 24 h: longer
     * than a training takes. A loop that goes on afterwards, or ends, is seen all the same.
     */
    @WithDefault("24h")
    @Override
    Duration crashedAfter();

    /**
     * Whether file events are listened to. Default yes. Without them the scan finds everything, a scan interval later; to be
     * switched off where the system has no watches to spare.
     */
    @WithDefault("true")
    @Override
    boolean fileEvents();

    /**
     * The share of the registered loops, 0 to 1, above which withdrawals within ten minutes wait until a person confirms them.
     * Default 0.05. One loop may always go.
     */
    @WithDefault("0.05")
    @Override
    double withdrawalsShare();

    /** The number of loops above which they wait, however many are registered. Default 20. */
    @WithDefault("20")
    @Override
    int withdrawalsCount();

    /**
     * After how long without progress of any loop those that are on their way are announced again: a record of theirs may have
     * been lost. Default 10 min; each further attempt waits twice as long, up to 2 h.
     */
    @WithDefault("10m")
    @Override
    Duration stalledAfter();

    /**
     * After how long without a refresh the owner of the home counts as gone. Default 30 s; the owner refreshes its lease every 4 s.
     * All watchers of a home need the same value.
     */
    @WithDefault("30s")
    Duration leaseStale();

    /**
     * How long a start waits for a home or a registry that was there before and is away, before it is refused. Default 65 s:
     * longer than the minute after which {@code up} takes a service for steady, so that it goes on starting it.
     */
    @WithDefault("65s")
    Duration startPatience();

    /**
     * A word, such as a date, that allows a new registry where one was lost. None by default; each word counts for one start.
     */
    Optional<String> newRegistry();
}
