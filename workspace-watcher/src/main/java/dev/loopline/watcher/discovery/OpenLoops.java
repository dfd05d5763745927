package dev.loopline.watcher.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Distinguishes loops that RD-Agent is at work on from those that it left half done: by {@code abort_reason.json} of the session, or
 * because nothing happened for long. A loop that is written after the abort is at work again. For one thread.
 */
final class OpenLoops {

    /** The abort is written a moment before or after the last pickle. */
    private static final Duration ABORT_MARGIN = Duration.ofSeconds(5);

    /** A loop that was found to be still is gone through again only after this time. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private static final int MAX_ABORT_BYTES = 1024 * 1024;
    private static final int MAX_FILES = 20_000;
    private static final int MAX_DEPTH = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Duration crashedAfter;
    private final Clock clock;
    private Map<SessionEntry, Age> known = new HashMap<>();
    private Map<SessionEntry, Age> next = new HashMap<>();

    /** What became of a loop that has no last file. */
    record Judgement(SessionTrace.State state, String reason) {}

    private record Age(Instant newest, Instant shallow, Instant lookedAt) {}

    OpenLoops(Duration crashedAfter, Clock clock) {
        this.crashedAfter = crashedAfter;
        this.clock = clock;
    }

    void begin() {
        next = new HashMap<>();
    }

    void end() {
        known = next;
    }

    Judgement judge(SessionEntry entry) {
        Path abort = entry.run().resolve("abort_reason.json");
        Optional<Instant> abortedAt = modified(abort);
        Instant shallow = shallow(entry);
        Instant now = clock.instant();
        boolean recent = shallow.plus(crashedAfter).isAfter(now);
        if (recent && abortedAt.isEmpty()) {
            return new Judgement(SessionTrace.State.AT_WORK, "its session is at work on it");
        }
        Instant newest = newest(entry, shallow, now);
        if (abortedAt.isPresent() && !newest.isAfter(abortedAt.get().plus(ABORT_MARGIN))) {
            return new Judgement(SessionTrace.State.CRASHED, "its session was aborted: " + reason(abort));
        }
        return newest.plus(crashedAfter).isAfter(now)
                ? new Judgement(SessionTrace.State.AT_WORK, "its session is at work on it")
                : new Judgement(
                        SessionTrace.State.CRASHED,
                        "its session has no last file of it, and nothing was written since " + newest);
    }

    /** Whether nothing was written in a loop for so long. */
    boolean isQuiet(SessionEntry entry, Duration time) {
        Instant now = clock.instant();
        Instant shallow = shallow(entry);
        return !shallow.plus(time).isAfter(now)
                && !newest(entry, shallow, now).plus(time).isAfter(now);
    }

    private static Instant shallow(SessionEntry entry) {
        return entry.folders()
                .flatMap(folder -> modified(folder).stream())
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private Instant newest(SessionEntry entry, Instant shallow, Instant now) {
        Age age = known.get(entry);
        boolean holds = age != null
                && age.shallow().equals(shallow)
                && age.lookedAt().plus(LOOK_AGAIN).isAfter(now);
        if (age == null || !holds) {
            Instant newest = entry.folders()
                    .map(OpenLoops::newestBelow)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
            age = new Age(newest, shallow, now);
        }
        next.put(entry, age);
        return age.newest();
    }

    private static Instant newestBelow(Path folder) {
        Instant[] newest = {modified(folder).orElse(Instant.EPOCH)};
        int[] files = {0};
        try {
            Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    newest[0] = newer(newest[0], attributes.lastModifiedTime().toInstant());
                    return ++files[0] < MAX_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // gone meanwhile, or not ours to read: it says nothing about age
                }
            });
        } catch (IOException e) {
            return newest[0];
        }
        return newest[0];
    }

    private static Optional<Instant> modified(Path path) {
        try {
            return Optional.of(
                    Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Instant newer(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static String reason(Path abort) {
        try (InputStream in = Files.newInputStream(abort, LinkOption.NOFOLLOW_LINKS)) {
            JsonNode root = JSON.readTree(in.readNBytes(MAX_ABORT_BYTES));
            String reason = root.path("reason").asText("");
            String type = root.path("exception_type").asText("");
            String text = reason.isBlank() ? type : reason;
            return text.isBlank()
                    ? "abort_reason.json gives no reason"
                    : text.substring(0, Math.min(200, text.length()));
        } catch (IOException e) {
            return "abort_reason.json cannot be read";
        }
    }
}
