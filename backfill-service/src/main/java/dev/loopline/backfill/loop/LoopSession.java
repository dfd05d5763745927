package dev.loopline.backfill.loop;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.path.PortablePath;
import dev.loopline.kit.session.SessionLog;
import dev.loopline.kit.session.SessionLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What RD-Agent's session log says of a loop, if that log is in this home: in the loop's log folder, or in the folder of
 * a log root that is named like the session that the registry recorded. Nothing in it is carried out. Stateless.
 */
final class LoopSession {

    private LoopSession() {}

    static Optional<SessionLoop> read(HomeFolder home, Loop loop, Notes notes) throws IOException {
        String pickles = "Loop_" + loop.loopId();
        for (String place : places(home, loop)) {
            Optional<Path> folder = home.folder(place)
                    .filter(path -> Files.isDirectory(path.resolve(pickles), LinkOption.NOFOLLOW_LINKS));
            if (folder.isPresent()) {
                SessionLoop session = new SessionLog(folder.get()).read(loop.loopId());
                session.notes().forEach(note -> notes.add("SESSION_LOG_SKIPPED", place, note));
                return Optional.of(session);
            }
        }
        return Optional.empty();
    }

    private static List<String> places(HomeFolder home, Loop loop) throws IOException {
        String recorded = Objects.requireNonNullElse(loop.logTracePath(), "");
        List<String> names = PortablePath.parse(recorded).segments();
        List<String> named = names.isEmpty() ? List.of() : home.logFolders(names.get(names.size() - 1));
        return Stream.concat(Optional.ofNullable(loop.logDirHomeRelative()).stream(), named.stream())
                .distinct()
                .toList();
    }
}
