package dev.loopline.importer.bundle;

import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** A program that brings one bundle into the cache: to be killed, or to be run with little memory. */
final class CacheProgram {

    private CacheProgram() {}

    /** @param args AIstock's bundle folder, RD-Agent's bundle folder, a file with the announced bundle */
    public static void main(String[] args) throws IOException {
        Bundle bundle = Json.mapper().readValue(Files.readAllBytes(Path.of(args[2])), Bundle.class);
        System.out.println(ensure(Path.of(args[0]), Path.of(args[1]), bundle));
    }

    static BundleResult ensure(Path bundles, Path shared, Bundle bundle) throws IOException {
        BundleCache cache = new BundleCache(
                bundles,
                new FolderBundleSource(shared),
                new BundleCache.Limits(1000, 64L << 30),
                Duration.ofSeconds(30),
                Clock.systemUTC());
        cache.prepare();
        return cache.ensure(bundle, false);
    }
}
