package dev.loopline.backfill.codesync;

import dev.loopline.backfill.code.FactorCode;
import dev.loopline.contracts.event.CodeSync.Library;
import dev.loopline.contracts.event.CodeSync.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code rd_factors_lib}: the complete source of each factor as a module of its own below {@code factors/}, and in {@code
 * generated.py} a wrapper {@code factor_<name>(df)} for each. Importing {@code generated.py} imports no factor: the wrapper
 * does when it is called. Sources of one name with different code stand side by side, each under {@code
 * factor_<name>__<digest>(df)}; the plain wrapper uses that of the loop that finished last, whatever the order in which they
 * came. Safe for all threads.
 */
final class FactorLibrary {

    private static final String HEAD = """
            \"""Factors that RD-Agent found: factor_<name>(df) gives the values of one.

            A factor's own class or function is here too, under the factor's name.
            \"""

            import importlib
            import os
            import runpy
            import sys
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
                        values = function()
                        return pandas.read_hdf("result.h5") if os.path.exists("result.h5") else values
                    finally:
                        os.chdir(before)


            def _program(module):
                # The factor is a program without a function of its own: it runs anew for each call.
                def run():
                    before = sys.argv
                    sys.argv = [module]
                    try:
                        runpy.run_module(__package__ + ".factors." + module, run_name="__main__")
                    except SystemExit as end:
                        if end.code not in (None, 0):
                            raise RuntimeError("the factor's program ended with " + str(end.code)) from end
                    finally:
                        sys.argv = before

                return run


            def _column(values, name):
                columns = getattr(values, "columns", ())
                return values[[name]] if name in columns else values


            def __getattr__(name):
                if name in _DEFINITIONS:
                    return _definition(*_DEFINITIONS[name])
                raise AttributeError(name)
            """;

    private final LibraryFolder folder;

    FactorLibrary(Path root) {
        this.folder = new LibraryFolder(root, "rd_factors_lib", HEAD);
    }

    /** Brings in what these loops have; one result for each, in order. */
    List<Library> sync(List<LoopCode> loops) throws IOException {
        return folder.alone(() -> {
            GeneratedModule module = folder.module();
            folder.writeIfAbsent("factors/__init__.py", "");
            List<Library> results = new ArrayList<>();
            boolean changed = false;
            for (LoopCode loop : loops) {
                boolean written = false;
                List<FactorCode> usable = loop.factors().stream()
                        .filter(factor -> factor.inputs().isOfPython())
                        .toList();
                for (FactorCode factor : usable) {
                    written |= put(loop, factor, module);
                }
                changed |= written;
                results.add(result(loop, usable.size(), written));
            }
            folder.publish(module, changed);
            return results;
        });
    }

    /** What is no Python would break the import of the library's folder, so it is left out, and said. */
    private static Library result(LoopCode loop, int usable, boolean written) {
        int broken = loop.factors().size() - usable;
        String reason = broken > 0 ? broken + " of the loop's sources are no valid Python and are left out" : null;
        return new Library(
                written ? State.WRITTEN : State.UNCHANGED,
                loop.factors().isEmpty() ? "the loop has no factor code" : reason,
                usable);
    }

    private boolean put(LoopCode loop, FactorCode factor, GeneratedModule module) throws IOException {
        FactorVersion version = FactorVersion.of(loop, factor);
        boolean written = folder.writeOnce("factors/" + version.module() + ".py", FactorVersion.text(factor.source()));
        return takeIn(version, module) || written;
    }

    /** The version in force stands under the name, those before it under name and digest. */
    private static boolean takeIn(FactorVersion version, GeneratedModule module) {
        Optional<FactorVersion> inForce = version(version.word(), module);
        if (inForce.isEmpty()) {
            return replace(version.word(), version.inForce(), module);
        }
        FactorVersion before = inForce.get();
        if (version.isAfter(before)) {
            if (!version.digest().equals(before.digest())) {
                module.remove(version.keyOfOlder());
                replace(before.keyOfOlder(), before.superseded(), module);
            }
            return replace(version.word(), version.inForce(), module);
        }
        boolean known = version.digest().equals(before.digest())
                || version(version.keyOfOlder(), module)
                        .filter(older -> !version.isAfter(older))
                        .isPresent();
        return !known && replace(version.keyOfOlder(), version.superseded(), module);
    }

    private static boolean replace(String key, GeneratedModule.Block block, GeneratedModule module) {
        if (module.block(key).filter(block::equals).isPresent()) {
            return false;
        }
        module.put(key, block);
        return true;
    }

    private static Optional<FactorVersion> version(String key, GeneratedModule module) {
        return module.block(key).flatMap(block -> FactorVersion.read(block.facts()));
    }
}
