package dev.loopline.bundle.pack;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Makes a gzip member (RFC 1952; no name, no time) of a block, on threads that all archives share. What comes out depends on
 * the block alone, so neither the number of threads nor their order can be seen in an archive.
 *
 * <p>What shrinks is deflated at level 1. A sampled block of which a piece shrinks by less than a fifth is stored: to save
 * that little would take twenty times as long as to write it. Stored blocks are laid out here and not by zlib, so that they
 * are the same with every zlib.
 *
 * <p>Safe for all threads. Its threads end by themselves when there is nothing to do.
 */
final class BlockCompressor {

    private static final int IDLE_SECONDS = 10;
    private static final int SAMPLE_BYTES = 8 * 1024;
    private static final int SMALLEST_SAMPLE = 512;
    private static final double WORTH_IT = 0.8;
    /** Native code holds up the garbage collector while it works on an array, so it is called for a piece at a time. */
    private static final int PIECE_BYTES = 64 * 1024;

    private static final int LARGEST_STORED = 65_535;
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private final int threads;
    private final ThreadPoolExecutor workers;
    private final Queue<Deflater> deflaters = new ConcurrentLinkedQueue<>();
    private final Queue<GzipBlock> idleBlocks = new ConcurrentLinkedQueue<>();

    /** @param threads how many blocks are compressed at once; with one, the thread that fills a block compresses it */
    BlockCompressor(int threads) {
        this.threads = threads;
        this.workers = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "compress");
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    /** How many blocks of one archive may be on their way: enough that no thread waits for the one that reads. */
    int depth() {
        return threads + 1;
    }

    GzipBlock newBlock() {
        GzipBlock idle = idleBlocks.poll();
        return idle == null ? new GzipBlock() : idle;
    }

    /** Gives a block back. */
    void free(GzipBlock block) {
        block.contentLength = 0;
        block.memberLength = 0;
        block.isSampled = false;
        if (idleBlocks.size() <= 2 * depth()) {
            idleBlocks.add(block);
        }
    }

    /** A full block is worth another thread; the last one of an archive, and those of small loops, are done at once. */
    CompletableFuture<GzipBlock> compress(GzipBlock block) {
        return block.isFull() && threads > 1
                ? CompletableFuture.supplyAsync(() -> compressed(block), workers)
                : CompletableFuture.completedFuture(compressed(block));
    }

    private GzipBlock compressed(GzipBlock block) {
        System.arraycopy(HEADER, 0, block.member, 0, HEADER.length);
        Deflater idle = deflaters.poll();
        Deflater deflater = idle == null ? new Deflater(Deflater.BEST_SPEED, true) : idle;
        boolean shrinks = !block.isSampled || shrinks(block, deflater);
        int end = shrinks ? deflate(block, deflater) : store(block);
        deflater.reset();
        deflaters.add(deflater);
        CRC32 checksum = new CRC32();
        checksum.update(block.content, 0, block.contentLength);
        putLittleEndian(block.member, end, (int) checksum.getValue());
        putLittleEndian(block.member, end + Integer.BYTES, block.contentLength);
        block.memberLength = end + 2 * Integer.BYTES;
        return block;
    }

    private static boolean shrinks(GzipBlock block, Deflater deflater) {
        int length = Math.min(SAMPLE_BYTES, block.contentLength);
        if (length < SMALLEST_SAMPLE) {
            return true;
        }
        deflater.setInput(block.content, (block.contentLength - length) / 2, length);
        deflater.finish();
        int deflated = deflater.deflate(block.member, HEADER.length, (int) (length * WORTH_IT));
        boolean fits = deflater.finished() && deflated > 0;
        deflater.reset();
        return fits;
    }

    private static int deflate(GzipBlock block, Deflater deflater) {
        deflater.setInput(block.content, 0, block.contentLength);
        deflater.finish();
        int at = HEADER.length;
        while (!deflater.finished()) {
            at += deflater.deflate(block.member, at, Math.min(PIECE_BYTES, block.member.length - at));
        }
        return at;
    }

    /** Stored blocks of RFC 1951, section 3.2.4. */
    private static int store(GzipBlock block) {
        int at = HEADER.length;
        int from = 0;
        do {
            int length = Math.min(LARGEST_STORED, block.contentLength - from);
            boolean isLast = from + length == block.contentLength;
            block.member[at] = (byte) (isLast ? 1 : 0);
            putLittleEndian(block.member, at + 1, length | ~length << Short.SIZE);
            at += 1 + Integer.BYTES;
            System.arraycopy(block.content, from, block.member, at, length);
            at += length;
            from += length;
        } while (from < block.contentLength);
        return at;
    }

    private static void putLittleEndian(byte[] target, int at, int value) {
        for (int i = 0; i < Integer.BYTES; i++) {
            target[at + i] = (byte) (value >>> Byte.SIZE * i);
        }
    }
}
