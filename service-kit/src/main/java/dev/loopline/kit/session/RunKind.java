package dev.loopline.kit.session;

import dev.loopline.kit.pickle.PickleHead;
import dev.loopline.kit.session.SessionFolder.Saved;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells of a run what wrote it and what it works on, by as few bytes as will do. Safe for all threads. */
final class RunKind {

    private static final int LOOPS = 3;

    private final RunFiles files;

    RunKind(RunFiles files) {
        this.files = files;
    }

    Generation generation() {
        List<Integer> loops = files.session().loops();
        Stream<Generation> bySteps = loops.stream()
                .sorted(Comparator.reverseOrder())
                .map(loopId -> Generation.of(files.session().steps(loopId)));
        Stream<Generation> byLayout = layouts().map(RunLayout::generation);
        Stream<Generation> byState = Stream.of(0).flatMap(any -> byState().stream());
        return Stream.of(bySteps, byLayout, byState)
                .flatMap(one -> one)
                .filter(one -> one != Generation.UNKNOWN)
                .findFirst()
                .orElse(Generation.UNKNOWN);
    }

    private Optional<Generation> byState() {
        return new LoopJudge(files).newestState().map(LoopState::generation);
    }

    /** Of the newest loops in the trace. */
    private Stream<RunLayout> layouts() {
        Path trace = files.trace();
        if (trace == null) {
            return Stream.empty();
        }
        List<Integer> loops = Folders.in(trace).stream()
                .flatMap(folder -> RunLayout.loopId(Folders.name(folder)).stream())
                .sorted(Comparator.reverseOrder())
                .limit(LOOPS)
                .toList();
        return Stream.concat(loops.stream(), Stream.of(0))
                .distinct()
                .flatMap(loopId -> RunLayout.of(trace, loopId).stream());
    }

    /** By the loop object; a class that is not known, or of a script, leaves it to the trace if that says it. */
    Scenario scenario() {
        Optional<String> loopClass = files.session().newestFirst().stream()
                .limit(LoopJudge.TRIES)
                .flatMap(saved -> head(saved).stream())
                .flatMap(head -> Stream.ofNullable(head.firstClass()))
                .findFirst();
        Scenario bySession = loopClass.map(Scenarios::ofLoop).orElse(Scenario.UNKNOWN);
        boolean certain = bySession.kind() != Scenario.Kind.UNKNOWN
                && !loopClass.orElse("").startsWith("__main__.");
        return certain ? bySession : byTrace().orElse(bySession);
    }

    private Optional<PickleHead> head(Saved saved) {
        return files.head(saved.loopId(), saved.file());
    }

    private Optional<Scenario> byTrace() {
        Path trace = files.trace();
        if (trace == null) {
            return Optional.empty();
        }
        List<Path> roots = List.of(trace, trace.resolve("init"));
        Stream<Scenario> byScenario = roots.stream()
                .flatMap(root -> newestIn(root.resolve("scenario")).stream())
                .flatMap(this::ofFile);
        Stream<Scenario> byTag = roots.stream()
                .flatMap(root -> Folders.in(root).stream())
                .flatMap(tag -> Scenarios.ofRootTag(Folders.name(tag)).stream());
        Stream<Scenario> byLoop = layouts()
                .map(layout -> TracePickles.find(layout, new ArrayList<>()))
                .flatMap(pickles ->
                        Stream.of(Tag.HYPOTHESIS, Tag.RUNNER, Tag.CODER).flatMap(tag -> pickles.newest(tag).stream()))
                .flatMap(pickle -> ofFile(pickle.file()));
        return Stream.of(byScenario, byTag, byLoop).flatMap(one -> one).findFirst();
    }

    private Stream<Scenario> ofFile(Path file) {
        return files.head(file).map(PickleHead::firstClass).stream()
                .filter(Objects::nonNull)
                .flatMap(name -> Scenarios.ofClass(name).stream());
    }

    /** The newest pickle of a tag's folder. */
    private static Optional<Path> newestIn(Path tag) {
        return Folders.in(tag).stream()
                .flatMap(process -> Folders.entries(process).stream())
                .filter(file -> Folders.name(file).endsWith(".pkl"))
                .max(Comparator.comparing(Folders::name));
    }
}
