package dev.loopline.catalog.project;

import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.LoopBackfilled;

/** Turns an event into the facts of its loop: its catalog entries and factor occurrences. Stateless; safe for all threads. */
public final class LoopProjector {

    private LoopProjector() {}

    /** @throws IllegalStateException if the primary workspace of the event is not among its workspaces */
    public static CatalogUpdated project(BundleCreated event) {
        Source source = Source.of(event);
        LoopBackfilled backfilled = event.backfilled();
        BacktestFigures figures = new BacktestFigures(backfilled.metadata().factorPerf());
        return new CatalogUpdated(
                event.revision(),
                backfilled.loop(),
                backfilled.workspaces(),
                backfilled.primaryWorkspaceId(),
                event.bundle(),
                backfilled.files(),
                backfilled.artifacts(),
                LoopEntries.of(source, figures),
                ModelEntries.of(source),
                StrategyEntries.of(source),
                Occurrences.of(source, figures),
                CatalogKind.VERSION,
                backfilled.backfilledAt());
    }
}
