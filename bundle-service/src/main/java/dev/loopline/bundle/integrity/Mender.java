package dev.loopline.bundle.integrity;

import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.util.function.Predicate;

/** Packs loops again whose archives were lost or damaged or became older than what was announced, and announces them. */
public interface Mender {

    /**
     * Packs again.
     *
     * @param wanted the loops
     * @param results takes what became of each; of a loop that was never announced nothing is said
     * @throws IOException if none can be packed now
     */
    void mend(Predicate<LoopKey> wanted, Results results) throws IOException, InterruptedException;

    /**
     * Packs what was announced and is not noted in the folder, and notes what was withdrawn: the folder may be an older one.
     *
     * @param results takes what became of the loops that had to be packed
     * @throws IOException if what was announced cannot be read now
     */
    void catchUp(Results results) throws IOException, InterruptedException;

    /** What became of loops. */
    interface Results {

        /** @param how what was done, for the log */
        void mended(LoopKey loop, String how);

        /** The loop was withdrawn meanwhile: nothing is to be done. */
        void withdrawn(LoopKey loop);

        /** @param why one sentence for people: what is wrong and what to do */
        void failed(LoopKey loop, String why);
    }
}
