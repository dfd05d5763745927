package dev.loopline.bundle.store;

import dev.loopline.kit.bucket.Bucket;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** An archive in a bucket, whose key says what its content is. */
record BucketBytes(Bucket bucket, String key, TemporaryFiles temporary) implements ArchiveBytes {

    @Override
    public Optional<Path> file() {
        return Optional.empty();
    }

    @Override
    public InputStream open(long first, long length) throws IOException {
        return there(length == 0 ? Optional.of(InputStream.nullInputStream()) : bucket.get(key, first, length));
    }

    @Override
    public InputStream open() throws IOException {
        return there(bucket.get(key));
    }

    private InputStream there(Optional<InputStream> content) throws IOException {
        return content.orElseThrow(() -> new NoSuchFileException(toString()));
    }

    @Override
    public LocalFile local() throws IOException {
        Path copy = temporary.next();
        boolean isComplete = false;
        try {
            bucket.fetch(key, copy);
            isComplete = true;
        } finally {
            if (!isComplete) {
                Files.deleteIfExists(copy);
            }
        }
        return new LocalFile() {
            @Override
            public Path path() {
                return copy;
            }

            @Override
            public void close() throws IOException {
                Files.deleteIfExists(copy);
            }
        };
    }

    @Override
    public Object state() {
        return key;
    }

    @Override
    public String toString() {
        return key + " in " + bucket.place();
    }
}
