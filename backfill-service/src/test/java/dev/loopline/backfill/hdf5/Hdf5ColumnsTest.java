package dev.loopline.backfill.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files were written by pandas 3.0 with PyTables 3.11. */
class Hdf5ColumnsTest {

    private static final Path FILES = Path.of("src/test/resources/hdf5");

    private static byte[] file(String name) throws IOException {
        try (InputStream in = Files.newInputStream(FILES.resolve(name))) {
            return name.endsWith(".gz") ? new GZIPInputStream(in).readAllBytes() : in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "frame.h5, Momentum_5D",
        "two-columns.h5, Alpha_A;动量_B",
        "series.h5, Momentum_5D",
        "table.h5.gz, Momentum_5D"
    })
    void readsTheColumnsOfWhatPandasWrites(String file, String columns) throws IOException {
        assertThat(Hdf5Columns.of(file(file))).containsExactly(columns.split(";"));
    }

    @Test
    void readsTheColumnsOfAFileOfWhichOnlyTheBeginningIsThere() throws IOException {
        // Given
        byte[] whole = file("frame.h5");

        // When
        List<String> columns = Hdf5Columns.of(Arrays.copyOf(whole, whole.length - 100));

        // Then
        assertThat(columns).containsExactly("Momentum_5D");
    }

    @Test
    void saysNothingOfBytesThatAreNoHdf5() {
        // Given
        byte[] noise = new byte[200];
        new Random(7).nextBytes(noise);
        byte[] opaque = "\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(opaque, 0, noise, 0, opaque.length);

        // Then
        assertThat(Hdf5Columns.of(noise)).isEmpty();
        assertThat(Hdf5Columns.of(new byte[0])).isEmpty();
        assertThat(Hdf5Columns.of(opaque)).isEmpty();
    }

    @Test
    void endsForDamagedFiles() throws IOException {
        // Given
        Random random = new Random(11);
        for (String name : List.of("frame.h5", "series.h5", "table.h5.gz")) {
            byte[] whole = file(name);
            for (int i = 0; i < 3_000; i++) {
                byte[] damaged = Arrays.copyOf(whole, i % 3 == 0 ? random.nextInt(whole.length) : whole.length);
                for (int k = 0; k < 6 && damaged.length > 0; k++) {
                    damaged[random.nextInt(Math.min(damaged.length, 4_000))] = (byte) random.nextInt();
                }

                // When
                List<String> columns = Hdf5Columns.of(damaged);

                // Then
                assertThat(columns).hasSizeLessThanOrEqualTo(200);
            }
        }
    }

    /** A tree whose node is its own child. */
    @Test
    void endsForATreeThatHoldsItself() throws IOException {
        // Given
        byte[] file = file("frame.h5");
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int tree = text.indexOf("TREE");
        for (int i = 0; i < 8; i++) {
            file[tree + 32 + i] = (byte) ((long) tree >> (8 * i));
        }

        // Then
        assertThat(Hdf5Columns.of(file)).isEmpty();
    }
}
