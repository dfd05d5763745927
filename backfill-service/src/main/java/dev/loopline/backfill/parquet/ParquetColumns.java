package dev.loopline.backfill.parquet;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * Reads the column names of a Parquet file in a workspace. The footer says how long its lists and texts are, so each is
 * limited by the footer's own size before anything is set aside for it.
 */
public final class ParquetColumns {

    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int TRAILER_BYTES = Integer.BYTES + MAGIC.length;
    private static final int LARGEST_FOOTER = 4 * 1024 * 1024;
    private static final int DEEPEST = 64;
    private static final int MOST_COLUMNS = 100_000;

    private ParquetColumns() {}

    /**
     * The names of the columns, in the order of the file.
     *
     * @return empty if the file is not there; empty, with a note, if it cannot be read
     */
    public static List<String> of(WorkspaceFolder workspace, String path, Notes notes) throws IOException {
        Optional<byte[]> tail = workspace.tail(path, LARGEST_FOOTER + TRAILER_BYTES);
        if (tail.isEmpty()) {
            return List.of();
        }
        try {
            return names(footer(tail.get()));
        } catch (TException | IllegalArgumentException e) {
            notes.add("PARQUET_UNREADABLE", workspace.subject(path), "Its columns are not known: " + e.getMessage());
            return List.of();
        }
    }

    private static FileMetaData footer(byte[] tail) throws TException {
        int end = tail.length - TRAILER_BYTES;
        if (end < 0 || !Arrays.equals(tail, tail.length - MAGIC.length, tail.length, MAGIC, 0, MAGIC.length)) {
            throw new IllegalArgumentException("it does not end as a Parquet file does");
        }
        int length = ByteBuffer.wrap(tail, end, Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt();
        if (length <= 0 || length > end) {
            throw new IllegalArgumentException("its footer would have " + length + " bytes");
        }
        TConfiguration limits = new TConfiguration(length, length, DEEPEST);
        ByteArrayInputStream bytes = new ByteArrayInputStream(tail, end - length, length);
        FileMetaData metadata = new FileMetaData();
        metadata.read(
                new TCompactProtocol(new TIOStreamTransport(limits, bytes), length, Math.min(length, MOST_COLUMNS)));
        return metadata;
    }

    /** The children of the root; the schema lists all elements depth first. */
    private static List<String> names(FileMetaData metadata) {
        List<SchemaElement> schema = metadata.getSchema();
        if (schema == null || schema.isEmpty()) {
            throw new IllegalArgumentException("it has no schema");
        }
        List<String> names = new ArrayList<>();
        int at = 1;
        while (at < schema.size()) {
            names.add(String.valueOf(schema.get(at).getName()));
            at = after(schema, at);
        }
        return names;
    }

    private static int after(List<SchemaElement> schema, int at) {
        long open = 1;
        int next = at;
        while (open > 0 && next < schema.size()) {
            SchemaElement element = schema.get(next++);
            open += (element.isSetNum_children() ? Math.max(0, element.getNum_children()) : 0) - 1;
        }
        return next;
    }
}
