package dev.loopline.samples.plan;

import java.util.Set;

/**
 * The peculiarities of one loop.
 *
 * @param outcome how far it has come
 * @param accepted the decision of its feedback
 * @param feedbackFile whether {@code feedback.json} is on disk
 * @param olderMetadata whether metadata files of the older scripts are on disk
 * @param weightsInRoot weights as {@code model.pkl} in the workspace; otherwise only in {@code mlruns}
 * @param metaFile whether each workspace names its loop in {@code workspace_meta.json}
 * @param resultFlag the registry's {@code has_result}
 * @param sessionLog whether RD-Agent's session log of it is on disk
 * @param flaws what is wrong with it
 */
public record Traits(
        Outcome outcome,
        boolean accepted,
        boolean feedbackFile,
        boolean olderMetadata,
        boolean weightsInRoot,
        boolean metaFile,
        boolean resultFlag,
        boolean sessionLog,
        Set<Flaw> flaws) {

    public Traits {
        flaws = Set.copyOf(flaws);
    }

    Traits rerun() {
        return new Traits(
                outcome, true, feedbackFile, olderMetadata, weightsInRoot, metaFile, resultFlag, sessionLog, flaws);
    }

    Traits logged() {
        return new Traits(
                outcome, accepted, feedbackFile, olderMetadata, weightsInRoot, metaFile, resultFlag, true, flaws);
    }

    /** Plain RD-Agent: its session log, and nothing that a script or a registry adds. */
    Traits plain() {
        return new Traits(outcome, accepted, false, false, false, false, false, true, flaws);
    }

    Traits live(boolean registry) {
        return new Traits(
                outcome,
                accepted,
                feedbackFile || !registry,
                false,
                weightsInRoot,
                !registry,
                registry,
                sessionLog,
                flaws);
    }
}
