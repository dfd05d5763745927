package dev.loopline.kit.observe;

import dev.loopline.contracts.LoopKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A loop at a revision.
 *
 * @param revision 0 where it is not known
 */
public record LoopRevision(LoopKey key, long revision) {

    private static final int TRACE_ID_BYTES = 16;

    /**
     * The trace of this revision: the first 16 bytes of the SHA-256 of {@code <task_run_id>/<loop_id>#<revision>}, as hex digits. So
     * what is said again about a revision is in its trace, whoever says it and whether or not a header was kept.
     */
    public String traceId() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((key + "#" + revision).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, TRACE_ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
