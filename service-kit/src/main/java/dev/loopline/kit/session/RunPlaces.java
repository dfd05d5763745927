package dev.loopline.kit.session;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one run of RD-Agent left its files. Often both are the same folder; the web server of RD-Agent keeps them apart, and
 * either may be lost.
 *
 * @param trace the folder that holds {@code Loop_<n>}, or in 0.3 the tags themselves; null if there is none
 * @param session the folder that holds {@code __session__}; null if there is none
 */
public record RunPlaces(@Nullable Path trace, @Nullable Path session) {

    /** Picks by content which of these folders is which; of several that would do, the first. */
    public static RunPlaces of(List<Path> places) {
        return new RunPlaces(
                places.stream().filter(RunLayout::isTrace).findFirst().orElse(null),
                places.stream().filter(SessionFolder::isSession).findFirst().orElse(null));
    }
}
