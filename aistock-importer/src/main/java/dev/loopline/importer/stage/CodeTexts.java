package dev.loopline.importer.stage;

import dev.loopline.importer.rows.FactorRow;
import dev.loopline.kit.sql.Sql;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fills {@code code_text} of factors whose code is in a bundle that AIstock has by now; the pages of AIstock show it. What another
 * module wrote there stays.
 */
@Singleton
public class CodeTexts {

    private static final Logger LOG = Logger.getLogger(CodeTexts.class);
    /** Imports within it share one look. */
    private static final int DELAY_MS = 1_000;

    private static final int PAGE = 100;
    /** Larger files are no source of a factor. */
    private static final long MOST_BYTES = 1 << 20;

    private static final String OWED = "SELECT factor_name, asset_path, raw_payload ->> '" + FactorRow.CODE_DIGEST
            + "' FROM public.aistock_factor_catalog WHERE loopline_revision > 0 AND asset_path IS NOT NULL AND code_text IS"
            + " NULL AND factor_name > ? ORDER BY factor_name LIMIT " + PAGE;

    private static final String FILL =
            "UPDATE public.aistock_factor_catalog SET code_text = ?, updated_at = now() WHERE"
                    + " factor_name = ? AND loopline_revision > 0 AND code_text IS NULL AND raw_payload ->> '"
                    + FactorRow.CODE_DIGEST + "' = ?";

    private final DataSource database;
    private final Path home;
    private final Duration interval;
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "code-texts");
        made.setDaemon(true);
        return made;
    });

    CodeTexts(DataSource database, AistockHome home, ImporterConfig config, ImporterCounters counters) {
        this.database = database;
        this.home = home.root();
        this.interval = config.repairInterval();
        counters.onImport(this::fillSoon);
    }

    void onStart(@Observes StartupEvent event) {
        thread.scheduleWithFixedDelay(this::fillSoon, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void fillSoon() {
        if (due.compareAndSet(false, true)) {
            thread.schedule(this::tryToFill, DELAY_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void tryToFill() {
        due.set(false);
        try {
            fill();
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.warnf("The code of factors could not be read; trying again. failure=%s", e);
        }
    }

    private record Owed(String factorName, String assetPath, String digest) {}

    private void fill() throws SQLException, IOException {
        try (Sql sql = Sql.open(database)) {
            String after = "";
            List<Owed> page;
            do {
                page = sql.list(OWED, row -> new Owed(row.getString(1), row.getString(2), row.getString(3)), after);
                for (Owed one : page) {
                    String text = text(home.resolve(one.assetPath()));
                    if (text != null) {
                        sql.update(FILL, text, one.factorName(), one.digest());
                    }
                    after = one.factorName();
                }
            } while (page.size() == PAGE);
        }
    }

    private static @Nullable String text(Path file) throws IOException {
        boolean isThere = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) <= MOST_BYTES;
        return isThere ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replace("\0", "") : null;
    }
}
