package dev.loopline.kit.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes one loop of what several sources about the same run say: of each part, what the first source has. Stateless. */
final class LoopFacts {

    private LoopFacts() {}

    /**
     * @param sources the one that counts most first
     */
    static SessionLoop of(int loopId, Generation generation, List<LoopContent> sources, List<String> notes) {
        Optional<Object> experiment = first(sources.stream().map(LoopContent::experiment));
        boolean ran = sources.stream().anyMatch(LoopContent::ran);
        return new SessionLoop(
                loopId,
                generation,
                sources.stream()
                        .flatMap(source -> SessionValues.hypothesis(source.hypothesis()).stream())
                        .findFirst()
                        .orElse(null),
                sources.stream()
                        .flatMap(source -> Stream.of(
                                SessionValues.tasks(source.tasks()), SessionValues.tasks(source.experiment())))
                        .filter(tasks -> !tasks.isEmpty())
                        .findFirst()
                        .orElse(List.of()),
                sources.stream()
                        .flatMap(source -> SessionValues.feedback(source.feedback()).stream())
                        .findFirst()
                        .orElse(null),
                workspaces(sources),
                experiment.map(one -> Experiments.of(one, ran, notes)).orElse(null),
                notes);
    }

    /** The experiment's own folder of the first source that has one, then the folders of the tasks likewise. */
    private static List<SessionWorkspace> workspaces(List<LoopContent> sources) {
        List<SessionWorkspace> out = new ArrayList<>();
        for (boolean experiment : new boolean[] {true, false}) {
            sources.stream()
                    .flatMap(source -> Stream.of(source.experiment(), source.workspaces()))
                    .map(SessionValues::workspaces)
                    .map(all -> all.stream()
                            .filter(one -> one.experiment() == experiment)
                            .toList())
                    .filter(some -> !some.isEmpty())
                    .findFirst()
                    .ifPresent(out::addAll);
        }
        return out;
    }

    private static Optional<Object> first(Stream<? extends Object> values) {
        return values.filter(Objects::nonNull).map(value -> (Object) value).findFirst();
    }
}
