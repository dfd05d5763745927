package dev.loopline.cli.backup;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a part.
 *
 * @param name its name in the backup
 * @param copied whether it is in the backup; if not, the detail says why
 * @param source where it was copied from
 * @param files how many files
 * @param bytes their size
 * @param detail one phrase for people
 * @param notes what of it is not in the backup, and why
 */
public record PartResult(
        String name,
        boolean copied,
        @Nullable String source,
        long files,
        long bytes,
        String detail,
        List<String> notes) {

    public PartResult {
        notes = List.copyOf(notes);
    }

    static PartResult absent(Part.Absent part) {
        return new PartResult(part.name(), false, null, 0, 0, part.reason(), List.of());
    }
}
