package dev.loopline.importer.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnReportTest {

    private static final String SCHEMA = "{\"schema\":{\"fields\":[{\"name\":\"data\"}]},\"data\":[";

    @Test
    void growsFromOneAndFallsFromTheHighest() throws IOException {
        // Given: out of order, as no reader may rely on it
        String days = "{\"datetime\":\"2025-01-07T00:00:00.000\",\"return\":-0.5,\"cost\":0.1,\"bench\":0.0},"
                + "{\"datetime\":\"2025-01-06T00:00:00.000\",\"return\":0.1,\"cost\":0.0,\"bench\":0.02}";

        // When
        ReturnCurves curves = read(SCHEMA + days + "]}").orElseThrow();

        // Then
        assertThat(curves.dates()).containsExactly(LocalDate.of(2025, 1, 6), LocalDate.of(2025, 1, 7));
        assertThat(curves.equity().get(1)).isCloseTo(0.55, within(1e-9));
        assertThat(curves.equityWithCost()).isNotNull();
        assertThat(curves.equityWithCost().get(1)).isCloseTo(1.1 * 0.4, within(1e-9));
        assertThat(curves.benchmark()).isNotNull();
        assertThat(curves.benchmark().get(1)).isCloseTo(1.02, within(1e-9));
        assertThat(curves.drawdown().get(0)).isZero();
        assertThat(curves.drawdown().get(1)).isCloseTo(-0.5, within(1e-9));
    }

    @Test
    void leavesOutDaysWithoutAReturnAndReadsTimesAsNumbers() throws IOException {
        // Given
        String days = "{\"datetime\":1736121600000,\"return\":0.01},{\"datetime\":1736208000000,\"return\":NaN},"
                + "{\"datetime\":null,\"return\":0.1}";

        // When
        ReturnCurves curves = read(SCHEMA + days + "]}").orElseThrow();

        // Then
        assertThat(curves.dates()).containsExactly(LocalDate.of(2025, 1, 6));
        assertThat(curves.equityWithCost()).isNull();
        assertThat(curves.benchmark()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{}", "{\"data\":{}}", "{\"data\":[]}", "{\"data\":[{\"return\":1}]}", "{\"data\":[{"})
    void sawNoReport(String text) throws IOException {
        assertThat(read(text)).isEmpty();
    }

    private static Optional<ReturnCurves> read(String text) throws IOException {
        return ReturnReport.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
