package dev.loopline.distribution;

import java.io.IOException;

/** Programs that a machine may or may not have. */
final class Commands {

    private Commands() {}

    static boolean isThere(String program) {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
