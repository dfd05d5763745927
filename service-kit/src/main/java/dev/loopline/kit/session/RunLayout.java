package dev.loopline.kit.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a generation of RD-Agent lays out the trace of a loop. A new layout is one more class here; which one a folder has is
 * decided by its content. Links are not followed. Safe for all threads.
 */
sealed interface RunLayout {

    List<String> SHORT_NAMES = List.of("r", "d", "ef");

    /** The generation that writes this layout and no other; unknown if several do. */
    Generation generation();

    /** Whether the layout says which loop a pickle belongs to. */
    boolean knowsLoops();

    /** Folders below which the processes' folders of a tag lie. */
    List<Path> folders(Tag tag);

    /** The layout of a loop in a trace; empty if the trace has nothing of this loop. */
    static Optional<RunLayout> of(Path trace, int loopId) {
        Path loop = loopFolder(trace, loopId);
        if (Folders.isFolder(loop)) {
            List<Path> steps = Folders.in(loop);
            boolean shortNames = steps.stream()
                    .flatMap(step -> SHORT_NAMES.stream().map(step::resolve))
                    .anyMatch(Folders::isFolder);
            return Optional.of(shortNames ? new OfShortNames(steps) : new OfSteps(steps));
        }
        return SHORT_NAMES.stream().map(trace::resolve).anyMatch(Folders::isFolder)
                ? Optional.of(new Flat(trace))
                : Optional.empty();
    }

    /** Whether a folder is a trace of any layout. */
    static boolean isTrace(Path place) {
        return Folders.in(place).stream().anyMatch(folder -> {
            String name = Folders.name(folder);
            boolean tags = SHORT_NAMES.contains(name)
                    && Stream.of(Tag.values()).anyMatch(tag -> Folders.isFolder(folder.resolve(tag.folder())));
            return tags || loopId(name).isPresent();
        });
    }

    static Path loopFolder(Path trace, int loopId) {
        return trace.resolve("Loop_" + loopId);
    }

    /** The number in {@code Loop_<n>}. */
    static Optional<Integer> loopId(String name) {
        return name.startsWith("Loop_") ? Folders.number(name.substring("Loop_".length())) : Optional.empty();
    }

    /** 0.3: {@code <short name>/<tag>} of all loops together. */
    record Flat(Path trace) implements RunLayout {
        @Override
        public Generation generation() {
            return Generation.V0_3;
        }

        @Override
        public boolean knowsLoops() {
            return false;
        }

        @Override
        public List<Path> folders(Tag tag) {
            return tag.shortName().isEmpty()
                    ? List.of()
                    : List.of(trace.resolve(tag.shortName()).resolve(tag.folder()));
        }
    }

    /** 0.4: {@code Loop_<n>/<step>/<short name>/<tag>}. */
    record OfShortNames(List<Path> steps) implements RunLayout {
        @Override
        public Generation generation() {
            return Generation.V0_4;
        }

        @Override
        public boolean knowsLoops() {
            return true;
        }

        @Override
        public List<Path> folders(Tag tag) {
            return tag.shortName().isEmpty()
                    ? List.of()
                    : steps.stream()
                            .map(step -> step.resolve(tag.shortName()).resolve(tag.folder()))
                            .toList();
        }
    }

    /** Since 0.5: {@code Loop_<n>/<step>/<tag>}. */
    record OfSteps(List<Path> steps) implements RunLayout {
        @Override
        public Generation generation() {
            return steps.stream().anyMatch(OfSteps::isRecord) ? Generation.V1_0 : Generation.UNKNOWN;
        }

        @Override
        public boolean knowsLoops() {
            return true;
        }

        @Override
        public List<Path> folders(Tag tag) {
            List<Path> folders = new ArrayList<>();
            for (Path step : steps) {
                if (tag != Tag.RECORDED || isRecord(step)) {
                    folders.add(step.resolve(tag.folder()));
                }
            }
            return folders;
        }

        private static boolean isRecord(Path step) {
            return Folders.name(step).equals("record");
        }
    }
}
