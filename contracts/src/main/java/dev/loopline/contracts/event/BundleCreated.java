package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.loopline.contracts.LoopKey;
import org.jspecify.annotations.Nullable;

/**
 * The bundle of a loop is complete and can be fetched. Carries all that went before, so that this one topic rebuilds all
 * catalogs.
 *
 * @param bundle the bundle
 * @param backfilled what the loop is
 */
public record BundleCreated(Bundle bundle, LoopBackfilled backfilled) implements LoopEvent {

    @Override
    @JsonIgnore
    public LoopKey key() {
        return backfilled.key();
    }

    @Override
    @JsonIgnore
    public @Nullable String home() {
        return backfilled.home();
    }

    @Override
    @JsonIgnore
    public long revision() {
        return backfilled.revision();
    }
}
