package dev.loopline.watcher.files;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The digest of a loop's inputs: facts that RD-Agent recorded and the content of the input files; no times, so that a
 * restored backup or a copy of the home is the same content. Stateless; safe for all threads.
 */
public final class ContentDigest {

    private ContentDigest() {}

    /**
     * Reads all inputs.
     *
     * @throws IOException if a file cannot be read; the caller tries again later
     */
    public static InputFiles read(FileSet files) throws IOException {
        List<InputFile> read = new ArrayList<>();
        for (FileStat file : files.inputs()) {
            Sha256 content = ofFile(file.file());
            read.add(new InputFile(file.workspaceId(), file.path(), file.size(), file.modifiedAt(), content));
        }
        return new InputFiles(read);
    }

    /**
     * The digest of inputs that were read.
     *
     * @param facts what the registry says, in a fixed order
     */
    public static String of(List<String> facts, InputFiles inputs) {
        MessageDigest whole = Sha256.newDigest();
        facts.forEach(fact -> whole.update((fact + "\n").getBytes(StandardCharsets.UTF_8)));
        inputs.files().forEach(file -> whole.update(file.contentLine().getBytes(StandardCharsets.UTF_8)));
        return Sha256.finish(whole).hex();
    }

    /** The digest of one file; a link is refused. */
    public static Sha256 ofFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Sha256.of(in);
        }
    }
}
