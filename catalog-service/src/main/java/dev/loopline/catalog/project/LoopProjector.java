package dev.loopline.catalog.project;

import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.LoopBackfilled;

/** Turns an event into the catalog entries of its loop. Stateless; safe for all threads. */
public final class LoopProjector {

    private LoopProjector() {}

    /** @throws IllegalStateException if the primary workspace of the event is not among its workspaces */
    public static LoopProjection project(BundleCreated event) {
        Source source = Source.of(event);
        LoopBackfilled backfilled = event.backfilled();
        BacktestFigures figures = new BacktestFigures(backfilled.metadata().factorPerf());
        return new LoopProjection(
                event.revision(),
                backfilled.backfilledAt(),
                backfilled.loop(),
                backfilled.workspaces(),
                backfilled.primaryWorkspaceId(),
                event.bundle(),
                backfilled.files(),
                backfilled.artifacts(),
                LoopEntries.of(source, figures),
                ModelEntries.of(source),
                StrategyEntries.of(source),
                FactorCandidates.of(source, figures));
    }
}
