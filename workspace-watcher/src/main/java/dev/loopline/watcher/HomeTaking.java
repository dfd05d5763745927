package dev.loopline.watcher;

import dev.loopline.kit.startup.StartupRefusedException;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.home.HomeOwnedException;
import dev.loopline.watcher.registry.RegistryDamagedException;
import dev.loopline.watcher.registry.RegistryLostException;
import dev.loopline.watcher.registry.RegistryPlace;
import dev.loopline.watcher.registry.SqliteErrors;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Takes a home at the start: its owner, and whether what lies there is the registry that was there before. A home that was used
 * before is waited for. For one thread.
 */
final class HomeTaking {

    private static final Logger LOG = Logger.getLogger(HomeTaking.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final WatcherConfig config;
    private final Duration patience;

    /** @param isUsed whether an earlier run had a registry in this home */
    HomeTaking(WatcherConfig config, boolean isUsed) {
        this.config = config;
        this.patience = isUsed ? config.startPatience() : Duration.ZERO;
    }

    /**
     * @param lost called once if another watcher takes the home over
     * @throws StartupRefusedException if another watcher owns the home, or the registry that was there is lost
     */
    HomeLease take(HomeLease.Place place, Runnable lost) {
        try {
            return patiently(() -> attempt(place, lost));
        } catch (HomeOwnedException e) {
            throw new StartupRefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private HomeLease attempt(HomeLease.Place place, Runnable lost) {
        try {
            Optional<String> word = config.newRegistry().filter(text -> !text.isBlank());
            boolean begins = word.isPresent() && !place.isFollowed(word.get());
            int known = begins ? 0 : place.knownLoops();
            if (known > 0) {
                RegistryPlace.require(place.registry(), known);
            }
            return HomeLease.take(place, config.leaseStale(), begins ? word.get() : null, lost);
        } catch (SQLException e) {
            throw new StartupRefusedException(
                    SqliteErrors.isDamage(e)
                            ? RegistryDamagedException.message(place.registry(), e.getMessage())
                            : "the registry " + place.registry() + " cannot be read: " + e.getMessage(),
                    e);
        } catch (RegistryLostException e) {
            throw new StartupRefusedException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartupRefusedException(
                    "the folder of the registry " + place.registry() + " cannot be written (" + e
                            + "); give this user the right, or make room",
                    e);
        }
    }

    /** Tries again what is refused, as long as patience lasts. */
    <T> T patiently(Supplier<T> action) {
        long begin = System.nanoTime();
        String said = "";
        while (true) {
            try {
                return action.get();
            } catch (StartupRefusedException e) {
                if (System.nanoTime() - begin >= patience.toNanos()) {
                    throw e;
                }
                if (!said.equals(e.getMessage())) {
                    said = String.valueOf(e.getMessage());
                    LOG.warnf("Waiting for the home. reason=%s", said);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the home", e);
        }
    }
}
