package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.catalog.StrategyEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogs say about one loop: its own entries and all its factor occurrences, each whole, and nothing about other
 * loops. A reader replaces the facts of the loop with these, guarded by the revision, and computes what is shown from what is
 * there; so the newest events of all loops give the whole catalogs in any order of reading.
 *
 * <p>Version 2. Version 1 also carried a sequence over all loops and the factors that the loop showed; it is still read, and
 * what it says of other loops is ignored.
 *
 * @param revision the loop's revision
 * @param loop the loop
 * @param workspaces its workspaces
 * @param primaryWorkspaceId the experiment workspace
 * @param bundle its bundle
 * @param files its files
 * @param artifacts its registry rows
 * @param loopEntry its entry in the loop catalog
 * @param models its entries in the model catalog
 * @param strategies its entries in the strategy catalog
 * @param occurrences each factor that occurs in it
 * @param catalogVersion {@code v1}: the version of the catalogs, not of this event
 * @param generatedAtUtc when the loop's metadata was complete
 */
public record CatalogUpdated(
        long revision,
        Loop loop,
        List<Workspace> workspaces,
        String primaryWorkspaceId,
        Bundle bundle,
        List<LoopFile> files,
        List<Artifact> artifacts,
        LoopEntry loopEntry,
        List<ModelEntry> models,
        List<StrategyEntry> strategies,
        List<FactorOccurrence> occurrences,
        String catalogVersion,
        Instant generatedAtUtc)
        implements LoopEvent {

    public CatalogUpdated {
        workspaces = List.copyOf(workspaces);
        files = List.copyOf(files);
        artifacts = List.copyOf(artifacts);
        models = List.copyOf(models);
        strategies = List.copyOf(strategies);
        occurrences = List.copyOf(occurrences);
    }

    @Override
    @JsonIgnore
    public LoopKey key() {
        return loop.key();
    }

    @Override
    @JsonIgnore
    public @Nullable String home() {
        return loop.home();
    }
}
