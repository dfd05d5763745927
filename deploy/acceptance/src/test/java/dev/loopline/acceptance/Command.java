package dev.loopline.acceptance;

import java.io.IOException;

/** A program of the system. */
final class Command {

    private Command() {}

    /** @return whether it succeeded */
    static boolean run(String... command) throws IOException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .onExit()
                        .join()
                        .exitValue()
                == 0;
    }
}
