package dev.loopline.cli.verify;

import dev.loopline.cli.text.Message;
import dev.loopline.contracts.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads bundles without extracting them. */
final class ArchiveReader {

    private ArchiveReader() {}

    /**
     * Names and digests of all members.
     *
     * @throws IOException if the archive is damaged, or a member is no plain file inside of it
     */
    static Map<String, Sha256> members(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            return members(in, archive.toString());
        }
    }

    static Map<String, Sha256> members(InputStream archive, String name) throws IOException {
        Map<String, Sha256> members = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(GzipCompressorInputStream.builder()
                .setInputStream(new BufferedInputStream(archive))
                .setDecompressConcatenated(true)
                .get())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (!entry.isDirectory()) {
                    requireInside(entry, name);
                    members.put(entry.getName(), Sha256.of(tar));
                }
            }
        }
        return members;
    }

    /** Whether Loopline wrote it: the manifest is the first member. What cannot be read may be ours. */
    static boolean isOurs(Path archive) {
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GzipCompressorInputStream(new BufferedInputStream(in)))) {
            TarArchiveEntry first = tar.getNextEntry();
            return first == null || first.getName().equals("manifest.json");
        } catch (IOException e) {
            return true;
        }
    }

    private static void requireInside(TarArchiveEntry entry, String archive) throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        boolean inside = entry.isFile()
                && !entry.isSymbolicLink()
                && !entry.isLink()
                && target.resolve(entry.getName()).normalize().startsWith(target);
        if (!inside) {
            throw new IOException(
                    Message.of("found.member", archive, entry.getName()).english());
        }
    }
}
