package dev.loopline.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleIdTest {

    @ParameterizedTest
    @CsvSource({
        "2025-12-18_10-38-22-336632, 3, bundle_2025-12-18_10-38-22-336632_3",
        "a,                          0, bundle_a_0",
        "10:38,                      1, bundle_10%3A38_1",
        "50%,                        1, bundle_50%25_1",
        "<>:\"|?*,                   1, bundle_%3C%3E%3A%22%7C%3F%2A_1",
        "因子,                        1, bundle_因子_1"
    })
    void isNamedAfterTheLoop(String taskRunId, int loopId, String expected) {
        assertThat(BundleId.of(new LoopKey(taskRunId, loopId)).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "a",
                "bundle",
                "bundle_../x",
                "bundle_..\\x",
                "bundle_a/..",
                "bundle_a:b",
                "bundle_a\u0000",
                "bundle_a\n",
                "bundle_.",
                "bundle_a ",
                "bundle_\ud800",
                "/bundle_a",
                "Bundle_a"
            })
    void refusesWhatIsNoSafeFileName(String text) {
        assertThat(BundleId.isSafe(text)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new BundleId(text));
    }

    @Test
    void lengthIsCountedInBytes() {
        assertThat(BundleId.isSafe("bundle_" + "a".repeat(233))).isTrue();
        assertThat(BundleId.isSafe("bundle_" + "a".repeat(234))).isFalse();
        assertThat(BundleId.isSafe("bundle_" + "因".repeat(78))).isFalse();
    }

    @Test
    void fileNameIsTheIdWithTheExtension() {
        assertThat(new BundleId("bundle_a_0").fileName()).isEqualTo("bundle_a_0.tar.gz");
    }

    @SeededTest
    void everyLoopHasOneSafePathSegment(RandomValues random) {
        // When
        BundleId id = BundleId.of(loop(random));

        // Then
        Path home = Path.of("/home/bundles");
        Path file = home.resolve(id.fileName());
        assertThat(file.normalize()).isEqualTo(file);
        assertThat(file.getParent()).isEqualTo(home);
        assertThat(id.fileName().getBytes(StandardCharsets.UTF_8).length).isLessThan(250);
        assertThat(id.value()).doesNotContainPattern("[<>:\"/\\\\|?*\\p{Cc}]");
    }

    @SeededTest
    void differentLoopsHaveDifferentBundles(RandomValues random) {
        // Given: two loops; the second is often named as the first is in file names
        LoopKey one = loop(random);
        String encoded = BundleId.encode(one.taskRunId());
        LoopKey other = LoopKey.isTaskRunId(encoded)
                ? random.oneOf(List.of(loop(random), new LoopKey(encoded, one.loopId())))
                : loop(random);

        // When, Then
        assertThat(BundleId.of(one).equals(BundleId.of(other))).isEqualTo(one.equals(other));
    }

    /** Few and awkward characters, so that near collisions are common. */
    private static LoopKey loop(RandomValues random) {
        String taskRunId = random.matching(LoopKey::isTaskRunId, () -> random.text(1, 50, "_%:?.0123 Aa因\u200b"));
        return new LoopKey(taskRunId, random.number(0, Integer.MAX_VALUE));
    }
}
