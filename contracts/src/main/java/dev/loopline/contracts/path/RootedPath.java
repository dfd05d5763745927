package dev.loopline.contracts.path;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * A spelling of an event, taken apart.
 *
 * @param root the root that it begins with
 * @param base the real path of that root
 * @param path the file or folder, below {@code base} or {@code base} itself
 */
record RootedPath(HomeRoot root, Path base, Path path) {

    /** @return empty if it names no known root, or leads out of it, or is the home as a whole */
    static Optional<RootedPath> of(HomeRoots roots, String spelled) {
        String text = spelled.strip();
        boolean outside = text.startsWith(HomeRoots.OUTSIDE);
        return roots.all().stream()
                .filter(root -> root.spelling().startsWith(HomeRoots.OUTSIDE) == outside)
                .filter(root -> begins(text, root.spelling()))
                .max(Comparator.comparingInt(root -> root.spelling().length()))
                .flatMap(root -> below(root, text.substring(root.spelling().length())));
    }

    private static boolean begins(String text, String spelling) {
        return spelling.isEmpty() || text.equals(spelling) || text.startsWith(spelling + "/");
    }

    private static Optional<RootedPath> below(HomeRoot root, String rest) {
        String relative = root.spelling().isEmpty() ? rest : rest.replaceFirst("^/+", "");
        Path base = root.real();
        try {
            Path path = base.resolve(relative).normalize();
            boolean isHome = root.is(HomeRoot.Kind.HOME) && path.equals(base);
            return isHome || !path.startsWith(base) ? Optional.empty() : Optional.of(new RootedPath(root, base, path));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whether it is there and no link lies between the root and it, nor is it one. */
    boolean isPlain() {
        for (Path at = path; at != null && !at.equals(base); at = at.getParent()) {
            if (Files.isSymbolicLink(at)) {
                return false;
            }
        }
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }
}
