package dev.loopline.importer.bundle;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BucketException;
import dev.loopline.kit.bucket.BundleKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The bucket that bundlers write to. An archive is asked for by its digest, so a newer one never comes in its place. */
public final class BucketBundleSource implements BundleSource {

    private static final int BUFFER = 128 * 1024;

    private final Bucket bucket;
    private final BundleKeys keys;

    public BucketBundleSource(Bucket bucket) {
        this.bucket = bucket;
        this.keys = new BundleKeys(bucket.prefix());
    }

    @Override
    public Optional<Absent> fetch(Bundle bundle, Path target) throws IOException {
        long there = Files.exists(target) ? Files.size(target) : 0;
        if (there > bundle.sizeBytes()) {
            Files.delete(target); // longer than the archive, so it was never the begin of it
            there = 0;
        }
        if (there == bundle.sizeBytes()) {
            return Optional.empty();
        }
        Optional<InputStream> content = open(bundle, there);
        if (content.isEmpty()) {
            return Optional.of(new Absent(
                    "BUNDLE_NOT_FOUND",
                    bucket.place() + " does not have the version of " + bundle.bundleId() + " that was announced"));
        }
        try (InputStream in = content.get();
                FileChannel file = FileChannel.open(
                        target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            copy(in, Channels.newOutputStream(file));
            file.force(true);
        }
        return Optional.empty();
    }

    private Optional<InputStream> open(Bundle bundle, long from) throws IOException {
        String key = keys.archive(new BundleId(bundle.bundleId()), bundle.sha256());
        try {
            return from == 0 ? bucket.get(key) : bucket.get(key, from, bundle.sizeBytes() - from);
        } catch (BucketException e) {
            throw new SourceUnavailableException(String.valueOf(e.getMessage()), e);
        }
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
            out.write(buffer, 0, read);
        }
    }

    private int read(InputStream in, byte[] buffer) throws IOException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw new SourceUnavailableException("the transfer from " + bucket.place() + " broke off: " + e, e);
        }
    }
}
