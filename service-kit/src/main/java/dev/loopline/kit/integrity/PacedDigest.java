package dev.loopline.kit.integrity;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;

/**
 * Computes digests of files at a bounded rate, so that reading everything again is felt by nobody. The rate holds over all files
 * together; what was not used is not saved up. For one thread.
 */
public final class PacedDigest {

    private static final int CHUNK_BYTES = 256 * 1024;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long bytesPerSecond;
    private final byte[] buffer = new byte[CHUNK_BYTES];
    /** When what was read so far is paid for, by {@link System#nanoTime}. */
    private long paidAt = System.nanoTime();

    /** @param bytesPerSecond how much is read in a second, at most */
    public PacedDigest(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a rate is at least one byte a second, not " + bytesPerSecond);
        }
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * The digest of a file; a link is not followed.
     *
     * @throws IOException if it cannot be read; {@link java.nio.file.NoSuchFileException} if it is not there
     */
    public Sha256 of(Path file) throws IOException, InterruptedException {
        return of(Channels.newInputStream(
                Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    /** The digest of a stream, which is closed. */
    public Sha256 of(InputStream content) throws IOException, InterruptedException {
        MessageDigest digest = Sha256.newDigest();
        try (content) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                pay(read);
                digest.update(buffer, 0, read);
            }
        }
        return Sha256.finish(digest);
    }

    private void pay(int bytes) throws InterruptedException {
        long now = System.nanoTime();
        paidAt = Math.max(now, paidAt) + (long) (bytes * NANOS / bytesPerSecond);
        TimeUnit.NANOSECONDS.sleep(paidAt - now);
    }
}
