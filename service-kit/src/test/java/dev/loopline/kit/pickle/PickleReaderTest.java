package dev.loopline.kit.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what {@code make_pickles.py} wrote with a real Python. */
class PickleReaderTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void readsPlainValuesOfEveryProtocol(int protocol) throws Exception {
        // When
        Map<?, ?> values = (Map<?, ?>) read("plain.p" + protocol + ".bin");

        // Then
        BigInteger big = BigInteger.TWO.pow(70);
        assertThat(values.containsKey("none")).isTrue();
        assertThat(values.get("none")).isNull();
        assertThat(values.get("yes")).isEqualTo(true);
        assertThat(values.get("no")).isEqualTo(false);
        assertThat(values.get("one")).isEqualTo(1L);
        assertThat(values.get("minus")).isEqualTo(-7L);
        assertThat(values.get("big")).isEqualTo(big);
        assertThat(values.get("minus_big")).isEqualTo(big.negate());
        assertThat(values.get("half")).isEqualTo(0.5);
        assertThat(values.get("inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(values.get("text")).isEqualTo("动量 \\ 'x'\n€");
        assertThat(items(values.get("tuple"))).containsExactly(1L, 2L);
        assertThat(items(items(values.get("list")).get(1))).containsExactly(2L);
        assertThat(values.get(3L)).isEqualTo("number key");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void readsBytesAndSets(int protocol) throws Exception {
        // When
        Map<?, ?> values = (Map<?, ?>) read("plain.p" + protocol + ".bin");

        // Then
        assertThat((byte[]) values.get("bytes")).containsExactly(0, 255);
        Object set = values.get("set");
        Object members = set instanceof PickledObject made ? made.arguments().get(0) : set;
        assertThat(items(members)).containsExactly(5L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void readsInstancesAsInertObjects(int protocol) throws Exception {
        // When
        PickledObject experiment = object(read("experiment.p" + protocol + ".bin"));

        // Then
        assertThat(experiment.className())
                .isEqualTo("rdagent.scenarios.qlib.experiment.factor_experiment.QlibFactorExperiment");
        PickledObject workspace =
                object(experiment.attribute("experiment_workspace").orElseThrow());
        PickledObject path = object(workspace.attribute("workspace_path").orElseThrow());
        assertThat(path.className()).isEqualTo("pathlib.PosixPath");
        assertThat(path.arguments()).contains("mnt", "aa11");
        assertThat(items(experiment.attribute("based_experiments").orElseThrow())
                        .get(0))
                .isSameAs(experiment);
        assertThat(object(experiment.attribute("result").orElseThrow()).className())
                .isEqualTo("pandas.core.frame.DataFrame");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void readsSlots(int protocol) throws Exception {
        // When
        PickledObject slots = object(read("slots.p" + protocol + ".bin"));

        // Then
        assertThat(slots.attribute("decision")).contains(true);
        assertThat(slots.attribute("other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "hostile-deep-tuples, nested deeper",
        "hostile-deep-marks, nested deeper",
        "hostile-huge-length, larger than",
        "hostile-negative-length, no file can have",
        "hostile-huge-number, number of",
        "hostile-truncated, ends before",
        "hostile-no-stop, ends before",
        "hostile-empty, ends before",
        "hostile-protocol-9, protocol 9",
        "hostile-persistent-id, opcode 0x50",
        "hostile-extension, opcode 0x82",
        "hostile-buffer, opcode 0x97",
        "hostile-unknown-opcode, opcode 0xff",
        "hostile-empty-stack, where there is none",
        "hostile-missing-memo, never remembered",
        "hostile-not-a-pickle, the pickle",
        "hostile-build-setattr, no object"
    })
    void refusesWhatIsHostile(String name, String reason) {
        assertThatThrownBy(() -> read(name + ".bin"))
                .isInstanceOf(PickleRefusedException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void carriesNothingOut() throws Exception {
        // When
        PickledObject system = object(read("hostile-system.bin"));
        PickledObject eval = object(read("hostile-builtins-eval.bin"));

        // Then
        assertThat(system.className()).isEqualTo("posix.system");
        assertThat(system.arguments()).containsExactly("touch pwned");
        assertThat(eval.className()).isEqualTo("builtins.eval");
        assertThat(Path.of("pwned")).doesNotExist();
        assertThat(Path.of("x")).doesNotExist();
    }

    @Test
    void readsMemoBombsInLinearTime() throws Exception {
        // When
        List<Object> values =
                List.of(notNull(read("hostile-memo-bomb.bin")), notNull(read("hostile-memo-key-bomb.bin")));

        // Then
        assertThat(values.get(0).hashCode()).isEqualTo(values.get(0).hashCode());
        assertThat(values.toString()).hasSizeLessThan(100);
    }

    @Test
    void readsAListThatContainsItself() throws Exception {
        // When
        List<?> list = (List<?>) notNull(read("recursive-list.bin"));

        // Then
        assertThat(list.get(0)).isSameAs(list);
        assertThat(list).hasToString("1 items");
    }

    @Test
    void refusesMoreValuesAndMemoAndBytesThanAllowed() {
        // Given
        PickleLimits few = new PickleLimits(10_000, 100, 1_000, 50, 10, 20);
        byte[] values = pickle("(" + "N".repeat(51) + "t");
        StringBuilder memo = new StringBuilder("N");
        for (int i = 0; i < 21; i++) {
            memo.append('p').append(i * 7919L).append('\n');
        }
        byte[] bytes = pickle("N" + "0N".repeat(6_000));

        // When / Then
        assertThatThrownBy(() -> read(values, few)).hasMessageContaining("more than 50 values");
        assertThatThrownBy(() -> read(pickle(memo.toString()), few)).hasMessageContaining("remembers more than 20");
        assertThatThrownBy(() -> read(bytes, new PickleLimits(10_000, 100, 1_000, 50_000, 10, 20)))
                .satisfies(e -> assertThat(e.getMessage()).contains("larger than 10000 bytes"));
    }

    @Test
    void passesOverWhatIsTooLongToBeKept() throws Exception {
        // Given
        PickleLimits few = new PickleLimits(10_000, 8, 12, 50, 10, 20);
        byte[] texts = pickle("(" + text("123456789") + text("12345678") + text("12345678") + "t");

        // When
        List<Object> values = items(read(texts, few));

        // Then
        assertThat(values).containsExactly(new LeftOut(9), "12345678", new LeftOut(8));
    }

    @Test
    void takesMemoryForWhatIsThereNotForWhatIsClaimed() throws Exception {
        // Given
        byte[] blob = new byte[40 * 1024 * 1024];
        byte[] head = {(byte) 0x80, 4, 'B', 0, 0, (byte) 0x80, 2};
        byte[] pickle = Arrays.copyOf(head, head.length + blob.length + 1);
        pickle[pickle.length - 1] = '.';

        // When
        Object value = PickleReader.read(new ByteArrayInputStream(pickle));

        // Then
        assertThat(value).isEqualTo(new LeftOut(blob.length));
    }

    @Test
    void readsAMillionOpcodesQuickly() {
        // Given
        byte[] pickle = pickle("]" + "(NNt0".repeat(120_000));

        // When / Then
        org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(10), () -> read(pickle, PickleLimits.DEFAULT));
    }

    @Test
    void survivesEveryPrefixAndManyDamagedCopies() throws Exception {
        // Given
        byte[] whole = bytes("experiment.p4.bin");

        // When / Then
        for (int length = 0; length < whole.length; length++) {
            refusedOrRead(Arrays.copyOf(whole, length));
        }
        java.util.SplittableRandom random = new java.util.SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            refusedOrRead(damaged);
        }
        assertThat(whole.length).isGreaterThan(500);
    }

    @Test
    void readsASignedPickleAndSaysThatItIsSigned() throws Exception {
        // Given
        byte[] plain = bytes("feedback.p5.bin");

        // When
        Pickle signed = PickleReader.open(new ByteArrayInputStream(signed(plain)), PickleLimits.DEFAULT);
        Pickle unsigned = PickleReader.open(new ByteArrayInputStream(plain), PickleLimits.DEFAULT);

        // Then
        assertThat(signed.signed()).isTrue();
        assertThat(unsigned.signed()).isFalse();
        assertThat(object(signed.value()).attribute("reason"))
                .isEqualTo(object(unsigned.value()).attribute("reason"))
                .isPresent();
    }

    @Test
    void refusesEverySignatureThatIsCutOff() throws Exception {
        // Given
        byte[] whole = signed(bytes("feedback.p5.bin"));

        // When / Then
        for (int length = 1; length <= 57; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut, PickleLimits.DEFAULT))
                    .isInstanceOf(PickleRefusedException.class)
                    .hasMessage("the pickle ends within its signature");
        }
    }

    @Test
    void refusesSignaturesOfAnotherForm() {
        assertThatThrownBy(
                        () -> read(pickle("RDAGENT_SIGNED_PICKLE_V2\n" + "x".repeat(32) + "N"), PickleLimits.DEFAULT))
                .isInstanceOf(PickleRefusedException.class)
                .hasMessageContaining("form of signature that is not read");
    }

    @Test
    void countsTheSignatureAsBytesOfThePickle() throws Exception {
        // Given
        byte[] whole = signed(pickle("N"));

        // When / Then
        assertThat(read(whole, new PickleLimits(59, 9, 9, 9, 9, 9))).isNull();
        assertThatThrownBy(() -> read(whole, new PickleLimits(57, 9, 9, 9, 9, 9)))
                .isInstanceOf(PickleRefusedException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void readsTheClassOfAnObjectWithoutTheRest(int protocol) throws Exception {
        // Given: the end mark is missing.
        byte[] whole = bytes("feedback.p" + protocol + ".bin");
        byte[] begun = Arrays.copyOf(whole, whole.length - 1);

        // When
        PickleHead head = PickleReader.head(new ByteArrayInputStream(begun));
        PickleHead signed = PickleReader.head(new ByteArrayInputStream(signed(begun)));

        // Then
        assertThat(head).isEqualTo(new PickleHead(false, "rdagent.core.proposal.HypothesisFeedback"));
        assertThat(signed).isEqualTo(new PickleHead(true, head.firstClass()));
        assertThat(PickleReader.head(new ByteArrayInputStream(pickle("N"))).firstClass())
                .isNull();
    }

    private static byte[] signed(byte[] pickle) {
        byte[] form = "RDAGENT_SIGNED_PICKLE_V1\n".getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(form, form.length + 32 + pickle.length);
        System.arraycopy(pickle, 0, whole, form.length + 32, pickle.length);
        return whole;
    }

    private static void refusedOrRead(byte[] pickle) throws IOException {
        try {
            read(pickle, PickleLimits.DEFAULT);
        } catch (PickleRefusedException e) {
            assertThat(e.getMessage()).startsWith("the pickle");
        }
    }

    private static byte[] pickle(String opcodes) {
        return (opcodes + ".").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(String text) {
        return "X" + (char) text.length() + "\0\0\0" + text;
    }

    private static Object notNull(@Nullable Object value) {
        assertThat(value).isNotNull();
        return java.util.Objects.requireNonNull(value);
    }

    private static @Nullable Object read(byte[] pickle, PickleLimits limits) throws IOException {
        return PickleReader.read(new ByteArrayInputStream(pickle), limits);
    }

    private static @Nullable Object read(String name) throws IOException {
        return PickleReader.read(new ByteArrayInputStream(bytes(name)));
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = PickleReaderTest.class.getResourceAsStream("/pickles/" + name)) {
            return java.util.Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static PickledObject object(@Nullable Object value) {
        assertThat(value).isInstanceOf(PickledObject.class);
        return (PickledObject) notNull(value);
    }

    private static List<Object> items(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return new ArrayList<>((List<?>) notNull(value));
    }
}
