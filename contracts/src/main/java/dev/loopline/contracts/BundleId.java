package dev.loopline.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The id of a loop's asset bundle: {@code bundle_<task_run_id>_<loop_id>}, as the initialisation guide names it.
 * Deterministic, so that the same loop never has two bundles. It is a safe file name on Windows, Linux and macOS:
 * characters that no file name may hold are percent-encoded.
 *
 * @param value the id, one path segment
 */
public record BundleId(String value) {

    private static final String NOT_IN_FILE_NAMES = "<>:\"/\\|?*%";

    /** Of UTF-8; leaves room for an extension and a temporary suffix within 255 bytes. */
    private static final int MAX_BYTES = 240;

    public BundleId {
        Objects.requireNonNull(value, "value");
        if (!isSafe(value)) {
            throw new IllegalArgumentException("not a bundle id: '" + value + "'");
        }
    }

    /** The id of the bundle of this loop. */
    public static BundleId of(LoopKey loop) {
        return new BundleId("bundle_" + encode(loop.taskRunId()) + "_" + loop.loopId());
    }

    /** Whether the text is a possible bundle id: one path segment that can leave no folder. */
    public static boolean isSafe(String text) {
        return text.startsWith("bundle_")
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                && !text.endsWith(".")
                && !text.endsWith(" ")
                && text.codePoints()
                        .noneMatch(c -> (c != '%' && isEncoded(c)) || Character.getType(c) == Character.SURROGATE);
    }

    /** {@code <id>.tar.gz} */
    public String fileName() {
        return value + ".tar.gz";
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isEncoded(int c) {
        return NOT_IN_FILE_NAMES.indexOf(c) >= 0 || Character.isISOControl(c);
    }

    /** The text as it stands in a file name; different texts stay different. */
    static String encode(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isEncoded(c)) {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(String.format("%02X", b & 0xff));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
