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
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes one {@code .tar.gz} whose bytes depend on names, contents and the given time only: owner 0, mode 0644, no user
 * names, no time in the gzip header. Names are UTF-8 and of any length, sizes of any size (POSIX extended headers).
 *
 * <p>Speed counts more than the last percent: compressible data is deflated at level 1, data that does not shrink is
 * stored. Whether it shrinks is tried on the first {@value #SAMPLE_BYTES} bytes; text is not tried.
 *
 * <p>Not for several threads.
 */
public final class TarGzWriter implements AutoCloseable {

    private static final int SAMPLE_BYTES = 16 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int SMALLEST_SAMPLE = 512;
    private static final double WORTH_IT = 0.9;
    private static final int MODE = 0644;
    private static final Set<String> TEXT = Set.of("py", "json", "yaml", "yml", "csv", "log");

    private final MessageDigest digest = Sha256.newDigest();
    private final OutputStream file;
    private final LevelledGzip gzip;
    private final TarArchiveOutputStream tar;
    private final FileTime modifiedAt;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /**
     * @param target created; must not exist
     * @param modifiedAt time of all members, in whole seconds
     */
    public TarGzWriter(Path target, Instant modifiedAt) throws IOException {
        this.modifiedAt = FileTime.from(Instant.ofEpochSecond(Math.max(0, modifiedAt.getEpochSecond())));
        this.file = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        this.gzip = new LevelledGzip(new DigestOutputStream(file, digest));
        this.tar = new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name());
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** Adds a member from memory. */
    public void add(String name, byte[] content) throws IOException {
        begin(name, content.length, content, Math.min(content.length, SAMPLE_BYTES));
        tar.write(content);
        end();
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
        int length = content.readNBytes(buffer, 0, buffer.length);
        long left = sizeBytes;
        begin(name, sizeBytes, buffer, Math.min(length, SAMPLE_BYTES));
        while (length > 0) {
            left -= length;
            if (left < 0) {
                throw new SourceChangedException(name);
            }
            read.update(buffer, 0, length);
            tar.write(buffer, 0, length);
            length = content.readNBytes(buffer, 0, buffer.length);
        }
        if (left > 0) {
            throw new SourceChangedException(name);
        }
        end();
        return Sha256.finish(read);
    }

    /** Ends the archive and closes the file, which is not yet forced to disk. */
    public Sha256 finish() throws IOException {
        tar.finish();
        gzip.finish();
        file.close();
        return Sha256.finish(digest);
    }

    @Override
    public void close() throws IOException {
        gzip.release();
        file.close();
    }

    private void begin(String name, long sizeBytes, byte[] start, int startLength) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(sizeBytes);
        entry.setMode(MODE);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setLastModifiedTime(modifiedAt);
        tar.putArchiveEntry(entry);
        gzip.level(shrinks(name, start, startLength) ? Deflater.BEST_SPEED : Deflater.NO_COMPRESSION);
    }

    private void end() throws IOException {
        tar.closeArchiveEntry();
        gzip.level(Deflater.BEST_SPEED);
    }

    private static boolean shrinks(String name, byte[] start, int length) {
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (length < SMALLEST_SAMPLE || TEXT.contains(extension)) {
            return true;
        }
        Deflater trial = new Deflater(Deflater.BEST_SPEED, true);
        try {
            trial.setInput(start, 0, length);
            trial.finish();
            byte[] out = new byte[length];
            int deflated = trial.deflate(out);
            return trial.finished() && deflated <= length * WORTH_IT;
        } finally {
            trial.end();
        }
    }
}
