package dev.loopline.cli;

import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.status.ImportedLoops;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * Looks whether AIstock has what the registry says it has, and has it mended if not. Used by one thread.
 */
final class HistoryCheck {

    private static final int SHOWN = 3;
    /** An importer that finds another database reads the topic again within seconds; after that a full sync is asked for. */
    private static final int LOOKS_BEFORE_SYNC = 20;

    /** So many looks without a change mean that no more comes. */
    private static final int LOOKS = 240;

    private final ImportedLoops loops;
    private final String importerUrl;
    private int looks;
    private int unchanged;
    private String problem = "";

    HistoryCheck(ImportedLoops loops, String importerUrl) {
        this.loops = loops;
        this.importerUrl = importerUrl;
    }

    /** Looks once. @return whether nothing is missing */
    boolean isWhole() throws InterruptedException {
        looks++;
        String before = problem;
        try {
            List<LoopKey> missing = loops.missing();
            problem = missing.isEmpty() ? "" : sentence(missing);
            if (!missing.isEmpty() && looks == LOOKS_BEFORE_SYNC) {
                new ServiceCalls().post(importerUrl + "/api/rdagent/catalog/sync", "");
            }
        } catch (SQLException | IOException e) {
            problem = Texts.text("history.unasked", e.getMessage());
        }
        unchanged = problem.equals(before) ? unchanged + 1 : 0;
        return problem.isEmpty();
    }

    /** Whether there is no use in looking on. */
    boolean isHopeless() {
        return unchanged >= LOOKS;
    }

    /** What is missing; empty if nothing is. */
    String problem() {
        return problem;
    }

    private static String sentence(List<LoopKey> missing) {
        return Texts.text("history.missing", missing.size(), LoopKey.line(missing, SHOWN));
    }
}
