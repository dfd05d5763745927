package dev.loopline.samples.runs;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A factor that a run evolves.
 *
 * @param name of its task and of its column
 * @param formula as its task states it
 * @param description as its task states it
 * @param source its {@code factor.py}
 * @param fields the columns of prices that its code reads
 * @param lookback the numbers of days that may be called its look-back; empty if none is to be compared
 */
public record RunFactor(
        String name, String formula, String description, String source, Set<String> fields, Set<Integer> lookback) {

    private static final List<String> FIELDS = List.of("open", "close", "high", "low", "volume");

    static RunFactor of(RunIdea idea, String name, CodeStyle style) {
        return new RunFactor(
                name,
                idea.formula(),
                idea.label() + " over " + idea.days() + " days.",
                style.source(name, idea),
                idea.fields(),
                idea.lookback());
    }

    /** A factor of any idea, in any style; the number makes its name its own. */
    static RunFactor any(SplittableRandom random, int number) {
        String field = FIELDS.get(random.nextInt(FIELDS.size()));
        int days = 3 + random.nextInt(25);
        RunIdea idea = switch (random.nextInt(5)) {
            case 0 -> RunIdea.change(field, days);
            case 1 -> RunIdea.mean(field, days);
            case 2 -> RunIdea.stretch(field, days);
            case 3 -> RunIdea.range(days);
            default -> RunIdea.flow(days);
        };
        NameStyle naming = NameStyle.values()[number % NameStyle.values().length];
        CodeStyle style = CodeStyle.values()[number % CodeStyle.values().length];
        return of(idea, naming.name(idea, number), style);
    }
}
