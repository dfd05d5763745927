package dev.loopline.bundle.pack;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes one {@code .tar.gz} whose bytes depend on names, contents and the given time only: owner 0, mode 0644, no user
 * names, no time in the gzip headers. Names are UTF-8 and of any length, sizes of any size (POSIX extended headers).
 *
 * <p>Members of at least {@value #LARGE_BYTES} bytes get gzip blocks of their own, of which a sample shows whether they are worth
 * compressing; small ones are put together and always compressed.
 *
 * <p>Not for several threads.
 */
final class TarGzWriter implements AutoCloseable {

    private static final int LARGE_BYTES = 64 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MODE = 0644;

    private final OutputStream file;
    private final BlockGzip gzip;
    private final TarArchiveOutputStream tar;
    private final FileTime modifiedAt;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /**
     * @param target created; must not exist
     * @param modifiedAt time of all members, in whole seconds
     */
    TarGzWriter(Path target, Instant modifiedAt, BlockCompressor compressor) throws IOException {
        this.modifiedAt = FileTime.from(Instant.ofEpochSecond(Math.max(0, modifiedAt.getEpochSecond())));
        this.file = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.gzip = new BlockGzip(file, compressor);
        this.tar = new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** Adds a member from memory. */
    void add(String name, byte[] content) throws IOException {
        begin(name, content.length);
        tar.write(content);
        end(content.length);
    }

    /**
     * Adds a member from a stream, with constant memory.
     *
     * @param sizeBytes what the stream is expected to hold
     * @return the digest of what was written, for the caller to compare
     * @throws SourceChangedException if the stream holds more or less than that
     */
    Sha256 add(String name, long sizeBytes, InputStream content) throws IOException, SourceChangedException {
        MessageDigest read = Sha256.newDigest();
        begin(name, sizeBytes);
        long left = sizeBytes;
        for (int length = content.read(buffer); length >= 0; length = content.read(buffer)) {
            left -= length;
            if (left < 0) {
                throw new SourceChangedException(name);
            }
            read.update(buffer, 0, length);
            tar.write(buffer, 0, length);
        }
        if (left > 0) {
            throw new SourceChangedException(name);
        }
        end(sizeBytes);
        return Sha256.finish(read);
    }

    /** Ends the archive and closes the file, which is not yet forced to disk. */
    Sha256 finish() throws IOException {
        tar.finish();
        Sha256 sha256 = gzip.finish();
        file.close();
        return sha256;
    }

    @Override
    public void close() throws IOException {
        gzip.close();
        file.close();
    }

    private void begin(String name, long sizeBytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(sizeBytes);
        entry.setMode(MODE);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(modifiedAt);
        tar.putArchiveEntry(entry);
        if (sizeBytes >= LARGE_BYTES) {
            gzip.cut(true);
        }
    }

    private void end(long sizeBytes) throws IOException {
        tar.closeArchiveEntry();
        if (sizeBytes >= LARGE_BYTES) {
            gzip.cut(false);
        }
    }
}
