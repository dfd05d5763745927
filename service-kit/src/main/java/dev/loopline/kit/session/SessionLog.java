package dev.loopline.kit.session;

import dev.loopline.kit.pickle.PickleLimits;
import dev.loopline.kit.pickle.PickleReader;
import dev.loopline.kit.session.LoopPickles.Tag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One session folder of RD-Agent ({@code log/<time>/}). Of a loop only the newest pickle of five tags is read, each once:
 * hypothesis generation, experiment generation, coder result, runner result, feedback. Nothing outside the folder is read and
 * no link is followed. What cannot be read becomes a note. Safe for all threads.
 */
public final class SessionLog {

    private final Path folder;
    private final PickleLimits limits;

    public SessionLog(Path folder) {
        this(folder, PickleLimits.DEFAULT);
    }

    /**
     * @param limits how large each pickle may be
     */
    public SessionLog(Path folder, PickleLimits limits) {
        this.folder = folder;
        this.limits = limits;
    }

    /**
     * Reads what there is of a loop; of a loop that is not there, nothing but a note.
     *
     * @throws IOException if the folder itself cannot be walked
     */
    public SessionLoop read(int loopId) throws IOException {
        List<String> notes = new ArrayList<>();
        Map<Tag, Path> files = LoopPickles.newest(folder.resolve("Loop_" + loopId), notes);
        Map<Tag, Object> values = new EnumMap<>(Tag.class);
        for (Map.Entry<Tag, Path> file : files.entrySet()) {
            // The experiment as it ran says all that it said before it ran.
            boolean told = file.getKey() == Tag.CODER && files.containsKey(Tag.RUNNER);
            if (!told) {
                read(file.getValue(), notes).ifPresent(value -> values.put(file.getKey(), value));
            }
        }
        if (!values.containsKey(Tag.RUNNER) && files.containsKey(Tag.RUNNER) && files.containsKey(Tag.CODER)) {
            read(files.get(Tag.CODER), notes).ifPresent(value -> values.put(Tag.CODER, value));
        }
        return new SessionLoop(
                loopId,
                Generation.UNKNOWN,
                SessionValues.hypothesis(values.get(Tag.HYPOTHESIS)).orElse(null),
                tasks(values),
                SessionValues.feedback(values.get(Tag.FEEDBACK)).orElse(null),
                workspaces(values),
                null,
                notes);
    }

    private static List<SessionTask> tasks(Map<Tag, Object> values) {
        return latest(values, Tag.EXPERIMENT, Tag.RUNNER, Tag.CODER)
                .map(SessionValues::tasks)
                .filter(tasks -> !tasks.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<SessionWorkspace> workspaces(Map<Tag, Object> values) {
        return latest(values, Tag.RUNNER, Tag.CODER, Tag.EXPERIMENT)
                .map(SessionValues::workspaces)
                .filter(workspaces -> !workspaces.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static Stream<Object> latest(Map<Tag, Object> values, Tag... tags) {
        return Arrays.stream(tags).filter(values::containsKey).map(values::get);
    }

    private Optional<Object> read(Path file, List<String> notes) {
        String name = folder.relativize(file).toString();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            @Nullable Object value = PickleReader.read(in, limits);
            return Optional.ofNullable(value);
        } catch (IOException e) {
            notes.add(name + " is not read: " + e.getMessage());
            return Optional.empty();
        }
    }
}
