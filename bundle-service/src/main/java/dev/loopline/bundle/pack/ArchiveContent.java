package dev.loopline.bundle.pack;

import dev.loopline.bundle.store.ArchiveBytes;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.BundleManifest.Member;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads archives that this service has written. Stateless; safe for all threads. */
public final class ArchiveContent {

    private static final int RECORD_BYTES = 512;

    private ArchiveContent() {}

    /** The archive is not the one that the manifest describes. */
    public static final class DamagedException extends IOException {
        private static final long serialVersionUID = 1;

        DamagedException(String message) {
            super(message);
        }
    }

    /**
     * Extracts an archive into an empty folder: its manifest and the members that are listed, each checked against its digest.
     *
     * @throws DamagedException if it is not the archive of this manifest; what stands in the folder then is worthless
     */
    public static void extract(ArchiveBytes archive, BundleManifest manifest, Path target) throws IOException {
        Map<String, Member> open = new HashMap<>();
        manifest.members().forEach(member -> open.put(member.name(), member));
        try (TarArchiveInputStream tar = open(archive.open())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.getName().equals(BundleManifest.FILE_NAME)) {
                    Files.copy(tar, target.resolve(BundleManifest.FILE_NAME));
                    continue;
                }
                Member member = open.remove(entry.getName());
                if (member == null || !entry.isFile() || !copy(tar, member, target)) {
                    throw new DamagedException("'" + entry.getName() + "' in " + archive + " is not what was packed");
                }
            }
        }
        if (!open.isEmpty() || !isManifest(target.resolve(BundleManifest.FILE_NAME), manifest)) {
            throw new DamagedException(archive + " lacks members, or has another manifest");
        }
    }

    /** Whether a file holds this manifest. */
    public static boolean isManifest(Path file, BundleManifest manifest) {
        try {
            return Json.mapper()
                    .readValue(Files.readAllBytes(file), BundleManifest.class)
                    .equals(manifest);
        } catch (IOException | RuntimeException e) {
            return false; // it is not there, or it is no manifest
        }
    }

    private static boolean copy(InputStream content, Member member, Path target) throws IOException {
        Path file = target.resolve(member.name()).normalize();
        if (!file.startsWith(target)) {
            return false;
        }
        Files.createDirectories(file.getParent());
        MessageDigest digest = Sha256.newDigest();
        try (OutputStream out =
                new DigestOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), digest)) {
            content.transferTo(out);
        }
        return Sha256.finish(digest).equals(member.sha256());
    }

    /** The tar in an archive; a link is not followed, and an interrupt ends reading. */
    static TarArchiveInputStream open(Path file) throws IOException {
        return open(Channels.newInputStream(
                Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }

    private static TarArchiveInputStream open(InputStream bytes) throws IOException {
        try {
            InputStream plain = GzipCompressorInputStream.builder()
                    .setInputStream(new BufferedInputStream(bytes))
                    .setDecompressConcatenated(true)
                    .get();
            return new TarArchiveInputStream(plain, RECORD_BYTES, "UTF-8");
        } catch (IOException e) {
            bytes.close();
            throw e;
        }
    }
}
