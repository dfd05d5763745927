package dev.loopline.samples.runs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one {@link Structure} writes into a home, and what it expects of it. The number makes scenes of one home different: names,
 * times, processes and ids follow from it. Used by one thread.
 */
final class Scene {

    private static final Instant FIRST_DAY = Instant.parse("2025-10-06T01:10:00.004001Z");
    private static final int FIRST_PROCESS = 5_000;
    private static final int FACTORS = 12;

    private final HomeFiles files;
    private final Structure structure;
    private final int number;
    private final SplittableRandom random;
    private final List<ExpectedLoop> loops = new ArrayList<>();
    private final Set<String> named = new LinkedHashSet<>();
    private final Set<String> noFactors = new LinkedHashSet<>();
    private int factors;

    Scene(HomeFiles files, Structure structure, long seed, int number) {
        this.files = files;
        this.structure = structure;
        this.number = number;
        this.random = Made.random(seed + "|" + structure + "|" + number);
    }

    HomeFiles files() {
        return files;
    }

    int number() {
        return number;
    }

    SplittableRandom random() {
        return random;
    }

    /** The name that RD-Agent gives to a log folder: the time of its start. */
    String time() {
        return RunLog.STAMP.format(FIRST_DAY.plusSeconds(3_637L * number).plusNanos(number * 1_000L));
    }

    /** A log folder with such a name. */
    String log() {
        return "log/" + time();
    }

    int pid() {
        return FIRST_PROCESS + 37 * number;
    }

    /** Usual settings of a run. */
    RunSettings run(Generation generation, RunKind kind) {
        return RunSettings.of(generation, kind, log(), pid());
    }

    /** A factor of any kind; no two of a home have one name. */
    RunFactor factor() {
        return RunFactor.any(random, FACTORS * number + factors++);
    }

    /** A factor of one idea in one style. */
    RunFactor factor(RunIdea idea, CodeStyle style) {
        int at = FACTORS * number + factors++;
        return RunFactor.of(idea, NameStyle.values()[at % NameStyle.values().length].name(idea, at), style);
    }

    List<RunFactor> factors(int count) {
        List<RunFactor> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(factor());
        }
        return some;
    }

    RunModel model() {
        return new RunModel("Recurrent_" + number, number % 2 == 0 ? "TimeSeries" : "Tabular");
    }

    /** A loop that was played, with what follows from its end; it may name the factors of loops before it in the scene. */
    void expect(RunLoop loop) {
        expect(ExpectedLoop.of(structure, loop));
    }

    void expect(ExpectedLoop loop) {
        Set<String> earlier = new LinkedHashSet<>();
        loops.forEach(before -> before.factors().forEach(factor -> earlier.add(factor.name())));
        loops.add(loop.otherFactors(earlier));
        if (loop.states().stream().noneMatch(State.CARRIED::equals)) {
            loop.factors().forEach(factor -> noFactors.add(factor.name()));
        }
    }

    ExpectedLoop expected(RunLoop loop) {
        return ExpectedLoop.of(structure, loop);
    }

    /** A place that a reader has to name, with a reason. */
    void mustBeNamed(String place) {
        named.add(place);
    }

    void noFactor(String name) {
        noFactors.add(name);
    }

    List<ExpectedLoop> loops() {
        return loops;
    }

    Set<String> named() {
        return named;
    }

    Set<String> noFactors() {
        return noFactors;
    }
}
