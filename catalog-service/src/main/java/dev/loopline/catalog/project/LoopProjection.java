package dev.loopline.catalog.project;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.catalog.ModelEntry;
import dev.loopline.contracts.catalog.StrategyEntry;
import dev.loopline.contracts.event.Artifact;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.Loop;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.event.Workspace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that the catalogs say about one loop, before it is merged with others.
 *
 * @param revision the loop's revision
 * @param generatedAt when the loop's metadata was complete; the time that the catalogs carry
 * @param loop the loop
 * @param workspaces its workspaces
 * @param primaryWorkspaceId the experiment workspace
 * @param bundle its bundle
 * @param files its files
 * @param artifacts its registry rows
 * @param loopEntry its entry in the loop catalog
 * @param models its entries in the model catalog
 * @param strategies its entries in the strategy catalog
 * @param factors its factors, at most one for each fingerprint, by fingerprint
 */
public record LoopProjection(
        long revision,
        Instant generatedAt,
        Loop loop,
        List<Workspace> workspaces,
        String primaryWorkspaceId,
        Bundle bundle,
        List<LoopFile> files,
        List<Artifact> artifacts,
        LoopEntry loopEntry,
        List<ModelEntry> models,
        List<StrategyEntry> strategies,
        List<FactorCandidate> factors) {

    public LoopProjection {
        workspaces = List.copyOf(workspaces);
        files = List.copyOf(files);
        artifacts = List.copyOf(artifacts);
        models = List.copyOf(models);
        strategies = List.copyOf(strategies);
        factors = List.copyOf(factors);
    }

    @JsonIgnore
    public LoopKey key() {
        return loop.key();
    }

    /** The loop's candidate for this factor; empty if the factor does not occur in it. */
    public Optional<FactorCandidate> factor(String fingerprint) {
        return factors.stream()
                .filter(candidate -> candidate.occurrence().fingerprint().equals(fingerprint))
                .findFirst();
    }
}
