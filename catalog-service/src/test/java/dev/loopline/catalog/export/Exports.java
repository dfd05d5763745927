package dev.loopline.catalog.export;

import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.catalog.state.Recovery;
import dev.loopline.contracts.catalog.CatalogKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** States and the files that come of them. */
final class Exports {

    private Exports() {}

    static Map<CatalogKind, String> inTemporary(List<List<Change>> batches) throws Exception {
        Path folder = Files.createTempDirectory("loopline-catalog");
        try {
            return export(folder, batches);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(Exports::delete);
            }
        }
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<CatalogKind, String> export(Path folder, List<List<Change>> batches) throws Exception {
        try (CatalogState state = state(folder)) {
            for (List<Change> batch : batches) {
                state.apply(batch, Map.of());
            }
            Map<CatalogKind, String> texts = new TreeMap<>();
            for (CatalogFile file : new CatalogFiles(state::reader, List.of(folder)).write()) {
                texts.put(file.kind(), Files.readString(file.path()));
            }
            return texts;
        }
    }

    static CatalogState state(Path folder) throws SQLException, IOException {
        CatalogState state = CatalogState.open(folder);
        state.beginRecovery(new Recovery(0, Map.of(), Map.of(), Map.of()));
        return state;
    }

    static Change present(SampleLoop loop) {
        return new Change.Present(LoopProjector.project(loop.event()));
    }
}
