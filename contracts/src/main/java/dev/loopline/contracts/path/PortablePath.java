package dev.loopline.contracts.path;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path that means the same folder in every spelling: {@code F:/Dev/x}, {@code F:\Dev\x}, {@code f:\Dev\x} and {@code
 * /mnt/f/Dev/x} are equal. Windows drives are compared without regard to case, other paths with it.
 *
 * <p>Only the text is looked at, never a disk. {@code .} is dropped and {@code ..} resolved; an absolute path cannot climb
 * above its root. Only a single letter below {@code /mnt} is a drive: {@code /mnt/wsl/share} is an ordinary path. A WSL
 * share ({@code \\wsl$\<distribution>\…}) is the path inside the distribution. {@code F:rel}, relative to the current
 * folder of a drive, is kept as it is and converted to nothing, because what it means is known only on the machine that
 * wrote it.
 */
public final class PortablePath {

    private static final Pattern DRIVE = Pattern.compile("([A-Za-z]):(/.*|$)", Pattern.DOTALL);
    private static final Pattern DRIVE_RELATIVE = Pattern.compile("[A-Za-z]:[^/].*", Pattern.DOTALL);
    private static final Pattern DRIVE_LETTER = Pattern.compile("[A-Za-z]");
    private static final Pattern WSL_SHARE =
            Pattern.compile("//(?:wsl\\$|wsl\\.localhost)/[^/]+(/.*|$)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private enum Root {
        DRIVE,
        POSIX,
        UNC,
        DRIVE_RELATIVE,
        RELATIVE
    }

    private final Root root;
    /** Upper-case drive letter, or empty. */
    private final String drive;

    private final List<String> segments;

    private PortablePath(Root root, String drive, List<String> segments) {
        this.root = root;
        this.drive = drive;
        this.segments = List.copyOf(segments);
    }

    /** Reads any spelling. Every text is a path; the empty text is the empty relative path. */
    public static PortablePath parse(String text) {
        String slashed = text.strip().replace('\\', '/');
        Matcher share = WSL_SHARE.matcher(slashed);
        if (share.matches()) {
            slashed = share.group(1).isEmpty() ? "/" : share.group(1);
        }
        Matcher drive = DRIVE.matcher(slashed);
        if (drive.matches()) {
            return absolute(Root.DRIVE, drive.group(1), drive.group(2));
        }
        if (DRIVE_RELATIVE.matcher(slashed).matches()) {
            return new PortablePath(Root.DRIVE_RELATIVE, "", List.of(slashed));
        }
        if (slashed.startsWith("//")) {
            return absolute(Root.UNC, "", slashed);
        }
        if (slashed.startsWith("/")) {
            return posix(segments(slashed, true));
        }
        return new PortablePath(Root.RELATIVE, "", segments(slashed, false));
    }

    /** Looks for a drive after {@code ..} is resolved, so that {@code /mnt/c/../f} is the drive F. */
    private static PortablePath posix(List<String> names) {
        boolean mounted = names.size() > 1
                && names.get(0).equalsIgnoreCase("mnt")
                && DRIVE_LETTER.matcher(names.get(1)).matches();
        return mounted
                ? new PortablePath(Root.DRIVE, names.get(1).toUpperCase(Locale.ROOT), names.subList(2, names.size()))
                : new PortablePath(Root.POSIX, "", names);
    }

    private static PortablePath absolute(Root root, String drive, String rest) {
        return new PortablePath(root, drive.toUpperCase(Locale.ROOT), segments(rest, true));
    }

    private static List<String> segments(String slashed, boolean absolute) {
        List<String> out = new ArrayList<>();
        for (String segment : slashed.split("/")) {
            boolean canClimb = !out.isEmpty() && !out.get(out.size() - 1).equals("..");
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (!segment.equals("..")) {
                out.add(segment);
            } else if (canClimb) {
                out.remove(out.size() - 1);
            } else if (!absolute) {
                out.add(segment);
            }
        }
        return out;
    }

    public boolean isAbsolute() {
        return root == Root.DRIVE || root == Root.POSIX || root == Root.UNC;
    }

    /** The names from the root down. */
    public List<String> segments() {
        return segments;
    }

    /** The one spelling that is used for comparison and display: {@code F:/Dev/x}, {@code /home/x}, {@code a/b}. */
    public String canonical() {
        String joined = String.join("/", segments);
        return switch (root) {
            case DRIVE -> drive + ":/" + joined;
            case POSIX -> "/" + joined;
            case UNC -> "//" + joined;
            case DRIVE_RELATIVE, RELATIVE -> joined;
        };
    }

    /** This path for a Windows program; empty if Windows has no such path. */
    public Optional<String> onWindows() {
        return switch (root) {
            case DRIVE, UNC, RELATIVE -> Optional.of(canonical().replace('/', '\\'));
            case POSIX, DRIVE_RELATIVE -> Optional.empty();
        };
    }

    /** This path for Linux, macOS or WSL, where drives are mounted below {@code /mnt}; empty if they have no such path. */
    public Optional<String> onPosix() {
        return switch (root) {
            case DRIVE ->
                Optional.of(String.join("/", "/mnt", drive.toLowerCase(Locale.ROOT), String.join("/", segments))
                        .replaceAll("/$", ""));
            case POSIX, RELATIVE -> Optional.of(canonical());
            case UNC, DRIVE_RELATIVE -> Optional.empty();
        };
    }

    /** The names from {@code base} down to this path; empty if this is not below it. */
    public Optional<List<String>> relativeTo(PortablePath base) {
        boolean below = root == base.root
                && root != Root.DRIVE_RELATIVE
                && drive.equals(base.drive)
                && segments.size() >= base.segments.size()
                && comparable(segments.subList(0, base.segments.size())).equals(comparable(base.segments));
        if (!below) {
            return Optional.empty();
        }
        List<String> rest = segments.subList(base.segments.size(), segments.size());
        boolean climbs = !rest.isEmpty() && rest.get(0).equals("..");
        return climbs ? Optional.empty() : Optional.of(rest);
    }

    private List<String> comparable(List<String> names) {
        boolean ignoresCase = root == Root.DRIVE || root == Root.UNC;
        return ignoresCase
                ? names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList()
                : names;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortablePath that
                && root == that.root
                && drive.equals(that.drive)
                && comparable(segments).equals(that.comparable(that.segments));
    }

    @Override
    public int hashCode() {
        return comparable(segments).hashCode() * 31 + root.hashCode() + drive.hashCode();
    }

    /** See {@link #canonical()}. */
    @Override
    public String toString() {
        return canonical();
    }
}
