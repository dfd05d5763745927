package dev.loopline.catalog.serve;

import dev.loopline.catalog.project.CatalogTime;
import dev.loopline.catalog.state.CatalogJson;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.EntryPage;
import dev.loopline.catalog.state.EntryQuery;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.kit.http.ProblemException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Answers parts of a catalog, in its order, with the same envelope as the files. */
@Singleton
class Pages {

    private static final int MOST = 1000;
    private static final int USUAL = 100;
    private static final Set<String> OWN = Set.of("limit", "offset", "task_run_id", "loop_id", "home");

    private final CatalogState state;

    Pages(CatalogState state) {
        this.state = state;
    }

    Response answer(CatalogKind kind, MultivaluedMap<String, String> parameters, Request request) throws SQLException {
        EntryQuery query = query(kind, parameters);
        try (CatalogReader reader = state.reader()) {
            // Whatever changes an entry raises the number of the newest change.
            String version = reader.change() + " " + query;
            EntityTag tag = new EntityTag(
                    Sha256.of(version.getBytes(StandardCharsets.UTF_8)).hex(), true);
            Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
            if (unchanged != null) {
                return unchanged.tag(tag).build();
            }
            return Response.ok(body(reader, query), MediaType.APPLICATION_JSON_TYPE)
                    .tag(tag)
                    .build();
        }
    }

    private static EntryQuery query(CatalogKind kind, MultivaluedMap<String, String> parameters) {
        Map<String, String> fields = new TreeMap<>();
        parameters.keySet().stream()
                .filter(name -> !OWN.contains(name))
                .forEach(name -> fields.put(name, parameters.getFirst(name)));
        try {
            long limit = number(parameters, "limit").orElse((long) USUAL);
            long offset = number(parameters, "offset").orElse(0L);
            if (limit < 1 || limit > MOST || offset < 0) {
                throw new IllegalArgumentException("limit is a number from 1 to " + MOST + ", offset starts at 0");
            }
            return new EntryQuery(
                    kind,
                    parameters.getFirst("task_run_id"),
                    number(parameters, "loop_id").map(Math::toIntExact).orElse(null),
                    parameters.getFirst("home"),
                    fields,
                    (int) limit,
                    offset);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ProblemException(400, "BAD_QUERY", String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Long> number(MultivaluedMap<String, String> parameters, String name) {
        String text = parameters.getFirst(name);
        try {
            return Optional.ofNullable(text).map(Long::parseLong);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is a number, not '" + text + "'", e);
        }
    }

    private static String body(CatalogReader reader, EntryQuery query) throws SQLException {
        EntryPage page = reader.page(query);
        StringBuilder text = new StringBuilder("{\n  \"version\": \"" + CatalogKind.VERSION + "\",\n");
        text.append("  \"generated_at_utc\": \"")
                .append(CatalogTime.format(reader.generatedAt()))
                .append("\",\n  \"source\": \"" + CatalogKind.SOURCE + "\",\n  \"sequence\": ")
                .append(reader.change())
                .append(",\n  \"total\": ")
                .append(page.total())
                .append(",\n  \"limit\": ")
                .append(query.limit())
                .append(",\n  \"offset\": ")
                .append(query.offset())
                .append(",\n  \"")
                .append(query.kind().plural())
                .append("\": [");
        String between = "\n" + CatalogJson.INDENT;
        for (String entry : page.entries()) {
            text.append(between).append(entry);
            between = ",\n" + CatalogJson.INDENT;
        }
        return text.append(page.entries().isEmpty() ? "]\n}\n" : "\n  ]\n}\n").toString();
    }
}
