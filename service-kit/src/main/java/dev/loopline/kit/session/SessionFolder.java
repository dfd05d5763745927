package dev.loopline.kit.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code __session__} of one run, with {@code <n>/<number>_<step>} for each step of each loop. Only regular files
 * that are not empty count; links are not followed. Safe for all threads.
 */
final class SessionFolder {

    static final String NAME = "__session__";

    private final @Nullable Path place;

    /**
     * @param place the folder that holds it; null if there is none
     */
    SessionFolder(@Nullable Path place) {
        this.place = place;
    }

    /** The folder; null if there is none now, or it is a link. */
    private @Nullable Path folder() {
        return place != null && isSession(place) ? place.resolve(NAME) : null;
    }

    static boolean isSession(Path place) {
        return Folders.isFolder(place.resolve(NAME));
    }

    /** A step file and the loop below whose number it lies. */
    record Saved(int loopId, StepFile file) {

        /** By the time of writing; of files of one time the later loop and step. */
        static final Comparator<Saved> BY_AGE = Comparator.comparing(
                        (Saved saved) -> saved.file().modifiedAt())
                .thenComparing(Saved::loopId)
                .thenComparing(saved -> saved.file().number());
    }

    /** Loops that have a folder, in the order of their numbers. */
    List<Integer> loops() {
        Path folder = folder();
        return folder == null
                ? List.of()
                : Folders.entries(folder).stream()
                        .flatMap(entry -> Folders.number(Folders.name(entry)).stream())
                        .sorted()
                        .toList();
    }

    /** The step files of a loop in the order of their numbers. */
    List<StepFile> steps(int loopId) {
        List<StepFile> steps = new ArrayList<>();
        Path folder = folder();
        if (folder != null) {
            for (Path entry : Folders.entries(folder.resolve(String.valueOf(loopId)))) {
                step(entry).ifPresent(steps::add);
            }
        }
        steps.sort(Comparator.comparing(StepFile::number).thenComparing(StepFile::step));
        return List.copyOf(steps);
    }

    /** All step files of the run, the newest first. */
    List<Saved> newestFirst() {
        return loops().stream()
                .flatMap(loopId -> steps(loopId).stream().map(step -> new Saved(loopId, step)))
                .sorted(Saved.BY_AGE.reversed())
                .toList();
    }

    /** Where a step file lies. */
    Path path(int loopId, StepFile step) {
        if (place == null) {
            throw new IllegalStateException("there is no session folder");
        }
        return place.resolve(NAME).resolve(String.valueOf(loopId)).resolve(step.name());
    }

    private static Optional<StepFile> step(Path file) {
        String name = Folders.name(file);
        int bar = name.indexOf('_');
        if (bar <= 0 || bar == name.length() - 1) {
            return Optional.empty();
        }
        return Folders.number(name.substring(0, bar)).flatMap(number -> {
            try {
                BasicFileAttributes attributes =
                        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                return attributes.isRegularFile() && attributes.size() > 0
                        ? Optional.of(new StepFile(
                                number,
                                name.substring(bar + 1),
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant()))
                        : Optional.empty();
            } catch (IOException e) {
                return Optional.empty(); // gone meanwhile, or not to be looked at
            }
        });
    }
}
