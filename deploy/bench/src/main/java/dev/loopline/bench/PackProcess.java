package dev.loopline.bench;

import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopBackfilled;
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
 * A bundler without broker, in a process of its own with the flags of the service: packs the loops of one partition, or does
 * nothing but read, hash and write their files. Says {@code READY} when it is warm, starts at the next line of its input, and
 * says how much processor time it took.
 */
final class PackProcess {

    private static final int BATCH = 8;
    private static final int BUFFER_BYTES = 1 << 20;

    private PackProcess() {}

    /** @param args {@code pack} or {@code copy}, the home, a folder to write to, events to measure, events to get warm with */
    public static void main(String[] args) throws IOException {
        Path home = Path.of(args[1]);
        Path target = Files.createDirectories(Path.of(args[2]));
        List<LoopBackfilled> loops = events(args[3]);
        // A folder of its own: all that run at once get warm with the same loops.
        Path warm = target.resolve("warm" + ProcessHandle.current().pid());
        run(args[0], home, Files.createDirectories(warm), events(args[4]));
        System.out.println("READY");
        if (System.in.read() < 0) {
            return;
        }
        long before = processorTime();
        run(args[0], home, Files.createDirectories(target.resolve("measured")), loops);
        System.out.println(processorTime() - before);
    }

    private static void run(String what, Path home, Path target, List<LoopBackfilled> loops) throws IOException {
        if (what.equals("copy")) {
            copy(home, target, loops);
        } else {
            pack(home, target, loops);
        }
    }

    private static void pack(Path home, Path target, List<LoopBackfilled> loops) throws IOException {
        try (FolderStore store = new FolderStore(target)) {
            LoopPacker packer = new LoopPacker(home, store);
            for (int from = 0; from < loops.size(); from += BATCH) {
                packer.packAll(loops.subList(from, Math.min(loops.size(), from + BATCH)));
            }
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
