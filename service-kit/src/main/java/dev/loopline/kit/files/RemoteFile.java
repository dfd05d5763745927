package dev.loopline.kit.files;

import dev.loopline.kit.files.FileLook.Name;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file on a {@link FileServer}, of one version. A transfer that breaks off goes on where it was; one that brings
 * nothing a few times in a row, or gets slower than {@value #SLOWEST_BYTES_PER_SECOND} bytes a second, is given up. For one thread.
 */
public final class RemoteFile extends InputStream {

    private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;
    private static final int ATTEMPTS = 3;

    private final FileServer server;
    private final Name name;
    private final FileLook.SeenFile file;
    private @Nullable InputStream body;
    private @Nullable CompletableFuture<Void> deadline;
    private long position;
    private int failures;

    public RemoteFile(FileServer server, Name name, FileLook.SeenFile file) {
        this.server = server;
        this.name = name;
        this.file = file;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        while (position < file.sizeBytes()) {
            try {
                int count = open().read(buffer, offset, (int) Math.min(length, file.sizeBytes() - position));
                if (count < 0) {
                    throw new EOFException("ended after " + position + " of " + file.sizeBytes() + " bytes");
                }
                position += count;
                failures = 0;
                return count;
            } catch (FileServer.RefusedException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                close();
                if (++failures >= ATTEMPTS) {
                    throw e instanceof FileServer.AwayException
                            ? e
                            : new FileServer.AwayException("the transfer from " + server + " broke off: " + e, e);
                }
            }
        }
        return -1;
    }

    private InputStream open() throws IOException {
        InputStream opened = body;
        if (opened == null) {
            opened = server.content(name, file.version(), position);
            body = opened;
            InputStream watched = opened;
            long seconds = 30 + (file.sizeBytes() - position) / SLOWEST_BYTES_PER_SECOND;
            deadline = CompletableFuture.runAsync(
                    () -> closeQuietly(watched), CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS));
        }
        return opened;
    }

    private static void closeQuietly(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            return; // its reader is told by a failure of its own
        }
    }

    @Override
    public void close() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        if (body != null) {
            closeQuietly(body);
            body = null;
        }
    }
}
