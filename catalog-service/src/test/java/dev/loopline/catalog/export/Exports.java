package dev.loopline.catalog.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.Announcement;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
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

    /**
     * What came of some batches.
     *
     * @param files the texts of the files
     * @param state by live loop, what would be published
     */
    record Ended(Map<CatalogKind, String> files, Map<String, String> state) {}

    static Map<CatalogKind, String> inTemporary(List<List<Change>> batches) throws Exception {
        return ended(batches).files();
    }

    static Ended ended(List<List<Change>> batches) throws Exception {
        Path folder = Files.createTempDirectory("loopline-catalog");
        try {
            return new Ended(export(folder, batches), announced(folder));
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(Exports::delete);
            }
        }
    }

    /** Live loops; what is said of others depends on whether they were ever announced, which is a matter of order. */
    private static Map<String, String> announced(Path folder) throws Exception {
        Map<String, String> state = new TreeMap<>();
        try (CatalogState reopened = CatalogState.open(folder);
                CatalogReader reader = reopened.reader()) {
            for (Announcement one : reader.since(0, Integer.MAX_VALUE)) {
                if (one instanceof Announcement.Updated updated) {
                    JsonNode event = Json.mapper().valueToTree(updated.event());
                    state.put(one.key().toString(), event.toString());
                }
            }
        }
        return state;
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
        state.readUpTo(Map.of());
        return state;
    }

    static Change present(SampleLoop loop) {
        return new Change.Present(LoopProjector.project(loop.event()));
    }
}
