package dev.loopline.samples.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.Test;

class ParquetTableTest {

    private static final List<String> COLUMNS = List.of("('feature', 'MomRev_5D')", "('feature', '动量_10D')");

    @Test
    void hasAFooterThatNamesAllColumns() throws IOException {
        // When
        byte[] file = ParquetTable.of(COLUMNS, 64, new SplittableRandom(1));

        // Then
        FileMetaData meta = footer(file);
        assertThat(meta.getNum_rows()).isEqualTo(64);
        assertThat(meta.getSchema())
                .extracting(SchemaElement::getName)
                .containsExactly("schema", COLUMNS.get(0), COLUMNS.get(1), "datetime", "instrument");
        assertThat(meta.getRow_groups())
                .singleElement()
                .satisfies(group -> assertThat(group.getColumns()).hasSize(4));
    }

    @Test
    void holdsTheValuesWhereTheFooterSays() throws IOException {
        // Given
        byte[] file = ParquetTable.of(COLUMNS, 8, new SplittableRandom(1));
        ColumnMetaData column =
                footer(file).getRow_groups().get(0).getColumns().get(0).getMeta_data();

        // When
        ByteArrayInputStream in = new ByteArrayInputStream(file);
        in.skipNBytes(column.getData_page_offset());
        PageHeader header = Util.readPageHeader(in);
        ByteBuffer values = ByteBuffer.wrap(in.readNBytes(header.getUncompressed_page_size()))
                .order(ByteOrder.LITTLE_ENDIAN);

        // Then
        assertThat(header.getData_page_header().getNum_values()).isEqualTo(8);
        assertThat(values.remaining()).isEqualTo(64);
        assertThat(IntStream.range(0, 8).mapToDouble(i -> values.getDouble(8 * i)))
                .allMatch(v -> Math.abs(v) <= 0.5);
    }

    @Test
    void namesMoreColumnsThanAShortListHolds() throws IOException {
        // Given
        List<String> many = IntStream.range(0, 40).mapToObj(i -> "F" + i).toList();

        // When
        FileMetaData meta = footer(ParquetTable.of(many, 4, new SplittableRandom(1)));

        // Then
        assertThat(meta.getSchema()).hasSize(43);
    }

    private static FileMetaData footer(byte[] file) throws IOException {
        assertThat(Arrays.copyOf(file, 4)).asString().isEqualTo("PAR1");
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        return Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - length, length));
    }
}
