package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.loopline.contracts.LoopKey;
import org.jspecify.annotations.Nullable;

/** A fact about one loop. Facts about the same loop are ordered by their revision. */
public sealed interface LoopEvent
        permits WorkspaceRegistered, LoopBackfilled, BundleCreated, CatalogUpdated, LoopImported {

    /** The loop that this is about; the key of the Kafka record. */
    @JsonIgnore
    LoopKey key();

    /** Raised by the workspace watcher when the loop's content changed or a backfill was asked for; from 1. */
    long revision();

    /** The home that the loop lies in; null if it is not known. */
    @Nullable
    String home();

    /** What makes this fact different from others of its type: the same fact has the same id. */
    @JsonIgnore
    default String factId() {
        return key() + "/" + revision();
    }
}
