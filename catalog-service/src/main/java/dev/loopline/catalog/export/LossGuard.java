package dev.loopline.catalog.export;

import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.ListedLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps catalog files that hold more than the state knows: the state may be new, lost, or filled from a topic that is new or was
 * cut. A file is read only if it is not as it was last written or read. Used by one thread at a time.
 */
final class LossGuard {

    private static final int SHOWN = 5;
    private static final String ADVICE = ". Nothing is written until they arrive again (`deploy/loopline backfill"
            + " --all-task-runs` sends them); if they are to go: `deploy/loopline export --accept-loss`";

    private final Map<Path, Look> looks = new HashMap<>();

    /** A file as it was, and the loops it held, as far as the state did not have them then. */
    private record Look(
            FileTime modified, long size, @Nullable Object key, Set<LoopKey> loops) {

        boolean isOf(BasicFileAttributes now) {
            return modified.equals(now.lastModifiedTime())
                    && size == now.size()
                    && String.valueOf(key).equals(String.valueOf(now.fileKey()));
        }
    }

    /** @throws LossRefusedException if one of the files holds a loop that the state neither has nor saw withdrawn */
    void check(CatalogReader reader, Collection<Path> files) throws IOException, SQLException {
        Set<LoopKey> missing = new TreeSet<>();
        for (Path file : files) {
            if (Files.exists(file) && Files.size(file) > 0) {
                missing.addAll(reader.unknown(loops(file)));
            }
        }
        if (!missing.isEmpty()) {
            throw new LossRefusedException("the catalog files hold " + missing.size()
                    + (missing.size() == 1 ? " loop" : " loops") + " of which the catalogs know nothing ("
                    + LoopKey.line(missing, SHOWN) + ")" + ADVICE);
        }
    }

    private Set<LoopKey> loops(Path file) throws IOException {
        Look known = looks.get(file);
        if (known == null || !known.isOf(attributes(file))) {
            try {
                note(file, ListedLoops.in(file));
            } catch (IOException e) {
                throw new LossRefusedException("the catalog file " + file
                        + " cannot be read, so that it is not known which"
                        + " loops it holds: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                        + ". Mend it or move it away; or replace it: `deploy/loopline export --accept-loss`");
            }
        }
        return looks.get(file).loops();
    }

    /** The file was written from the state, which knows all that it holds. */
    void written(Path file) throws IOException {
        note(file, Set.of());
    }

    private void note(Path file, Set<LoopKey> loops) throws IOException {
        BasicFileAttributes now = attributes(file);
        looks.put(file, new Look(now.lastModifiedTime(), now.size(), now.fileKey(), loops));
    }

    private static BasicFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class);
    }
}
