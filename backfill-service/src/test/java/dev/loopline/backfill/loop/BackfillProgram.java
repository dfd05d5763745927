package dev.loopline.backfill.loop;

import dev.loopline.backfill.fixture.LoopFixture;
import java.io.IOException;
import java.nio.file.Path;

/** A program that backfills the loop of a {@link LoopFixture}: to be killed in the middle of it, to meet a disk that fails. */
final class BackfillProgram {

    private BackfillProgram() {}

    /** @param args the home */
    public static void main(String[] args) throws IOException {
        try {
            System.out.println("result "
                    + new LoopFixture(Path.of(args[0]), 0, "factor").run(true).hasResult());
        } catch (WorkspaceAwayException e) {
            System.out.println(e.reason() + " " + e.getMessage());
        }
    }
}
