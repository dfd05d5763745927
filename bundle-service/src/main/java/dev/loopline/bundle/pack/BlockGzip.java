package dev.loopline.bundle.pack;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A gzip file of many members, each a block of the archive (RFC 1952, section 2.2: decompressors put them together). Blocks
 * are compressed side by side and written in order; only a few are in memory. To be used by one thread.
 */
final class BlockGzip extends OutputStream {

    private final OutputStream file;
    private final BlockCompressor compressor;
    private final MessageDigest digest = Sha256.newDigest();
    /** Blocks that are not yet known to be written, in order. */
    private final Deque<CompletableFuture<GzipBlock>> pending = new ArrayDeque<>();

    private CompletableFuture<GzipBlock> last;
    private GzipBlock block;
    private boolean isSampled;

    BlockGzip(OutputStream file, BlockCompressor compressor) {
        this.file = file;
        this.compressor = compressor;
        this.block = compressor.newBlock();
        this.last = CompletableFuture.completedFuture(block);
    }

    /**
     * Begins a new block.
     *
     * @param sampled whether what comes next may turn out not to be worth compressing
     */
    void cut(boolean sampled) throws IOException {
        if (block.contentLength > 0) {
            passOn();
        }
        isSampled = sampled;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        int done = block.fill(data, offset, length);
        while (block.isFull()) {
            passOn();
            done += block.fill(data, offset + done, length - done);
        }
    }

    /** Writes what is left and waits for all of it. @return the digest of the file */
    Sha256 finish() throws IOException {
        cut(false);
        while (!pending.isEmpty()) {
            compressor.free(written(pending.remove()));
        }
        return Sha256.finish(digest);
    }

    /** Returns when no other thread writes to the file any more, also after a failure. Does not close the file. */
    @Override
    public void close() {
        last.handle((done, failure) -> done).join();
    }

    private void passOn() throws IOException {
        block.isSampled = isSampled;
        last = last.thenCombine(compressor.compress(block), (before, compressed) -> append(compressed));
        pending.add(last);
        block = pending.size() > compressor.depth() ? written(pending.remove()) : compressor.newBlock();
        block.contentLength = 0;
    }

    private GzipBlock append(GzipBlock compressed) {
        try {
            file.write(compressed.member, 0, compressed.memberLength);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        digest.update(compressed.member, 0, compressed.memberLength);
        return compressed;
    }

    private static GzipBlock written(CompletableFuture<GzipBlock> one) throws IOException {
        try {
            return one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException failed) {
                throw new ArchiveWriteException(failed.getCause());
            }
            throw new IllegalStateException("a block could not be compressed", e.getCause());
        }
    }
}
