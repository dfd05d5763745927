package dev.loopline.contracts.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Random values that depend on the seed alone. Edge cases come early and often: the first seeds go through the combinations of
 * the edge cases of the values that are drawn first; of all other values one in eight is an edge case. For one thread.
 */
public final class RandomValues {

    private static final int SEEDS_OF_COMBINATIONS = 64;
    private static final int ONE_IN = 8;
    private static final int MOST_DRAWS = 10_000;
    private static final List<String> EDGE_CASES_OF_TEXTS =
            List.of("", "\u0000", " ", "\n", "\u0085", "\ud800", "\udfff", "\uffff", "\ud83d\ude00");

    private final int seed;
    private final Random random;

    /** Its next digit is the number of the edge case that is drawn next; with 0 chance decides. */
    private int combination;

    /** @param seed from 1 */
    public RandomValues(int seed) {
        this.seed = seed;
        // Random alone begins with similar values for neighbouring seeds.
        random = new Random(new SplittableRandom(seed).nextLong());
        combination = seed <= SEEDS_OF_COMBINATIONS ? seed : 0;
    }

    /** One of the edge cases or, more often, a value of the supplier. */
    public <T> T orEdgeCase(List<T> edgeCases, Supplier<T> value) {
        int radix = edgeCases.size() + 1;
        int digit = combination % radix;
        combination /= radix;
        if (digit > 0) {
            return edgeCases.get(digit - 1);
        }
        return random.nextInt(ONE_IN) == 0 ? oneOf(edgeCases) : value.get();
    }

    /** Both bounds are included; they, -1, 0 and 1 are edge cases. */
    public long number(long from, long to) {
        List<Long> edgeCases = Stream.of(from, to, 0L, 1L, -1L)
                .filter(edge -> from <= edge && edge <= to)
                .distinct()
                .toList();
        return orEdgeCase(edgeCases, () -> random.nextLong(from, Math.addExact(to, 1)));
    }

    /** See {@link #number(long, long)}. */
    public int number(int from, int to) {
        return (int) number((long) from, (long) to);
    }

    public byte[] bytes(int most) {
        byte[] bytes = new byte[number(0, most)];
        random.nextBytes(bytes);
        return bytes;
    }

    /**
     * Any text: ASCII or the whole of Unicode, with and without control characters and halves of surrogate pairs.
     *
     * @param most UTF-16 units, 2 or more
     */
    public String text(int most) {
        return orEdgeCase(EDGE_CASES_OF_TEXTS, () -> {
            int length = number(0, most);
            int first = oneOf(List.of(0, (int) ' '));
            int last = oneOf(List.of((int) '~', 0xff, (int) Character.MAX_VALUE, Character.MAX_CODE_POINT));
            StringBuilder text = new StringBuilder();
            while (text.length() < length) {
                text.appendCodePoint(number(first, last));
            }
            text.setLength(length);
            return text.toString();
        });
    }

    /** A text of these characters. */
    public String text(int least, int most, String characters) {
        List<String> single = characters.chars().mapToObj(Character::toString).toList();
        return String.join("", list(least, most, () -> oneOf(single)));
    }

    public <T> List<T> list(int least, int most, Supplier<T> element) {
        return Stream.generate(element).limit(number(least, most)).toList();
    }

    public <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    public <T> List<T> shuffled(List<T> values) {
        List<T> copy = new ArrayList<>(values);
        Collections.shuffle(copy, random);
        return copy;
    }

    /** The first value that fulfils the condition. */
    public <T> T matching(Predicate<T> condition, Supplier<T> value) {
        return Stream.generate(value)
                .limit(MOST_DRAWS)
                .filter(condition)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return "seed " + seed;
    }
}
