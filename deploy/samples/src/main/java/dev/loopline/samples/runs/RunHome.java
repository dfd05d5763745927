package dev.loopline.samples.runs;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@link Structure}s have written into a home.
 *
 * @param loops what is right for each loop
 * @param named places that a reader must name with a reason, though no loop of them is carried
 * @param noFactors names that are no factor's, and those of factors that came to nothing
 */
public record RunHome(List<ExpectedLoop> loops, Set<String> named, Set<String> noFactors) {

    /** A home without runs. */
    public static final RunHome EMPTY = new RunHome(List.of(), Set.of(), Set.of());

    /** A file that exists in the home once a program has executed the pickle of {@link Structure#HOSTILE}. */
    public static final String TRACE_OF_HOSTILE = StrangerScenes.TRACE_OF_HOSTILE;

    /** The root that {@link Structure#ELSEWHERE} records, in the form {@code FROM=TO} that maps it to where it lies. */
    public static String mapping(Path home) {
        return PlaceScenes.OTHER_DRIVE + "=" + home.resolve(PlaceScenes.OTHER_DRIVE_HERE);
    }

    /** Writes structures one after the other. Each begins an hour before {@code now} at the latest. */
    public static RunHome write(Path home, long seed, Instant now, List<Structure> structures) {
        List<ExpectedLoop> loops = new ArrayList<>();
        Set<String> named = new LinkedHashSet<>();
        Set<String> noFactors = new LinkedHashSet<>();
        for (int i = 0; i < structures.size(); i++) {
            Instant begun = now.minus(Duration.ofHours(5)).plusSeconds(i);
            Scene scene = new Scene(new HomeFiles(home, begun), structures.get(i), seed, i);
            structures.get(i).write(scene);
            loops.addAll(scene.loops());
            named.addAll(scene.named());
            noFactors.addAll(scene.noFactors());
        }
        loops.forEach(loop -> loop.factors().forEach(factor -> {
            if (loop.mustBeCarried()) {
                noFactors.remove(factor.name());
            }
        }));
        return new RunHome(List.copyOf(loops), named, noFactors);
    }

    /** All structures that share a home, over and over, until they make that many loops. */
    public static List<Structure> mixture(int loops) {
        List<Structure> mixture = new ArrayList<>();
        int left = loops;
        while (left > 0) {
            for (Structure structure : Structure.sharable()) {
                if (structure.loops() <= left) {
                    mixture.add(structure);
                    left -= structure.loops();
                }
            }
        }
        return mixture;
    }

    /** Loops that must be carried. */
    public List<ExpectedLoop> carried() {
        return loops.stream().filter(ExpectedLoop::mustBeCarried).toList();
    }

    /** Loops of one structure. */
    public List<ExpectedLoop> of(Structure structure) {
        return loops.stream().filter(loop -> loop.structure() == structure).toList();
    }
}
