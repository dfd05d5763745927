package dev.loopline.bundle.store;

import dev.loopline.kit.bucket.FirstBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** An archive that is a file here. Links are not followed, and an interrupt ends reading. */
record ArchiveFile(Path path) implements ArchiveBytes {

    /** What a file looks like from outside. */
    private record State(long sizeBytes, Object modifiedAt, String identity) {}

    @Override
    public Optional<Path> file() {
        return Optional.of(path);
    }

    @Override
    public InputStream open(long first, long length) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        return new FirstBytes(Channels.newInputStream(channel.position(first)), length);
    }

    @Override
    public InputStream open() throws IOException {
        return Channels.newInputStream(Files.newByteChannel(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public LocalFile local() {
        return new LocalFile() {
            @Override
            public Path path() {
                return path;
            }

            @Override
            public void close() {
                // the archive itself
            }
        };
    }

    @Override
    public Object state() throws IOException {
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return new State(file.size(), file.lastModifiedTime(), String.valueOf(file.fileKey()));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
