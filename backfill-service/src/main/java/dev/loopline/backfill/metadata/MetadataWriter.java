package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FileChangingException;
import dev.loopline.backfill.workspace.TemporaryNames;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Note;
import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes a metadata file whole or not at all: to a temporary file in the same folder, then by rename. It is not forced to
 * the disk, because it can be derived again from the same event. A file whose content is right already is not touched, so
 * its modification time stays. A file is replaced only if it still holds what was read of it. A workspace that cannot be
 * written, or a file that cannot be read, is a note: the event carries the content all the same.
 */
public final class MetadataWriter {

    private static final List<String> REFUSALS = List.of("read-only", "operation not permitted");

    /** Code of the note that what another writer left has no use for the event, and stays. */
    static final String KEPT = "METADATA_KEPT";

    private static final ObjectWriter INDENTED = Json.mapper().writer(printer());

    private MetadataWriter() {}

    static void write(WorkspaceFolder workspace, String name, ObjectNode content, ExistingFile before, Notes notes)
            throws IOException {
        if (before.isForeign() && before.isClean() && before.content().equals(content)) {
            return;
        }
        byte[] bytes = INDENTED.writeValueAsBytes(content);
        Optional<byte[]> there = workspace.bytes(name);
        if (there.isPresent() && Arrays.equals(there.get(), bytes)) {
            return;
        }
        Path target = workspace.root().resolve(name);
        if (there.isEmpty() && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            notes.add(
                    Note.METADATA_NOT_WRITTEN,
                    workspace.subject(name),
                    "Something that was not read stands there; it is left as it is.");
            return;
        }
        if (there.isPresent() && !before.digest().equals(Optional.of(Sha256.of(there.get())))) {
            throw new FileChangingException(
                    workspace.subject(name) + " was changed while the loop was read; it is read again");
        }
        try {
            AtomicFile.replace(target, TemporaryNames.beside(target), bytes);
        } catch (AccessDeniedException | ReadOnlyFileSystemException e) {
            notWritten(workspace, name, notes);
        } catch (NoSuchFileException e) {
            notes.add(Note.METADATA_NOT_WRITTEN, workspace.subject(name), "The workspace was removed meanwhile.");
        } catch (FileSystemException e) {
            if (!isRefused(e)) {
                throw e;
            }
            notWritten(workspace, name, notes);
        }
    }

    /**
     * EROFS and EPERM have no exception of their own. The latter comes for a file with the attribute "immutable", and for one of another
     * user in a folder with the sticky bit.
     */
    private static boolean isRefused(FileSystemException e) {
        String reason = String.valueOf(e.getReason()).toLowerCase(Locale.ROOT);
        return REFUSALS.stream().anyMatch(reason::contains);
    }

    private static void notWritten(WorkspaceFolder workspace, String name, Notes notes) {
        notes.add(
                Note.METADATA_NOT_WRITTEN,
                workspace.subject(name),
                "The workspace cannot be written; give the service the right to.");
    }

    /** As Python's {@code json.dump(indent=2)}, with the same line ends everywhere. */
    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        return printer;
    }
}
