package dev.loopline.importer.bundle;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Extracts a bundle into an empty folder. Nothing is taken on trust: only regular files and folders, only names that cannot
 * leave the folder, only members of the manifest, each with its size and digest, none missing, {@code manifest.json} first.
 * Memory does not grow with the size of members. Immutable; safe for all threads.
 */
final class BundleExtractor {

    private static final int BUFFER = 128 * 1024;
    /** So that no padding of a larger block is passed over unseen. */
    private static final int RECORD_BYTES = 512;

    private static final int LARGEST_MANIFEST = 32 * 1024 * 1024;
    /** Tar headers, padding and long names per member, generously. */
    private static final long OVERHEAD_PER_MEMBER = 32 * 1024;

    /** Deflate makes at most so many bytes out of one (zlib, "Maximum Compression Factor"). */
    private static final long MOST_DEFLATED = 1032;

    private final int maxMembers;
    private final long maxBytes;

    /**
     * @param maxMembers most members of an archive
     * @param maxBytes most bytes of all members together
     */
    BundleExtractor(int maxMembers, long maxBytes) {
        this.maxMembers = maxMembers;
        this.maxBytes = maxBytes;
    }

    /**
     * @param archive the tar.gz; read to its end if nothing is wrong with it
     * @param target an empty folder; holds a part of the members if this fails
     * @throws ArchiveRefusedException the archive must not be used
     * @throws IOException the disk failed
     */
    void extract(InputStream archive, Bundle bundle, Path target) throws IOException, ArchiveRefusedException {
        Map<String, BundleManifest.Member> expected = expected(bundle);
        long limit = LARGEST_MANIFEST + total(expected) + (expected.size() + 2) * OVERHEAD_PER_MEMBER;
        InputStream plain = new LimitedInput(unzipped(archive), limit);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(plain, RECORD_BYTES, "UTF-8")) {
            readManifest(tar, bundle, target);
            Set<String> folded = new HashSet<>(Set.of(MemberName.folded(BundleManifest.FILE_NAME)));
            for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
                readMember(tar, entry, expected, folded, target);
            }
            requireEnd(plain);
        }
        if (!expected.isEmpty()) {
            throw refused(
                    "MEMBER_MISSING",
                    "the archive lacks '" + expected.keySet().iterator().next() + "'");
        }
    }

    private static InputStream unzipped(InputStream archive) throws ArchiveRefusedException {
        try {
            return GzipCompressorInputStream.builder()
                    .setInputStream(archive)
                    .setDecompressConcatenated(true)
                    .get();
        } catch (IOException e) {
            throw corrupt(e);
        }
    }

    /** What follows the end of the tar is padding; another reader could take anything else for members. */
    private static void requireEnd(InputStream plain) throws ArchiveRefusedException {
        byte[] buffer = new byte[BUFFER];
        for (int read = read(plain, buffer); read >= 0; read = read(plain, buffer)) {
            for (int i = 0; i < read; i++) {
                if (buffer[i] != 0) {
                    throw refused("ARCHIVE_CONTINUES", "the archive goes on behind its end");
                }
            }
        }
    }

    private Map<String, BundleManifest.Member> expected(Bundle bundle) throws ArchiveRefusedException {
        List<BundleManifest.Member> members = bundle.manifest().members();
        if (members.size() > maxMembers) {
            throw refused("TOO_MANY_MEMBERS", "the bundle has " + members.size() + " members, at most " + maxMembers);
        }
        Map<String, BundleManifest.Member> expected = new HashMap<>();
        for (BundleManifest.Member member : members) {
            MemberName.check(member.name());
            if (member.sizeBytes() < 0 || expected.put(member.name(), member) != null) {
                throw refused("MANIFEST_MISMATCH", "the manifest is wrong about '" + member.name() + "'");
            }
        }
        long total = total(expected);
        if (total > maxBytes || total < 0) {
            throw refused(
                    "TOO_LARGE", "the bundle unpacks to " + total + " bytes, at most " + maxBytes + " are allowed");
        }
        if (total / MOST_DEFLATED > bundle.sizeBytes()) {
            throw refused(
                    "RATIO_IMPOSSIBLE",
                    "no archive of " + bundle.sizeBytes() + " bytes can unpack to the " + total + " that it announces");
        }
        return expected;
    }

    private static long total(Map<String, BundleManifest.Member> members) {
        long total = 0;
        for (BundleManifest.Member member : members.values()) {
            total = total + member.sizeBytes() < total ? Long.MAX_VALUE / 2 : total + member.sizeBytes();
        }
        return total;
    }

    private static void readManifest(TarArchiveInputStream tar, Bundle bundle, Path target)
            throws IOException, ArchiveRefusedException {
        TarArchiveEntry first = next(tar);
        if (first == null || !first.getName().equals(BundleManifest.FILE_NAME) || !isRegular(first)) {
            throw refused("MANIFEST_MISSING", "the archive does not begin with " + BundleManifest.FILE_NAME);
        }
        byte[] content = readAll(tar);
        BundleManifest manifest = parse(content);
        if (!manifest.members().equals(bundle.manifest().members())
                || !manifest.assetBundleId().equals(bundle.bundleId())) {
            throw refused("MANIFEST_MISMATCH", "the manifest in the archive is not the one that was announced");
        }
        Files.write(target.resolve(BundleManifest.FILE_NAME), content, StandardOpenOption.CREATE_NEW);
    }

    private static byte[] readAll(TarArchiveInputStream tar) throws ArchiveRefusedException {
        try {
            return tar.readNBytes(LARGEST_MANIFEST);
        } catch (IOException e) {
            throw corrupt(e);
        }
    }

    private static BundleManifest parse(byte[] content) throws ArchiveRefusedException {
        try {
            return Json.mapper().readValue(content, BundleManifest.class);
        } catch (IOException | RuntimeException e) {
            throw refused("MANIFEST_UNREADABLE", "the manifest in the archive cannot be read: " + e.getMessage());
        }
    }

    private static void readMember(
            TarArchiveInputStream tar,
            TarArchiveEntry entry,
            Map<String, BundleManifest.Member> expected,
            Set<String> folded,
            Path target)
            throws IOException, ArchiveRefusedException {
        String name = entry.getName();
        if (entry.getLinkFlag() == TarConstants.LF_DIR) {
            readFolder(name, expected, target);
            return;
        }
        MemberName.check(name);
        if (!isRegular(entry)) {
            throw refused("MEMBER_NOT_A_FILE", "the member '" + name + "' is a link, a device or the like");
        }
        if (!folded.add(MemberName.folded(name))) {
            throw refused("MEMBER_TWICE", "the archive has '" + name + "' twice, or in two spellings");
        }
        BundleManifest.Member member = expected.remove(name);
        if (member == null) {
            throw refused("MEMBER_UNKNOWN", "the member '" + name + "' is not in the manifest");
        }
        if (entry.getSize() != member.sizeBytes()) {
            throw refused("MEMBER_SIZE", "the member '" + name + "' has another size than the manifest says");
        }
        Path file = resolve(target, name);
        createParents(file);
        if (!copy(tar, file).equals(member.sha256())) {
            throw refused("MEMBER_DIGEST", "the member '" + name + "' has another digest than the manifest says");
        }
    }

    /** A folder is allowed if a member lies in it; it is made for that member. */
    private static void readFolder(String name, Map<String, BundleManifest.Member> expected, Path target)
            throws IOException, ArchiveRefusedException {
        String plain = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        MemberName.check(plain);
        boolean needed = expected.keySet().stream().anyMatch(member -> member.startsWith(plain + "/"))
                || Files.isDirectory(target.resolve(plain));
        if (!needed) {
            throw refused("MEMBER_UNKNOWN", "the folder '" + plain + "' is not in the manifest");
        }
    }

    private static Path resolve(Path target, String name) throws ArchiveRefusedException {
        try {
            return target.resolve(name);
        } catch (java.nio.file.InvalidPathException e) {
            throw refused("MEMBER_NAME_UNSAFE", "this machine cannot store the member: " + e.getMessage());
        }
    }

    private static void createParents(Path file) throws IOException, ArchiveRefusedException {
        try {
            Path parent = file.getParent();
            if (!Files.isDirectory(parent)) {
                Files.createDirectories(parent);
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw refused("MEMBER_TWICE", "the member '" + file.getFileName() + "' lies in what is itself a file");
        }
    }

    private static Sha256 copy(InputStream in, Path file) throws IOException, ArchiveRefusedException {
        MessageDigest digest = Sha256.newDigest();
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            for (int read = read(in, buffer); read >= 0; read = read(in, buffer)) {
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw refused("MEMBER_TWICE", "the member '" + file.getFileName() + "' is there already");
        }
        return Sha256.finish(digest);
    }

    private static @org.jspecify.annotations.Nullable TarArchiveEntry next(TarArchiveInputStream tar)
            throws ArchiveRefusedException {
        try {
            return tar.getNextEntry();
        } catch (IOException | RuntimeException e) {
            throw corrupt(e);
        }
    }

    private static int read(InputStream in, byte[] buffer) throws ArchiveRefusedException {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw corrupt(e);
        }
    }

    private static ArchiveRefusedException corrupt(Exception e) {
        return refused("ARCHIVE_CORRUPT", "the archive cannot be read: " + e.getMessage());
    }

    private static boolean isRegular(TarArchiveEntry entry) {
        byte flag = entry.getLinkFlag();
        return (flag == TarConstants.LF_NORMAL || flag == TarConstants.LF_OLDNORM)
                && !entry.isSparse()
                && !entry.getName().endsWith("/");
    }

    private static ArchiveRefusedException refused(String reason, String message) {
        return new ArchiveRefusedException(reason, message);
    }
}
