package dev.loopline.backfill.codesync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.metadata.StrategyMeta;
import dev.loopline.contracts.CatalogIds;
import dev.loopline.contracts.event.CodeSync.Library;
import dev.loopline.contracts.event.CodeSync.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code rd_strategies_lib/generated.py}: one function without arguments for each loop with a strategy, which returns its
 * configuration. Safe for all threads.
 */
final class StrategyLibrary {

    private static final String HEAD = """
            \"""Configurations of the strategies that RD-Agent ran, one function each.\"""
            """;

    private final LibraryFolder folder;

    StrategyLibrary(Path root) {
        this.folder = new LibraryFolder(root, "rd_strategies_lib", HEAD);
    }

    /** Brings in what these loops have; one result for each, in order. */
    List<Library> sync(List<LoopCode> loops) throws IOException {
        return folder.alone(() -> {
            GeneratedModule module = folder.module();
            List<Library> results = new ArrayList<>();
            for (LoopCode loop : loops) {
                results.add(put(loop, module));
            }
            folder.publish(module, results.stream().anyMatch(result -> result.state() == State.WRITTEN));
            return results;
        });
    }

    private static Library put(LoopCode loop, GeneratedModule module) {
        String function = StrategyMeta.function(loop.loop());
        String id = CatalogIds.strategyId(loop.loop());
        var there = module.block(function);
        String owner =
                there.map(block -> block.facts().path("strategy_id").asText()).orElse(id);
        if (!owner.equals(id)) {
            return new Library(State.FAILED, "the function " + function + " belongs to " + owner, 0);
        }
        JsonNode strategy = loop.strategy();
        if (strategy == null) {
            // What an earlier backfill brought in stays.
            return new Library(State.UNCHANGED, "the configuration names no strategy", there.isPresent() ? 1 : 0);
        }
        ObjectNode facts =
                JsonNodeFactory.instance.objectNode().put("key", function).put("strategy_id", id);
        String code = "def " + function + "():\n    return " + PythonLiteral.of(strategy, 1);
        if (there.filter(block -> block.code().equals(code)).isPresent()) {
            return new Library(State.UNCHANGED, null, 1);
        }
        module.put(function, GeneratedModule.Block.of(facts, code));
        return new Library(State.WRITTEN, null, 1);
    }
}
