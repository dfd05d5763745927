package dev.loopline.backfill.workspace;

import dev.loopline.backfill.note.Notes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One workspace of a loop as it stood when it was opened: its files, and their text. Files that are not in the list (links,
 * and what lies beyond the limits) cannot be read through it. Not safe for several threads.
 */
public final class WorkspaceFolder {

    private static final int LARGEST_TEXT = 8 * 1024 * 1024;
    private static final Duration QUIET = Duration.ofSeconds(3);
    private static final Charset CHINESE = Charset.forName("GB18030");

    private final String workspaceId;
    private final Path root;
    private final List<FoundFile> files;
    private final Map<String, FoundFile> byPath;
    private final Notes notes;

    private WorkspaceFolder(String workspaceId, Path root, List<FoundFile> files, Notes notes) {
        this.workspaceId = workspaceId;
        this.root = root;
        this.files = files;
        this.byPath = files.stream().collect(Collectors.toMap(FoundFile::path, Function.identity()));
        this.notes = notes;
    }

    /**
     * Lists the folder.
     *
     * @param most files beyond this number are left out, with a note
     */
    public static WorkspaceFolder open(String workspaceId, Path root, int most, Notes notes) throws IOException {
        return new WorkspaceFolder(workspaceId, root, FolderWalk.list(root, workspaceId, most, notes), notes);
    }

    public String workspaceId() {
        return workspaceId;
    }

    public Path root() {
        return root;
    }

    /** All files, sorted by path. */
    public List<FoundFile> files() {
        return files;
    }

    public boolean has(String path) {
        return byPath.containsKey(path);
    }

    /** Whether something stands at this name that is no file of the list, such as a link. */
    public boolean isOccupied(String name) {
        return !has(name) && Files.exists(root.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether a file was changed within seconds before now, so that its writer may not be through. */
    public boolean isFresh(String path) {
        FoundFile file = byPath.get(path);
        return file != null
                && Duration.between(file.modifiedAt(), Instant.now()).abs().compareTo(QUIET) < 0;
    }

    /** How notes name a file. */
    public String subject(String path) {
        return workspaceId + "/" + path;
    }

    /**
     * The bytes of a file; empty, with a note, if it cannot be read or is larger than {@value #LARGEST_TEXT} bytes; empty
     * without a note if it is not there.
     */
    public Optional<byte[]> bytes(String path) throws IOException {
        return read(path, in -> {
            if (in.size() > LARGEST_TEXT) {
                notes.add("FILE_TOO_LARGE", subject(path), "It is larger than 8 MiB and was not read.");
                return Optional.empty();
            }
            return Optional.of(content(in, 0, LARGEST_TEXT));
        });
    }

    /** The last bytes of a file, at most this many; empty, with a note, if it cannot be read. */
    public Optional<byte[]> tail(String path, int most) throws IOException {
        return read(path, in -> {
            int length = (int) Math.min(most, in.size());
            return Optional.of(content(in, in.size() - length, length));
        });
    }

    /** The first bytes of a file, at most this many; empty, with a note, if it cannot be read. */
    public Optional<byte[]> head(String path, int most) throws IOException {
        return read(path, in -> Optional.of(content(in, 0, most)));
    }

    /** What is made of a stream. */
    public interface Parser<T> {

        T parse(InputStream in) throws IOException;
    }

    /** What a parser makes of a file of any size; empty, with a note, if the file cannot be read. */
    public <T> Optional<T> parse(String path, Parser<T> parser) throws IOException {
        return read(path, in -> Optional.of(parser.parse(new BufferedInputStream(Channels.newInputStream(in)))));
    }

    private interface Reading<T> {

        Optional<T> from(SeekableByteChannel in) throws IOException;
    }

    private <T> Optional<T> read(String path, Reading<T> reading) throws IOException {
        if (!has(path)) {
            return Optional.empty();
        }
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel in = Files.newByteChannel(root.resolve(path), options)) {
            return reading.from(in);
        } catch (NoSuchFileException e) {
            notes.add("FILE_VANISHED", subject(path), "It was there a moment ago.");
        }
        return Optional.empty();
    }

    /** What is there from here on, at most this much; the file may have shrunk meanwhile. */
    private static byte[] content(SeekableByteChannel in, long from, int most) throws IOException {
        in.position(from);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(most, Math.max(0, in.size() - from)));
        boolean more = true;
        while (more && buffer.hasRemaining()) {
            more = in.read(buffer) >= 0;
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /**
     * The text of a file: UTF-8 with or without byte order mark, UTF-16 with one, else GB18030 with a note, as Chinese
     * Windows programs write it.
     */
    public Optional<String> text(String path) throws IOException {
        return bytes(path).map(content -> decode(content, path));
    }

    /** The text of what was read of a file; see {@link #text}. */
    public String decode(byte[] bytes, String path) {
        String text;
        if (isUtf16(bytes)) {
            notes.add("NOT_UTF8", subject(path), "It was read as UTF-16, as its byte order mark says.");
            return CleanText.of(new String(bytes, StandardCharsets.UTF_16));
        }
        try {
            text = strict(bytes, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            notes.add("NOT_UTF8", subject(path), "It is not UTF-8 and was read as GB18030.");
            text = new String(bytes, CHINESE);
        }
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String clean = CleanText.of(content);
        if (clean.length() < content.length()) {
            notes.add("CONTROL_CHARACTER", subject(path), "NUL characters were dropped.");
        }
        return clean;
    }

    private static boolean isUtf16(byte[] content) {
        return content.length > 1
                && (content[0] == (byte) 0xFF && content[1] == (byte) 0xFE
                        || content[0] == (byte) 0xFE && content[1] == (byte) 0xFF);
    }

    private static String strict(byte[] content, Charset charset) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    }
}
