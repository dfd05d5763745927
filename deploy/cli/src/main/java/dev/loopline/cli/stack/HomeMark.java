package dev.loopline.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ties a data folder to one RD-Agent home, so that the loops of two homes never end up in one database by mistake. */
final class HomeMark {

    private HomeMark() {}

    static void require(DataFolder data, Path rdagentHome) {
        Path file = data.homeFile();
        try {
            String home = rdagentHome.toRealPath().toString();
            if (!Files.exists(file)) {
                Files.writeString(file, home + System.lineSeparator());
                return;
            }
            String before = Files.readString(file).strip();
            if (!before.equals(home)) {
                throw new StackException("The data folder " + data + " holds the loops of " + before + ", not of "
                        + home + "; name another folder with --data, or delete " + file + " if the home has moved.");
            }
        } catch (IOException e) {
            throw new StackException("The data folder " + data + " cannot be used: " + e + ".", e);
        }
    }
}
