package dev.loopline.samples.content;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small, valid Parquet file: one row group, one plain uncompressed page per column, all values present. The columns are
 * {@code datetime} (microseconds), {@code instrument} (text) and doubles under the names given. The numbers below are those
 * of the Parquet format's Thrift definition.
 */
public final class ParquetTable {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int INT64 = 2;
    private static final int DOUBLE = 5;
    private static final int BYTE_ARRAY = 6;
    private static final int UTF8 = 0;
    private static final int TIMESTAMP_MICROS = 10;
    private static final int NO_CONVERSION = -1;
    private static final int RLE = 3;
    private static final long FIRST_DAY_MICROS = 1_735_516_800_000_000L;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int INSTRUMENTS = 4;

    private record Column(String name, int type, int conversion, byte[] values) {}

    private record Chunk(Column column, long offset, long size) {}

    private ParquetTable() {}

    /** A table of the given number of rows. */
    public static byte[] of(List<String> doubles, int rows, SplittableRandom random) {
        ByteArrayOutputStream file = new ByteArrayOutputStream(1024 + doubles.size() * rows * 8);
        file.writeBytes(MAGIC);
        List<Column> columns = columns(doubles, rows, random);
        List<Chunk> chunks = columns.stream().map(c -> writePage(file, c, rows)).toList();
        byte[] footer = footer(chunks, rows);
        file.writeBytes(footer);
        file.writeBytes(little(4).putInt(footer.length).array());
        file.writeBytes(MAGIC);
        return file.toByteArray();
    }

    private static List<Column> columns(List<String> doubles, int rows, SplittableRandom random) {
        List<Column> columns = new ArrayList<>();
        for (String name : doubles) {
            ByteBuffer values = little(rows * Double.BYTES);
            for (int i = 0; i < rows; i++) {
                values.putDouble(Math.round((random.nextDouble() - 0.5) * 1e6) / 1e6);
            }
            columns.add(new Column(name, DOUBLE, NO_CONVERSION, values.array()));
        }
        ByteBuffer days = little(rows * Long.BYTES);
        ByteBuffer codes = little(rows * (Integer.BYTES + 8));
        for (int i = 0; i < rows; i++) {
            days.putLong(FIRST_DAY_MICROS + i / INSTRUMENTS * DAY_MICROS);
            codes.putInt(8).put("SH60000%d".formatted(i % INSTRUMENTS).getBytes(StandardCharsets.US_ASCII));
        }
        columns.add(new Column("datetime", INT64, TIMESTAMP_MICROS, days.array()));
        columns.add(new Column("instrument", BYTE_ARRAY, UTF8, codes.array()));
        return columns;
    }

    private static Chunk writePage(ByteArrayOutputStream file, Column column, int rows) {
        long offset = file.size();
        int size = column.values().length;
        ThriftCompact header = new ThriftCompact();
        header.integer(1, 0).integer(2, size).integer(3, size);
        header.beginStruct(5)
                .integer(1, rows)
                .integer(2, 0)
                .integer(3, RLE)
                .integer(4, RLE)
                .endStruct();
        header.endStruct();
        file.writeBytes(header.bytes());
        file.writeBytes(column.values());
        return new Chunk(column, offset, file.size() - offset);
    }

    private static byte[] footer(List<Chunk> chunks, int rows) {
        ThriftCompact meta = new ThriftCompact();
        meta.integer(1, 1);
        meta.beginStructs(2, chunks.size() + 1);
        meta.beginElement().text(4, "schema").integer(5, chunks.size()).endStruct();
        for (Chunk chunk : chunks) {
            meta.beginElement()
                    .integer(1, chunk.column().type())
                    .integer(3, 0)
                    .text(4, chunk.column().name());
            if (chunk.column().conversion() != NO_CONVERSION) {
                meta.integer(6, chunk.column().conversion());
            }
            meta.endStruct();
        }
        meta.wide(3, rows);
        meta.beginStructs(4, 1).beginElement().beginStructs(1, chunks.size());
        chunks.forEach(chunk -> writeChunk(meta, chunk, rows));
        meta.wide(2, chunks.stream().mapToLong(Chunk::size).sum()).wide(3, rows).endStruct();
        meta.text(6, "Loopline samples");
        meta.endStruct();
        return meta.bytes();
    }

    private static void writeChunk(ThriftCompact meta, Chunk chunk, int rows) {
        meta.beginElement().wide(2, chunk.offset());
        meta.beginStruct(3)
                .integer(1, chunk.column().type())
                .integers(2, 0, RLE)
                .texts(3, chunk.column().name())
                .integer(4, 0)
                .wide(5, rows)
                .wide(6, chunk.size())
                .wide(7, chunk.size())
                .wide(9, chunk.offset())
                .endStruct();
        meta.endStruct();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
