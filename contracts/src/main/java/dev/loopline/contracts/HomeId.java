package dev.loopline.contracts;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an RD-Agent home among all homes at one broker: lower-case letters, digits and hyphens, at most {@value
 * #MAX_LENGTH}, such as {@code rd-agent-3fa92c}. It is part of the names of consumer groups, so it is as narrow as the names of
 * Kubernetes' objects are.
 */
public final class HomeId {

    public static final int MAX_LENGTH = 40;

    private static final Pattern FORM = Pattern.compile("[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?");

    private HomeId() {}

    /** Whether a text can name a home. */
    public static boolean isValid(String text) {
        return FORM.matcher(text).matches();
    }

    /**
     * Lets nothing through but the name of a home, or null where none is known.
     *
     * @throws IllegalArgumentException the text cannot name a home
     */
    public static @Nullable String check(@Nullable String text) {
        if (text != null && !isValid(text)) {
            throw new IllegalArgumentException("not the id of a home: '" + text
                    + "'; it has lower-case letters, digits and hyphens, at most " + MAX_LENGTH);
        }
        return text;
    }

    /** Whether two homes are different ones; one that is not known may be any. */
    public static boolean differ(@Nullable String one, @Nullable String other) {
        return one != null && other != null && !one.equals(other);
    }
}
