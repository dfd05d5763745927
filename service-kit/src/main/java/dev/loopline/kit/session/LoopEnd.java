package dev.loopline.kit.session;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a loop is over, as far as the files of its run say. */
public sealed interface LoopEnd {

    /** Why, in one sentence for people. */
    String reason();

    /** The step file that the answer rests on; empty if it rests on none. */
    default Optional<StepFile> file() {
        return Optional.empty();
    }

    /** RD-Agent has written its last file of the loop. */
    record Finished(StepFile last, String reason) implements LoopEnd {
        @Override
        public Optional<StepFile> file() {
            return Optional.of(last);
        }
    }

    /** The trace holds what is written last, and there are no step files of this loop to ask. */
    record FinishedByTrace(Instant at, String reason) implements LoopEnd {}

    /** The last file is missing, but a later state of the same run says that the loop is over. */
    record WithoutFile(String reason) implements LoopEnd {}

    /** The loop is half done; whether RD-Agent is still at work on it is not known here. */
    record Open(String reason) implements LoopEnd {}

    /**
     * What may be the end does not say whether another step follows, for example because its state cannot be read.
     *
     * @param last the step file that may be the last one; null if only the trace is there
     */
    record Undecided(@Nullable StepFile last, String reason) implements LoopEnd {
        @Override
        public Optional<StepFile> file() {
            return Optional.ofNullable(last);
        }
    }
}
