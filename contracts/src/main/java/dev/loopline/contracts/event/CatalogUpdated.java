package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.catalog.FactorOccurrence;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.catalog.StrategyEntry;
import java.time.Instant;
import java.util.List;

/**
 * What the catalogs now say about a loop. The newest events of all loops together are the whole of the catalogs, in any
 * order of reading: a factor is carried by the loop that owns it, which is the loop whose occurrence is shown; when
 * ownership moves, both loops are published again; a factor goes only when it is named as gone.
 *
 * @param sequence rises strictly over all loops; orders statements about factors
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
 * @param ownedFactors rows of the factor catalog that this loop owns
 * @param goneFingerprints factors that this loop owned last and that no loop has any more
 * @param catalogVersion {@code v1}
 * @param generatedAtUtc time of the event that this follows from
 */
public record CatalogUpdated(
        long sequence,
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
        List<FactorEntry> ownedFactors,
        List<String> goneFingerprints,
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
        ownedFactors = List.copyOf(ownedFactors);
        goneFingerprints = List.copyOf(goneFingerprints);
    }

    @Override
    @JsonIgnore
    public LoopKey key() {
        return loop.key();
    }

    @Override
    @JsonIgnore
    public String factId() {
        return key() + "/" + revision + "/" + sequence;
    }
}
