package dev.loopline.acceptance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder on a small file system of its own, which can be filled. Only root may mount one. For one thread at a time. */
final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 1 << 20;

    private final Path folder;

    private final boolean isMounted;

    private SmallDisk(Path folder, boolean isMounted) {
        this.folder = folder;
        this.isMounted = isMounted;
    }

    /** Makes the folder, and mounts a file system there if this user may. */
    static SmallDisk mount(Path folder, String size) throws IOException {
        Files.createDirectories(folder);
        return new SmallDisk(
                folder,
                Command.run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + size, "loopline", folder.toString()));
    }

    /** Those that were mounted. */
    static List<SmallDisk> mounted(SmallDisk... disks) {
        return Stream.of(disks).filter(disk -> disk.isMounted).toList();
    }

    /** Leaves not one byte of room. */
    void fill() throws IOException {
        try (FileChannel channel = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int block = BLOCK; block > 0; block /= 2) {
                while (write(channel, block)) {
                    // until no block of this size fits
                }
            }
        }
    }

    private static boolean write(FileChannel channel, int size) {
        try {
            return channel.write(ByteBuffer.allocate(size)) == size;
        } catch (IOException e) {
            return false; // it is full
        }
    }

    void makeRoom() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        if (isMounted) {
            Command.run("umount", "--lazy", folder.toString());
        }
    }
}
