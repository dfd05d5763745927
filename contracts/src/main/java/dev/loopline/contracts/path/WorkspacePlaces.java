package dev.loopline.contracts.path;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which folders can be workspaces. A session log is a pickle and may name any folder as its workspace; only what lies
 * where workspaces lie, or is named like one, is taken. Safe for all threads.
 */
final class WorkspacePlaces {

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{32}");
    private static final String GUIDE_PREFIX = "workspace_";

    /** Folders of the home that hold other things, in small letters. */
    private static final Set<String> NOT_WORKSPACES =
            Set.of("log", "rdagentdb", "production_bundles", "rdagent_data", "rdagent_assets");

    private final HomeRoots roots;

    WorkspacePlaces(HomeRoots roots) {
        this.roots = roots;
    }

    /** Whether a name is that of a workspace: 32 hex digits. */
    static boolean isId(@Nullable Path name) {
        return name != null && ID.matcher(name.toString()).matches();
    }

    /** Whether workspaces are made in this folder. */
    boolean isRoot(Path folder) {
        return roots.workspaces().contains(folder);
    }

    /** Whether a folder can be a workspace; links have been resolved. */
    boolean accepts(Path folder) {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && roots.realPaths().stream().noneMatch(root -> root.startsWith(folder))
                && roots.innermost(folder).stream()
                        .anyMatch(held -> fits(held.root(), held.base().relativize(folder)));
    }

    private static boolean fits(HomeRoot root, Path rest) {
        return switch (root.kind()) {
            case HOME -> isOrdinary(rest) && isNamedLikeOne(rest);
            case MAPPED -> isNamedLikeOne(rest);
            case WORKSPACES -> rest.getNameCount() == 1 || isNamedLikeOne(rest);
            case LOGS -> isOfTheGuide(rest);
            case RUN, TRACES -> false;
        };
    }

    /** {@code log/<task run>/workspace_<id>}, as the initialisation guide has them. */
    private static boolean isOfTheGuide(Path rest) {
        return rest.getNameCount() == 2
                && String.valueOf(rest.getFileName()).startsWith(GUIDE_PREFIX)
                && String.valueOf(rest.getFileName()).length() > GUIDE_PREFIX.length();
    }

    private static boolean isOrdinary(Path rest) {
        boolean hidden = false;
        for (Path name : rest) {
            hidden |= name.toString().startsWith(".");
        }
        return !hidden && !NOT_WORKSPACES.contains(rest.getName(0).toString().toLowerCase(Locale.ROOT));
    }

    /** The last name is an id, and none before it, or it would lie inside a workspace. */
    private static boolean isNamedLikeOne(Path rest) {
        List<Path> names = new ArrayList<>();
        rest.forEach(names::add);
        return isId(rest.getFileName())
                && names.subList(0, names.size() - 1).stream().noneMatch(WorkspacePlaces::isId);
    }
}
