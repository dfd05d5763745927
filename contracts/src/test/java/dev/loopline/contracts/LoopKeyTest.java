package dev.loopline.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopKeyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                ".",
                "..",
                "a/b",
                "a\\b",
                "../a",
                "a\nb",
                "a\u0000",
                "a\u007f",
                "a\u0085b",
                "\ud800"
            })
    void refusesWhatIsNoSinglePathSegment(String taskRunId) {
        assertThat(LoopKey.isTaskRunId(taskRunId)).isFalse();
        assertThat(LoopKey.parse(taskRunId + "/1")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new LoopKey(taskRunId, 1));
    }

    @Test
    void lengthIsCountedAsWrittenInFileNames() {
        assertThat(LoopKey.isTaskRunId("a".repeat(150))).isTrue();
        assertThat(LoopKey.isTaskRunId("a".repeat(151))).isFalse();
        assertThat(LoopKey.isTaskRunId("因".repeat(50))).isTrue();
        assertThat(LoopKey.isTaskRunId("因".repeat(51))).isFalse();
        assertThat(LoopKey.isTaskRunId("?".repeat(50))).isTrue();
        assertThat(LoopKey.isTaskRunId("?".repeat(51))).isFalse();
    }

    @Test
    void loopZeroIsAnOrdinaryLoopAndNegativeOnesAreNone() {
        assertThat(LoopKey.parse("a/0")).contains(new LoopKey("a", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new LoopKey("a", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/",
                "/1",
                "a/",
                "a/-1",
                "a/+1",
                "a/01",
                "a/1.0",
                "a/ 1",
                "a/1 ",
                "a/2147483648",
                "a/٣",
                "a/b/1"
            })
    void refusesWhatIsNoKey(String text) {
        assertThat(LoopKey.parse(text)).isEmpty();
    }

    @Test
    void isSortedByTaskRunAndThenByNumber() {
        // Given
        List<LoopKey> keys = List.of(new LoopKey("b", 0), new LoopKey("a", 10), new LoopKey("a", 9));

        // When
        TreeSet<LoopKey> sorted = new TreeSet<>(keys);

        // Then
        assertThat(sorted).containsExactly(new LoopKey("a", 9), new LoopKey("a", 10), new LoopKey("b", 0));
    }

    @SeededTest
    void textIsReadBackAsTheSameKey(RandomValues random) {
        // Given
        String taskRunId = random.matching(LoopKey::isTaskRunId, () -> random.text(40));
        LoopKey key = new LoopKey(taskRunId, random.number(0, Integer.MAX_VALUE));

        // When, Then
        assertThat(LoopKey.parse(key.toString())).contains(key);
    }

    @SeededTest
    void anyTextIsAKeyOrNone(RandomValues random) {
        // Given: any text, or almost a key
        String number = random.text(0, 11, random.oneOf(List.of("0123456789", "0123456789 +-٣")));
        String text = random.oneOf(List.of(random.text(255), random.text(5) + "/" + number));

        // When, Then
        assertThat(LoopKey.parse(text).map(LoopKey::toString).orElse(text)).isEqualTo(text);
    }
}
