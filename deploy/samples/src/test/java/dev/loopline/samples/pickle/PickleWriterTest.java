package dev.loopline.samples.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expected bytes are those of {@code pickle.dumps} of Python 3.11. */
class PickleWriterTest {

    @Test
    void writesPlainValuesAsPythonDoes() {
        // Given
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("a", List.of(1, 300, 70_000, -5, 1L << 40));
        value.put("b", PyTuple.of("x", null, true, 1.5));
        value.put("c", new byte[] {1});

        // When
        String pickle = hex(PickleWriter.pickle(value));

        // Then
        assertThat(pickle)
                .isEqualTo("80049542000000000000007d94288c0161945d94284b014d2c014a701101004afbffffff8a060000000000"
                        + "01658c016294288c0178944e88473ff800000000000074948c01639443010194752e");
    }

    @Test
    void writesTimesAsPythonDoes() {
        // When
        byte[] pickle = PickleWriter.pickle(Py.datetime(Instant.parse("2026-05-04T08:01:02.345678Z"), Py.utc()));

        // Then
        assertThat(hex(pickle))
                .isEqualTo("80049557000000000000008c086461746574696d65948c086461746574696d65949394430a07ea0504080102"
                        + "05464e9468008c0874696d657a6f6e6594939468008c0974696d6564656c74619493944b004b004b0087945294"
                        + "85945294869452942e");
    }

    @Test
    void writesPathsAsPythonDoes() {
        // When
        byte[] pickle = PickleWriter.pickle(Py.path("/srv/a b"));

        // Then
        assertThat(hex(pickle))
                .isEqualTo("8004952d000000000000008c07706174686c6962948c09506f736978506174689493948c012f948c03737276"
                        + "948c0361206294879452942e");
    }

    @Test
    void writesDefaultDictsAsPythonDoes() {
        // Given
        Map<Integer, Integer> items = new LinkedHashMap<>();
        items.put(0, 4);
        items.put(1, 2);

        // When
        byte[] pickle = PickleWriter.pickle(Py.defaultDict(Py.builtin("int"), items), 5);

        // Then
        assertThat(hex(pickle))
                .isEqualTo("80059540000000000000008c0b636f6c6c656374696f6e73948c0b64656661756c74646963749493948c0862"
                        + "75696c74696e73948c03696e7494939485945294284b004b044b014b02752e");
    }

    @Test
    void refersToWhatItHasWrittenBefore() {
        // Given
        String text = "shared";
        List<String> list = List.of(text);

        // When
        byte[] pickle = PickleWriter.pickle(List.of(list, list, text));

        // Then
        assertThat(hex(pickle)).isEqualTo("80049515000000000000005d94285d948c06736861726564946168016802652e");
    }

    @Test
    void writesAnObjectThatRefersToItselfOnce() {
        // Given
        PyObject loop = PyObject.of("some.module", "Loop");
        loop.with("tracker", PyObject.of("some.module", "Tracker").with("loop", loop));

        // When
        byte[] pickle = PickleWriter.pickle(loop);

        // Then
        assertThat(PickleWalk.texts(pickle)).containsExactly("some.module", "Loop", "tracker", "Tracker", "loop");
    }

    @Test
    void beginsANewFrameWhenOneIsFull() {
        // Given
        List<String> many =
                IntStream.range(0, 20_000).mapToObj(i -> "text " + i).toList();

        // When
        byte[] pickle = PickleWriter.pickle(many);

        // Then
        assertThat(PickleWalk.texts(pickle)).containsExactlyElementsOf(many);
        assertThat(PickleWalk.frames(pickle)).isGreaterThan(3);
    }

    @Test
    void holdsTheFiguresOfASeriesAsLittleEndianDoubles() {
        for (Pandas pandas : Pandas.values()) {
            // When
            byte[] pickle = PickleWriter.pickle(pandas.series(Map.of("IC", 0.5)));

            // Then
            assertThat(PickleWalk.texts(pickle)).contains("Series", "SingleBlockManager", "IC", "f8");
            byte[] half = HexFormat.of().parseHex("000000000000e03f");
            assertThat(new String(pickle, ISO_8859_1)).contains(new String(half, ISO_8859_1));
        }
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> PickleWriter.pickle(Instant.EPOCH)).hasMessageContaining("java.time.Instant");
        assertThatThrownBy(() -> PickleWriter.pickle(1, 3)).hasMessageContaining("protocol 4 or 5");
    }

    private static String hex(byte[] pickle) {
        return HexFormat.of().formatHex(pickle);
    }
}
