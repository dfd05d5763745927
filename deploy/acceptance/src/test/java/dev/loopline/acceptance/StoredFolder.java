package dev.loopline.acceptance;

import com.github.luben.zstd.ZstdInputStream;
import dev.loopline.contracts.Sha256;
import dev.loopline.embedded.DatabaseOptions;
import dev.loopline.embedded.EmbeddedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What a version of Loopline left behind, as {@code make-data-folder} stored it: a data folder and the RD-Agent home whose loops
 * are in it. Unpacked at another place than it was made at, as if the home had moved.
 *
 * @param root where it was unpacked
 */
record StoredFolder(Path root) {

    /** Where {@code make-data-folder} works; rows may name it. */
    static final String MADE_AT = "/var/tmp/loopline-data-folder";

    /** As {@code zstd --long=27} wrote it. */
    private static final int WINDOW = 27;

    /** What is of the moment and not of the data: locks, marks of a living bundler, and SQLite's journals. */
    private static final Pattern PASSING = Pattern.compile(".*(\\.lock|\\.owner|-wal|-shm)");

    static StoredFolder unpack(String name, Path root) throws IOException {
        Files.createDirectories(root);
        String resource = "/data-folders/" + name + ".tar.zst";
        try (InputStream packed =
                        Objects.requireNonNull(StoredFolder.class.getResourceAsStream(resource), "no " + resource);
                ZstdInputStream plain = new ZstdInputStream(packed).setLongMax(WINDOW);
                TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
            Map<Path, FileTime> folders = new TreeMap<>();
            TarArchiveEntry entry;
            while ((entry = tar.getNextEntry()) != null) {
                Path place = root.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(place);
                    folders.put(place, entry.getLastModifiedTime());
                } else if (entry.isLink()) {
                    Files.createLink(place, root.resolve(entry.getLinkName()));
                } else {
                    Files.copy(tar, place);
                    Files.setLastModifiedTime(place, entry.getLastModifiedTime());
                }
                Files.setPosixFilePermissions(place, permissions(entry.getMode()));
            }
            for (Map.Entry<Path, FileTime> folder : folders.entrySet()) {
                Files.setLastModifiedTime(folder.getKey(), folder.getValue());
            }
        }
        StoredFolder stored = new StoredFolder(root);
        // What the operations page tells for a home that has moved.
        Files.delete(stored.data().resolve("rdagent-home.path"));
        return stored;
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        PosixFilePermission[] all = PosixFilePermission.values();
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (int i = 0; i < all.length; i++) {
            if ((mode & (1 << (all.length - 1 - i))) != 0) {
                permissions.add(all[i]);
            }
        }
        return permissions;
    }

    Path home() {
        return root.resolve("home");
    }

    Path data() {
        return root.resolve("data");
    }

    /** Starts its database alone. */
    EmbeddedDatabase database() throws IOException {
        return EmbeddedDatabase.start(DatabaseOptions.in(
                data().resolve("postgres"),
                Files.readString(data().resolve("database-password")).strip()));
    }

    /** Digest of each file of the home, of AIstock's home and of what the services keep. */
    Map<String, Sha256> digests() throws IOException {
        Map<String, Sha256> digests = new TreeMap<>();
        for (Path part : new Path[] {home(), data().resolve("aistock"), data().resolve("state")}) {
            try (Stream<Path> files = Files.walk(part)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> !PASSING.matcher(file.toString()).matches())
                        .toList()) {
                    digests.put(root.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
                }
            }
        }
        return digests;
    }
}
