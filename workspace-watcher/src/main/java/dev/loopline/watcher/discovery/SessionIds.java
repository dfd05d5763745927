package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.pickle.PickleReader;
import dev.loopline.kit.pickle.PickledObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The task run id that a session holds in the state that it saved first, if that is small. Read once. For one thread.
 */
final class SessionIds {

    private static final long MAX_BYTES = 4L * 1024 * 1024;

    private final Map<Path, Seen> known = new HashMap<>();

    private record Seen(
            Path file,
            long size,
            Instant modifiedAt,
            @Nullable String taskRunId) {}

    Optional<String> taskRunId(Path session, int firstLoop) {
        Seen seen = known.get(session);
        if (seen != null && seen.taskRunId() != null) {
            return Optional.of(seen.taskRunId());
        }
        Path file = SessionEntry.states(session, firstLoop).resolve("0_direct_exp_gen");
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Instant modified = attributes.lastModifiedTime().toInstant();
            boolean same = seen != null
                    && seen.file().equals(file)
                    && seen.size() == attributes.size()
                    && seen.modifiedAt().equals(modified);
            if (!same) {
                boolean small = attributes.isRegularFile() && attributes.size() <= MAX_BYTES;
                String id = small ? read(file) : null;
                known.put(session, new Seen(file, attributes.size(), modified, id));
                return Optional.ofNullable(id);
            }
        } catch (IOException e) {
            return Optional.empty(); // no saved state: the folder's name has to do
        }
        return Optional.empty();
    }

    void keepOnly(Set<Path> sessions) {
        known.keySet().retainAll(sessions);
    }

    private static @Nullable String read(Path file) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            if (PickleReader.read(in) instanceof PickledObject loop) {
                return Stream.of("task_run_id", "task_id", "run_id")
                        .flatMap(name -> loop.attribute(name).stream())
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .filter(LoopKey::isTaskRunId)
                        .findFirst()
                        .orElse(null);
            }
        } catch (IOException e) {
            return null; // not complete, or not readable: read again when it changes
        }
        return null;
    }
}
