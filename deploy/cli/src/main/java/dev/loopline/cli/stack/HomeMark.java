package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
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
                throw new StackException(Texts.text("stack.data.other", data, before.get(), home, file));
            }
        } catch (IOException e) {
            throw new StackException(Texts.text("stack.data.failed", data, e), e);
        }
    }
}
