package dev.loopline.backfill.loop;

import dev.loopline.backfill.fixture.LoopFixture;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** For tests that begin with a model loop that has a result, and do something to its files. */
abstract class ModelLoopFixture {

    @TempDir
    Path home;

    LoopFixture loop;

    @BeforeEach
    void modelLoop() throws IOException {
        loop = new LoopFixture(home, 1, "model")
                .put("qlib_res.csv", ",0\nIC,0.04\n")
                .put("ret.pkl", "");
    }
}
