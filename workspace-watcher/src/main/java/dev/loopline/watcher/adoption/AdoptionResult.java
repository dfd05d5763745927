package dev.loopline.watcher.adoption;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of a folder.
 *
 * @param folder as it was named; where nothing was named, its path
 * @param loop the loop that it is or would be; null if it was refused for its name or place
 * @param result in a dry run, what would become of it
 * @param reason why it was refused; null if it was not
 */
public record AdoptionResult(
        String folder,
        @Nullable String loop,
        Result result,
        @Nullable String reason) {

    /** What became of it. */
    public enum Result {
        ADOPTED,
        ALREADY_ADOPTED,
        REFUSED;

        /** How JSON has it: in small letters. */
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static AdoptionResult refused(String folder, String reason) {
        return new AdoptionResult(folder, null, Result.REFUSED, reason);
    }
}
