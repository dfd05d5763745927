package dev.loopline.contracts.path;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of the command line or the configuration, written {@code DIR} or {@code NAME=DIR}. The name is how events spell a
 * folder outside the home, so that it may be mounted elsewhere later.
 *
 * @param name letters, digits, {@code _ . -}, at most 32; without a given one, eight hex digits that depend on the folder only
 * @param folder absolute, without {@code .} and {@code ..}
 */
public record NamedFolder(String name, Path folder) {

    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31})=(.+)", Pattern.DOTALL);
    private static final Pattern ON_DRIVE = Pattern.compile("[A-Za-z]:[/\\\\].*", Pattern.DOTALL);
    private static final int DERIVED_LENGTH = 8;

    /**
     * Reads {@code DIR} or {@code NAME=DIR}. A relative folder counts from the working folder of this process.
     *
     * @throws IllegalArgumentException if no folder of this machine can be meant
     */
    public static NamedFolder parse(String text) {
        Matcher named = NAMED.matcher(text.strip());
        String dir = named.matches() ? named.group(2).strip() : text.strip();
        if (dir.isEmpty() || dir.equals("=")) {
            throw new IllegalArgumentException(
                    "a folder is written DIR or NAME=DIR, for example bulk=/data/rdagent/workspaces, not '" + text
                            + "'");
        }
        Path folder = here(dir)
                .orElseThrow(() -> new IllegalArgumentException("'" + dir + "' cannot be a folder on this machine"))
                .toAbsolutePath()
                .normalize();
        return named.matches() ? new NamedFolder(named.group(1), folder) : of(folder);
    }

    /** A folder under the name that its path gives. */
    static NamedFolder of(Path folder) {
        PortablePath portable = PortablePath.parse(folder.toString());
        boolean ignoresCase = portable.onWindows().isPresent();
        String spelled = ignoresCase ? portable.canonical().toLowerCase(Locale.ROOT) : portable.canonical();
        return new NamedFolder(digest(spelled).substring(0, DERIVED_LENGTH), folder);
    }

    /** How the configuration writes it. */
    @Override
    public String toString() {
        return name + "=" + folder;
    }

    /** A folder of another system's spelling is looked up where this system mounts it: {@code F:\x} at {@code /mnt/f/x}. */
    private static Optional<Path> here(String dir) {
        boolean windows = File.separatorChar == '\\';
        Optional<String> spelled = !windows && ON_DRIVE.matcher(dir).matches()
                ? PortablePath.parse(dir).onPosix()
                : Optional.of(dir);
        try {
            return spelled.map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
