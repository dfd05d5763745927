package dev.loopline.kit.session;

import java.time.Instant;

/**
 * A file {@code __session__/<n>/<number>_<step>} that RD-Agent writes after a step: the state of the whole run at that time.
 *
 * @param number position of the step in the loop, from 0
 * @param step its name
 * @param size in bytes
 * @param modifiedAt when it was last written
 */
public record StepFile(int number, String step, long size, Instant modifiedAt) {

    /** The file's name. */
    public String name() {
        return number + "_" + step;
    }
}
