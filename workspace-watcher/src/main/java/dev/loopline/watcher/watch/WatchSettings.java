package dev.loopline.watcher.watch;

import java.time.Duration;

/** How to look for finished loops; what each value means and its default stand in the service's configuration. */
public interface WatchSettings {

    /** Time between two looks at the whole home. */
    Duration scanInterval();

    /** How long files have to stand unchanged where RD-Agent left no mark. */
    Duration quietPeriod();

    /** The same where the number of the loop is assumed. */
    Duration assumedLoopWait();

    /** How many files of registered loops a round compares, at most. */
    int filesCheckedPerScan();

    /** How long nothing has to be written in a loop before it is reported as crashed. */
    Duration crashedAfter();

    /** Whether file events are listened to. */
    boolean fileEvents();

    /** The share of the registered loops, 0 to 1, above which withdrawals wait for a confirmation. */
    double withdrawalsShare();

    /** The number above which they wait, however many are registered. */
    int withdrawalsCount();

    /** After how long without progress of any loop those that are on their way are announced again. */
    Duration stalledAfter();
}
