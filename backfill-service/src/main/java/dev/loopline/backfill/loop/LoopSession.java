package dev.loopline.backfill.loop;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.HomeFolder;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.path.PortablePath;
import dev.loopline.kit.session.RunPlaces;
import dev.loopline.kit.session.RunReader;
import dev.loopline.kit.session.SessionLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What RD-Agent's session and trace say of a loop, if they are in this home: in the loop's log folder, or in the folder below
 * {@code log/} that is named like the one that the registry recorded. The two may lie apart. Nothing in them is carried out. Stateless.
 */
final class LoopSession {

    private LoopSession() {}

    static Optional<SessionLoop> read(HomeFolder home, Loop loop, Notes notes) throws IOException {
        List<String> places = places(home, loop);
        List<Path> folders = new ArrayList<>();
        for (String place : places) {
            home.folder(place).ifPresent(folders::add);
        }
        String pickles = "Loop_" + loop.loopId();
        folders.sort(
                Comparator.comparing(folder -> !Files.isDirectory(folder.resolve(pickles), LinkOption.NOFOLLOW_LINKS)));
        RunPlaces run = RunPlaces.of(folders);
        if (run.trace() == null && run.session() == null) {
            return Optional.empty();
        }
        SessionLoop session = new RunReader(run).read(loop.loopId());
        session.notes().forEach(note -> notes.add("SESSION_LOG_SKIPPED", String.join(", ", places), note));
        return Optional.of(session);
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
