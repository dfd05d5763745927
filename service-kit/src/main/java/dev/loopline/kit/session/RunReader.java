package dev.loopline.kit.session;

import dev.loopline.kit.pickle.PickleLimits;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads what one run of RD-Agent left on disk, of whatever generation. Nothing outside its two folders is read, no link below
 * them is followed, no pickle is carried out. What cannot be read becomes a note or a reason. Keeps the
 * step file that was read last, so that one reader is for one loop at a time. Safe for all threads.
 */
public final class RunReader {

    private final RunFiles files;

    public RunReader(RunPlaces places) {
        this(places, PickleLimits.DEFAULT);
    }

    /**
     * @param limits how large each pickle may be
     */
    public RunReader(RunPlaces places, PickleLimits limits) {
        this.files = new RunFiles(places, limits);
    }

    /** The step files of a loop in the order of their numbers; none if there is no session folder. Reads no file. */
    public List<StepFile> steps(int loopId) {
        return files.session().steps(loopId);
    }

    /**
     * Whether the loop is over. Reads pickles only if the names of the step files do not say it, or if trace and session lie
     * apart.
     */
    public LoopEnd end(int loopId) {
        return new LoopJudge(files).end(loopId);
    }

    /**
     * Reads what there is of a loop, all of it of one run: the one that finished the loop, else the newest. Of a loop that is
     * not there, nothing but a note.
     *
     * @throws IOException if a folder cannot be walked
     */
    public SessionLoop read(int loopId) throws IOException {
        return new LoopReading(files, loopId).read();
    }

    /** What the newest step file of the run says that can be read; empty if there is none. */
    public Optional<SessionState> newestState() {
        return new LoopJudge(files).newestState().map(LoopState::summary);
    }

    /** Which generation of RD-Agent wrote the run, by its newest loop. */
    public Generation generation() {
        return new RunKind(files).generation();
    }

    /** What the run works on. */
    public Scenario scenario() {
        return new RunKind(files).scenario();
    }
}
