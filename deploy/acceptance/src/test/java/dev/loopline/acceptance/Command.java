package dev.loopline.acceptance;

import java.io.IOException;

/** A program of the system. */
final class Command {

    private Command() {}

    /** @return whether it succeeded */
    static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }
}
