package dev.loopline.cli.backup;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A program that makes a backup and stands still before its n-th step, to be killed there. */
final class BackupProgram {

    static final String STANDS_STILL = "stands still";

    private BackupProgram() {}

    /** @param args the home, the folder of the backups, before which step it stands still */
    public static void main(String[] args) {
        Path home = Path.of(args[0]);
        int stop = Integer.parseInt(args[2]);
        AtomicInteger steps = new AtomicInteger();
        new Backup(Clock.systemUTC(), step -> {
                    if (steps.incrementAndGet() == stop) {
                        standStill();
                    }
                })
                .run(home, HomeParts.of(home, Map.of()), Path.of(args[1]));
    }

    private static void standStill() {
        System.out.println(STANDS_STILL);
        while (true) {
            LockSupport.park();
        }
    }
}
