package dev.loopline.backfill.codesync;

import dev.loopline.backfill.code.FactorCode;
import dev.loopline.backfill.code.Formula;
import dev.loopline.contracts.event.CodeSync.Library;
import dev.loopline.contracts.event.CodeSync.State;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code rd_factors_lib}: the complete source of each factor as a module of its own below {@code factors/}, and in {@code
 * generated.py} a wrapper {@code factor_<name>(df)} for each, also for those that are an expression of qlib. Importing {@code
 * generated.py} imports no factor: the wrapper does when it is called. Sources of one name with different code stand side by
 * side, each under {@code factor_<name>__<digest>(df)}; the plain wrapper uses that of the loop that finished last, whatever
 * the order in which they came, and an expression only where no loop has code of that name. Safe for all threads.
 */
final class FactorLibrary {

    private static final Pattern EXACT = Pattern.compile("factor_(.+)__([0-9a-f]{12})");
    private static final Pattern PLAIN = Pattern.compile("factor_(.+)");

    private final LibraryFolder folder;

    FactorLibrary(Path root) {
        this.folder = new LibraryFolder(root, "rd_factors_lib", FactorHead.TEXT);
    }

    /**
     * What became of one loop.
     *
     * @param held of the functions that it asked for, those that the library has
     */
    record Brought(Library result, Set<String> held) {}

    /** Brings in what these loops have; one result for each, in order. */
    List<Brought> sync(List<LoopCode> loops) throws IOException {
        return folder.alone(() -> {
            GeneratedModule module = folder.module();
            folder.writeIfAbsent("factors/__init__.py", "");
            List<Brought> results = new ArrayList<>();
            boolean changed = false;
            for (LoopCode loop : loops) {
                boolean written = false;
                for (FactorCode factor : loop.usable()) {
                    written |= put(loop, factor, module);
                }
                for (Formula formula : loop.evaluable()) {
                    written |= takeIn(FactorVersion.of(formula), module);
                }
                changed |= written;
                Set<String> held = loop.named().stream()
                        .filter(function -> has(function, module))
                        .collect(Collectors.toSet());
                results.add(new Brought(result(loop, written), held));
            }
            folder.publish(module, changed);
            return results;
        });
    }

    private static Library result(LoopCode loop, boolean written) {
        int usable = loop.usable().size();
        int formulas = loop.evaluable().size();
        int broken = loop.factors().size() - usable;
        String reason = broken > 0 ? broken + " of the loop's sources are no valid Python and are left out" : null;
        return new Library(
                written ? State.WRITTEN : State.UNCHANGED,
                loop.factors().isEmpty() && formulas == 0 ? "the loop has no factor code" : reason,
                usable + formulas);
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

    private static boolean has(String function, GeneratedModule module) {
        Matcher exact = EXACT.matcher(function);
        Matcher plain = PLAIN.matcher(function);
        boolean hasExact = exact.matches()
                && (version(exact.group(1) + " " + exact.group(2), module).isPresent()
                        || version(exact.group(1), module)
                                .filter(version -> version.digest().equals(exact.group(2)))
                                .isPresent());
        return hasExact || plain.matches() && version(plain.group(1), module).isPresent();
    }
}
