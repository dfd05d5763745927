package dev.loopline.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=2-, 2, 8",
        "bytes=-3, 7, 3",
        "bytes=-99, 0, 10",
        "bytes=5-99, 5, 5",
        "bytes=9-9, 9, 1"
    })
    void readsASingleRange(String header, long first, long length) {
        assertThat(ByteRange.parse(Optional.of(header), 10))
                .isEqualTo(new ByteRange.Part(new ByteRange(first, length)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=-", "bytes=3-2", "bytes=0-1,3-4", "lines=0-1", "bytes=a-b", "bytes=99999999999999999999-"
            })
    void answersWithTheWholeFileWhereItDoesNotUnderstand(String header) {
        assertThat(ByteRange.parse(Optional.of(header), 10)).isEqualTo(new ByteRange.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void refusesWhatLiesBehindTheEnd(String header) {
        assertThat(ByteRange.parse(Optional.of(header), 10)).isEqualTo(new ByteRange.Unsatisfiable());
    }
}
