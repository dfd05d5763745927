package dev.loopline.bench;

import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.store.BucketStore;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BucketSettings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/**
 * A bundler without broker, in a process of its own with the flags of the service: packs the loops of one partition into a folder or
 * into a store, or does nothing but read, hash and write their files, or nothing but upload archives that were packed before. Says
 * {@code READY} when it is warm, starts at the next line of its input, and says how much processor time it took.
 */
final class PackProcess {

    private static final int BATCH = 8;
    private static final int BUFFER_BYTES = 1 << 20;

    private PackProcess() {}

    /**
     * @param args {@code pack}, {@code copy}, {@code store} or {@code upload}, the home, a folder to write to, events to measure,
     *     events to get warm with, and for the latter two the port of the store
     */
    public static void main(String[] args) throws IOException {
        Path home = Path.of(args[1]);
        Path target = Files.createDirectories(Path.of(args[2]));
        String own = Long.toString(ProcessHandle.current().pid());
        try (Work work = work(args, own)) {
            // A folder of its own: all that run at once get warm with the same loops.
            List<LoopBackfilled> toGetWarm = events(args[4]);
            Path warm = Files.createDirectories(target.resolve("warm" + own));
            work.prepare(home, warm, toGetWarm);
            work.run(home, warm, toGetWarm);
            List<LoopBackfilled> loops = events(args[3]);
            Path measured = Files.createDirectories(target.resolve("measured"));
            work.prepare(home, measured, loops);
            System.out.println("READY");
            if (System.in.read() < 0) {
                return;
            }
            long before = processorTime();
            work.run(home, measured, loops);
            System.out.println(processorTime() - before);
        }
    }

    /** What is measured. */
    private interface Work extends AutoCloseable {

        /** What is done before and not measured. */
        default void prepare(Path home, Path target, List<LoopBackfilled> loops) throws IOException {}

        void run(Path home, Path target, List<LoopBackfilled> loops) throws IOException;

        @Override
        default void close() {}
    }

    private static Work work(String[] args, String own) {
        return switch (args[0]) {
            case "pack" -> PackProcess::pack;
            case "copy" -> PackProcess::copy;
            case "store" -> (home, target, loops) -> packIntoStore(home, target, loops, store(args, own));
            case "upload" -> new Upload(new BareUpload(store(args, own)));
            default -> throw new IllegalArgumentException(args[0]);
        };
    }

    private static BucketSettings store(String[] args, String own) {
        return StoreProcess.bucket(Integer.parseInt(args[5]), own + "/");
    }

    private static void pack(Path home, Path target, List<LoopBackfilled> loops) throws IOException {
        try (FolderStore store = new FolderStore(target)) {
            pack(new LoopPacker(home, store), loops);
        }
    }

    private static void packIntoStore(Path home, Path target, List<LoopBackfilled> loops, BucketSettings bucket)
            throws IOException {
        try (BucketStore store = new BucketStore(new Bucket(bucket), target)) {
            pack(new LoopPacker(home, store), loops);
        }
    }

    private static void pack(LoopPacker packer, List<LoopBackfilled> loops) throws IOException {
        for (int from = 0; from < loops.size(); from += BATCH) {
            packer.packAll(loops.subList(from, Math.min(loops.size(), from + BATCH)));
        }
    }

    /** The archives that a bundler leaves in a folder, uploaded and nothing else. */
    private record Upload(BareUpload client) implements Work {

        @Override
        public void prepare(Path home, Path target, List<LoopBackfilled> loops) throws IOException {
            pack(home, target, loops);
        }

        @Override
        public void run(Path home, Path target, List<LoopBackfilled> loops) throws IOException {
            try (Stream<Path> files = Files.list(target)) {
                client.putAll(files.filter(file -> file.toString().endsWith(".tar.gz"))
                        .toList());
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }

    private static void copy(Path home, Path target, List<LoopBackfilled> loops) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (LoopBackfilled loop : loops) {
            Path folder = home.resolve(String.valueOf(loop.primaryWorkspace().homeRelativePath()));
            Path out = target.resolve(loop.primaryWorkspaceId());
            MessageDigest digest = Sha256.newDigest();
            try (FileChannel file = FileChannel.open(out, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    Stream<Path> files = Files.list(folder)) {
                for (Path source : files.toList()) {
                    copy(source, file, digest, buffer);
                }
                file.force(true);
            }
            Sha256.finish(digest);
        }
    }

    private static void copy(Path source, FileChannel target, MessageDigest digest, byte[] buffer) throws IOException {
        try (InputStream in = Files.newInputStream(source)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
                target.write(ByteBuffer.wrap(buffer, 0, read));
            }
        }
    }

    private static List<LoopBackfilled> events(String file) throws IOException {
        return List.of(Json.mapper().readValue(Files.readAllBytes(Path.of(file)), LoopBackfilled[].class));
    }

    private static long processorTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
