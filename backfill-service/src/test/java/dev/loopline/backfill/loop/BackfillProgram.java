package dev.loopline.backfill.loop;

import dev.loopline.backfill.fixture.LoopFixture;
import java.io.IOException;
import java.nio.file.Path;

/** A program that backfills the loop of a {@link LoopFixture}, to be killed in the middle of it. */
final class BackfillProgram {

    private BackfillProgram() {}

    /** @param args the home */
    public static void main(String[] args) throws IOException {
        new LoopFixture(Path.of(args[0]), 0, "factor").run(true);
    }
}
