package dev.loopline.backfill.codesync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.FactorCode;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.CodeSync.Library;
import dev.loopline.contracts.event.CodeSync.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code rd_factors_lib}: the complete source of each factor as a module of its own below {@code factors/}, and in {@code
 * generated.py} a wrapper {@code factor_<name>(df)} for each. Importing {@code generated.py} imports no factor: the wrapper
 * does when it is called. Sources of one name with different code stand side by side; the wrapper uses that of the loop that
 * finished last, whatever the order in which they came. Safe for all threads.
 */
final class FactorLibrary {

    private static final int HASH_DIGITS = 12;
    private static final int LONGEST_NAME = 80;

    private static final String HEAD = """
            \"""Factors that RD-Agent found: factor_<name>(df) gives the values of one.

            A factor's own class or function is here too, under the factor's name.
            \"""

            import importlib
            import os
            import tempfile
            import threading

            _FOLDER = threading.Lock()
            _DEFINITIONS = {}


            def _definition(module, attribute):
                return getattr(importlib.import_module(__package__ + ".factors." + module), attribute)


            def _from_folder(function, reads, df):
                # The factor reads a file in the working folder and writes result.h5 there.
                import pandas

                with _FOLDER, tempfile.TemporaryDirectory() as folder:
                    before = os.getcwd()
                    os.chdir(folder)
                    try:
                        df.to_hdf(reads, key="data")
                        function()
                        return pandas.read_hdf("result.h5", key="data")
                    finally:
                        os.chdir(before)


            def __getattr__(name):
                if name in _DEFINITIONS:
                    return _definition(*_DEFINITIONS[name])
                raise AttributeError(name)
            """;

    private final LibraryFolder folder;

    FactorLibrary(Path root) {
        this.folder = new LibraryFolder(root, "rd_factors_lib");
    }

    /** Brings in what these loops have; one result for each, in order. */
    List<Library> sync(List<LoopCode> loops) throws IOException {
        return folder.alone(() -> {
            GeneratedModule module = new GeneratedModule(HEAD);
            folder.generated().ifPresent(module::read);
            folder.writeIfAbsent("factors/__init__.py", "");
            List<Library> results = new ArrayList<>();
            boolean changed = false;
            for (LoopCode loop : loops) {
                boolean written = false;
                for (FactorCode factor : loop.factors()) {
                    written |= put(loop, factor, module);
                }
                changed |= written;
                results.add(result(loop, written));
            }
            if (changed) {
                folder.writeGenerated(module.render());
            }
            return results;
        });
    }

    private static Library result(LoopCode loop, boolean written) {
        String reason = loop.factors().isEmpty() ? "the loop has no factor code" : null;
        return new Library(
                written ? State.WRITTEN : State.UNCHANGED,
                reason,
                loop.factors().size());
    }

    private boolean put(LoopCode loop, FactorCode factor, GeneratedModule module) throws IOException {
        String word = FactorCode.identifier(factor.name());
        String hash = Sha256.of(factor.source().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, HASH_DIGITS);
        String name = "f_" + (word.length() > LONGEST_NAME ? word.substring(0, LONGEST_NAME) : word) + "_" + hash;
        String file = "factors/" + name + ".py";
        boolean isNew = !folder.exists(file);
        folder.writeIfAbsent(file, factor.source());
        Optional<GeneratedModule.Block> there = module.block(word);
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("key", word).put("name", factor.name()).put("module", name);
        facts.put("finished_at", loop.finishedAt().toString())
                .put("loop", loop.loop().toString());
        if (there.isPresent() && !isInForce(facts, there.get().facts())) {
            return isNew;
        }
        GeneratedModule.Block block = new GeneratedModule.Block(facts, wrapper(word, name, factor));
        module.put(word, block);
        return isNew || there.isEmpty() || !there.get().equals(block);
    }

    /** The later loop; of equally late ones the one with the greater key. */
    private static boolean isInForce(JsonNode one, JsonNode other) {
        int byTime = finishedAt(one).compareTo(finishedAt(other));
        int byKey = one.path("loop").asText().compareTo(other.path("loop").asText());
        return byTime > 0 || byTime == 0 && byKey >= 0;
    }

    /** A mark that was edited by hand counts as the oldest. */
    private static Instant finishedAt(JsonNode facts) {
        try {
            return Instant.parse(facts.path("finished_at").asText());
        } catch (DateTimeParseException e) {
            return Instant.MIN;
        }
    }

    private static String wrapper(String word, String module, FactorCode factor) {
        String definition =
                "_definition(" + PythonLiteral.text(module) + ", " + PythonLiteral.text(factor.attribute()) + ")";
        String reads = factor.reads();
        String call = switch (factor.shape()) {
            case CLASS -> definition + "().fit_transform(df)";
            case TAKES_FRAME -> definition + "(df)";
            case READS_FILE ->
                "_from_folder(" + definition + ", " + PythonLiteral.text(reads == null ? "daily_pv.h5" : reads)
                        + ", df)";
        };
        return "_DEFINITIONS[" + PythonLiteral.text(word) + "] = (" + PythonLiteral.text(module) + ", "
                + PythonLiteral.text(factor.attribute()) + ")\n\n\ndef factor_" + word + "(df):\n    return " + call;
    }
}
