package dev.loopline.contracts.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomValuesTest {

    private static List<String> texts(int seeds) {
        return IntStream.rangeClosed(1, seeds)
                .mapToObj(seed -> new RandomValues(seed).text(20))
                .toList();
    }

    @Test
    void givesTheSameValuesForTheSameSeed() {
        assertThat(texts(1_000)).isEqualTo(texts(1_000));
        assertThat(texts(1_000).stream().distinct().count()).isGreaterThan(700);
    }

    @Test
    void firstSeedsTakeEachCombinationOfEdgeCases() {
        // When
        List<List<Integer>> pairs = IntStream.rangeClosed(1, 64)
                .mapToObj(RandomValues::new)
                .map(random -> List.of(random.number(-5, 5), random.number(10, 20)))
                .toList();

        // Then
        for (int first : List.of(-5, -1, 0, 1, 5)) {
            assertThat(pairs).contains(List.of(first, 10), List.of(first, 20));
        }
        assertThat(pairs).allSatisfy(pair -> {
            assertThat(pair.get(0)).isBetween(-5, 5);
            assertThat(pair.get(1)).isBetween(10, 20);
        });
    }

    @Test
    void textsAreOfAnyUnicode() {
        assertThat(texts(200))
                .allMatch(text -> text.length() <= 20)
                .anyMatch(String::isEmpty)
                .anyMatch(text -> text.length() == 20)
                .anyMatch(text -> text.length() > 1 && text.indexOf('\u0000') >= 0)
                .anyMatch(text -> text.length() > 5 && text.chars().allMatch(c -> c >= ' ' && c <= '~'))
                .anyMatch(text -> text.length() > 1
                        && text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE))
                .anyMatch(text -> text.length() > 2 && text.codePoints().anyMatch(Character::isSupplementaryCodePoint));
    }

    @SeededTest(samples = 100)
    void textsOfGivenCharactersHoldNoOthers(RandomValues random) {
        assertThat(random.text(1, 9, "ab\ud800")).matches("[ab\ud800]{1,9}");
    }

    @SeededTest(samples = 100)
    void shufflingKeepsEachElement(RandomValues random) {
        // Given
        List<Integer> values = random.list(0, 9, () -> random.number(0, 5));

        // Then
        assertThat(random.shuffled(values)).containsExactlyInAnyOrderElementsOf(values);
    }
}
