package dev.loopline.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Ties a data folder to one RD-Agent home, so that the loops of two homes never end up in one database by mistake. */
final class HomeMark {

    private HomeMark() {}

    static void require(DataFolder data, Path rdagentHome) {
        Path file = data.homeFile();
        try {
            String home = rdagentHome.toRealPath().toString();
            Optional<String> before = data.homeBefore();
            if (before.isEmpty()) {
                Files.writeString(file, home + System.lineSeparator());
            } else if (!before.get().equals(home)) {
                throw new StackException("The data folder " + data + " holds the loops of " + before.get() + ", not of "
                        + home + "; name another folder with --data, or delete " + file + " if the home has moved.");
            }
        } catch (IOException e) {
            throw new StackException("The data folder " + data + " cannot be used: " + e + ".", e);
        }
    }
}
