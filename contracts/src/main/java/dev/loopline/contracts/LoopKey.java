package dev.loopline.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The identity of one loop: a task run and the number of the loop in it. It is the key of every Kafka record and the
 * join key of every table and catalog.
 *
 * @param taskRunId RD-Agent's id of the run, or the name of its log folder; one path segment: not blank, not {@code .}
 *     or {@code ..}, no {@code /}, no {@code \}, no control characters, well-formed Unicode, and at most {@value
 *     #MAX_TASK_RUN_ID_BYTES} bytes as it is written in a {@link BundleId}, so that ids and file names made from it stay
 *     within what file systems allow
 * @param loopId from 0; 0 is an ordinary loop
 */
public record LoopKey(String taskRunId, int loopId) implements Comparable<LoopKey> {

    /** Leaves room for {@code bundle_}, the loop number and the extension within 255 bytes. */
    public static final int MAX_TASK_RUN_ID_BYTES = 150;

    private static final Pattern LOOP_ID = Pattern.compile("0|[1-9][0-9]{0,9}");

    private static final Comparator<LoopKey> ORDER =
            Comparator.comparing(LoopKey::taskRunId).thenComparingInt(LoopKey::loopId);

    public LoopKey {
        Objects.requireNonNull(taskRunId, "taskRunId");
        if (!isTaskRunId(taskRunId)) {
            throw new IllegalArgumentException("not a task run id: '" + taskRunId + "'");
        }
        if (loopId < 0) {
            throw new IllegalArgumentException("a loop id starts at 0, not " + loopId);
        }
    }

    /** Whether the text can name a task run; see {@link #taskRunId}. */
    public static boolean isTaskRunId(String text) {
        return !text.isBlank()
                && !text.equals(".")
                && !text.equals("..")
                && text.codePoints().noneMatch(LoopKey::isForbidden)
                && BundleId.encode(text).getBytes(StandardCharsets.UTF_8).length <= MAX_TASK_RUN_ID_BYTES;
    }

    private static boolean isForbidden(int c) {
        return c == '/' || c == '\\' || Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE;
    }

    /** Reads {@code <task_run_id>/<loop_id>}; empty if the text is anything else. */
    public static Optional<LoopKey> parse(String text) {
        int slash = text.lastIndexOf('/');
        return slash < 1
                ? Optional.empty()
                : loopId(text.substring(slash + 1))
                        .filter(loopId -> isTaskRunId(text.substring(0, slash)))
                        .map(loopId -> new LoopKey(text.substring(0, slash), loopId));
    }

    /** Reads the number of a loop as it is written in keys, in columns of texts and in file names; empty if it is none. */
    public static Optional<Integer> loopId(String text) {
        return Optional.of(text)
                .filter(digits -> LOOP_ID.matcher(digits).matches())
                .map(Long::parseLong)
                .filter(loopId -> loopId <= Integer.MAX_VALUE)
                .map(Long::intValue);
    }

    /** The first of these loops in one line for people, such as {@code a/1, a/2, …}. */
    public static String line(Collection<LoopKey> loops, int most) {
        String first = loops.stream().limit(most).map(LoopKey::toString).collect(Collectors.joining(", "));
        return loops.size() > most ? first + ", …" : first;
    }

    /** By task run in code unit order, then by loop number. */
    @Override
    public int compareTo(LoopKey other) {
        return ORDER.compare(this, other);
    }

    /** {@code <task_run_id>/<loop_id>}, the key of the Kafka records. */
    @Override
    public String toString() {
        return taskRunId + "/" + loopId;
    }
}
