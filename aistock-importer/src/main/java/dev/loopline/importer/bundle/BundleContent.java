package dev.loopline.importer.bundle;

import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.kit.integrity.Imprint;
import dev.loopline.kit.integrity.PacedDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Compares a bundle in a folder, its archive and its extracted members, with what was announced. Stateless; safe for all threads. */
final class BundleContent {

    private BundleContent() {}

    /** As far as sizes tell: a look at each member costs little, and finds what is lost or cut. */
    static boolean isThere(Path folder, Bundle bundle) throws IOException {
        return hasSize(folder.resolve(bundle.fileName()), bundle.sizeBytes())
                && areThere(folder.resolve(bundle.bundleId()), bundle.manifest());
    }

    /** The same for an extracted folder alone. */
    private static boolean areThere(Path content, BundleManifest manifest) throws IOException {
        for (BundleManifest.Member member : manifest.members()) {
            if (!hasSize(content.resolve(member.name()), member.sizeBytes())) {
                return false;
            }
        }
        return Files.isRegularFile(content.resolve(BundleManifest.FILE_NAME), LinkOption.NOFOLLOW_LINKS);
    }

    /** Reads everything. */
    static boolean isWhole(Path folder, Bundle bundle, PacedDigest digest) throws IOException, InterruptedException {
        try {
            return isThere(folder, bundle)
                    && digest.of(folder.resolve(bundle.fileName())).equals(bundle.sha256())
                    && areWhole(folder.resolve(bundle.bundleId()), bundle.manifest(), digest);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    /** The same for an extracted folder alone. */
    static boolean areWhole(Path content, BundleManifest manifest, PacedDigest digest)
            throws IOException, InterruptedException {
        try {
            for (BundleManifest.Member member : manifest.members()) {
                if (!digest.of(content.resolve(member.name())).equals(member.sha256())) {
                    return false;
                }
            }
            return isManifest(content.resolve(BundleManifest.FILE_NAME), manifest);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    /** What the files look like; whether they are what was announced is another question. */
    static Imprint imprint(Path folder, Bundle bundle) throws IOException {
        return Imprint.of(folder, names(bundle));
    }

    /** When any of its files was written to last. */
    static Instant changedAt(Path folder, Bundle bundle) throws IOException {
        Instant last = Instant.MIN;
        for (String name : names(bundle)) {
            Instant changed = Files.getLastModifiedTime(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)
                    .toInstant();
            last = changed.isAfter(last) ? changed : last;
        }
        return last;
    }

    private static List<String> names(Bundle bundle) {
        List<String> names = new ArrayList<>();
        names.add(bundle.fileName());
        names.add(bundle.bundleId() + "/" + BundleManifest.FILE_NAME);
        bundle.manifest().members().forEach(member -> names.add(bundle.bundleId() + "/" + member.name()));
        return names;
    }

    static boolean hasSize(Path file, long sizeBytes) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile() && found.size() == sizeBytes;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }

    private static boolean isManifest(Path file, BundleManifest manifest) {
        try {
            BundleManifest found = Json.mapper().readValue(Files.readAllBytes(file), BundleManifest.class);
            return found.members().equals(manifest.members())
                    && found.assetBundleId().equals(manifest.assetBundleId());
        } catch (IOException | RuntimeException e) {
            return false; // it is no manifest any more
        }
    }
}
