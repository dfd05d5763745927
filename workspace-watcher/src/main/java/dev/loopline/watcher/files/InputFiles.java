package dev.loopline.watcher.files;

import dev.loopline.contracts.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * The input files of a loop with their digests: what a revision was registered with. It distinguishes files that only vanished from
 * files that changed. Immutable.
 *
 * @param files by workspace and path
 */
public record InputFiles(List<InputFile> files) {

    private static final Comparator<InputFile> ORDER =
            Comparator.comparing(InputFile::workspaceId).thenComparing(InputFile::path);

    public static final InputFiles NONE = new InputFiles(List.of());

    private static final int VERSION = 1;

    public InputFiles {
        files = files.stream().sorted(ORDER).toList();
    }

    /** Those of these files that are not on disk any more. */
    public InputFiles missingIn(FileSet present) {
        Set<String> there = new HashSet<>();
        present.inputs().forEach(file -> there.add(file.workspaceId() + "\0" + file.path()));
        return new InputFiles(files.stream()
                .filter(file -> !there.contains(file.workspaceId() + "\0" + file.path()))
                .toList());
    }

    /** These files and others, none of which is among these. */
    public InputFiles and(InputFiles others) {
        return new InputFiles(
                Stream.concat(files.stream(), others.files.stream()).toList());
    }

    public boolean isEmpty() {
        return files.isEmpty();
    }

    /** Workspace and path of each, for people. */
    public List<String> names() {
        return files.stream()
                .map(file -> file.workspaceId() + "/" + file.path())
                .toList();
    }

    /** A compact form for the registry: some twenty files take less than two kilobytes. */
    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeByte(VERSION);
            out.writeInt(files.size());
            for (InputFile file : files) {
                out.writeUTF(file.workspaceId());
                out.writeUTF(file.path());
                out.writeLong(file.sizeBytes());
                out.writeLong(file.modifiedAt().getEpochSecond());
                out.writeInt(file.modifiedAt().getNano());
                out.writeUTF(file.sha256().hex());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a list of files can always be written to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IOException if the bytes are something else
     */
    public static InputFiles decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
            if (in.readByte() != VERSION) {
                throw new IOException("the list of files has an unknown version");
            }
            int count = in.readInt();
            List<InputFile> files = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                files.add(new InputFile(
                        in.readUTF(),
                        in.readUTF(),
                        in.readLong(),
                        Instant.ofEpochSecond(in.readLong(), in.readInt()),
                        new Sha256(in.readUTF())));
            }
            return new InputFiles(files);
        } catch (IllegalArgumentException e) {
            throw new IOException("the list of files holds no digest: " + e.getMessage(), e);
        }
    }
}
