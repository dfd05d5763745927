package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.table.Flight;
import dev.loopline.importer.table.RowWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rows of factors. A factor's row is written by the loop that owns it, and statements about it are ordered by the
 * sequence, over all loops; what is gone is remembered, so an older owner cannot bring it back. One object per transaction.
 */
final class FactorRows {

    private static final CarefulDelete FACTORS =
            new CarefulDelete("public.aistock_factor_catalog", "loopline_fingerprint", "text");
    private static final int LONGEST_FINGERPRINT = 1000;

    private final Map<String, State> known = new HashMap<>();
    private final Map<String, Statement> newest = new HashMap<>();
    private final List<FactorNaming.Existing> existing = new ArrayList<>();
    private final List<String> returned = new ArrayList<>();

    private record State(long sequence, boolean gone) {}

    /** @param row null if the factor is gone */
    private record Statement(
            String fingerprint,
            long sequence,
            LoopKey loop,
            @org.jspecify.annotations.Nullable ObjectNode row) {}

    /** A loop owns a factor. */
    void owned(ObjectNode row, long sequence) {
        offer(new Statement(row.get("loopline_fingerprint").textValue(), sequence, RowCounts.key(row), row));
    }

    /** A loop says that nobody has a factor any more. */
    void gone(String fingerprint, long sequence, LoopKey loop) {
        String stored = LoopRows.storable(fingerprint);
        if (!stored.isBlank() && stored.length() <= LONGEST_FINGERPRINT) {
            offer(new Statement(stored, sequence, loop, null));
        }
    }

    private void offer(Statement statement) {
        newest.merge(statement.fingerprint(), statement, (a, b) -> b.sequence() >= a.sequence() ? b : a);
    }

    /** Adds the look at what is known of these factors. */
    void addReads(Flight flight) {
        if (newest.isEmpty()) {
            return;
        }
        flight.add(
                "SELECT fingerprint, sequence, gone FROM public.loopline_factor WHERE fingerprint = ANY (?)",
                found -> {
                    while (found.next()) {
                        known.put(found.getString(1), new State(found.getLong(2), found.getBoolean(3)));
                    }
                },
                (Object) newest.keySet().toArray(String[]::new));
        List<String> names = newest.values().stream()
                .map(Statement::row)
                .filter(Objects::nonNull)
                .flatMap(row -> FactorNaming.candidates(row).stream())
                .toList();
        flight.add(
                "SELECT loopline_fingerprint, factor_name, source, name, expression, formula_hint"
                        + " FROM public.aistock_factor_catalog WHERE loopline_fingerprint = ANY (?)"
                        + " OR factor_name = ANY (?)",
                found -> {
                    while (found.next()) {
                        existing.add(new FactorNaming.Existing(
                                found.getString(1),
                                found.getString(2),
                                found.getString(3),
                                found.getString(4),
                                found.getString(5),
                                found.getString(6)));
                    }
                },
                newest.keySet().toArray(String[]::new),
                names.toArray(String[]::new));
    }

    /** Writes and deletes; statements that are older than what is known have no effect. */
    void apply(Connection connection, RowWriter writer, RowCounts counts) throws SQLException {
        List<Statement> valid = newest.values().stream()
                .filter(this::isNewEnough)
                .sorted(Comparator.comparingLong(Statement::sequence).thenComparing(Statement::fingerprint))
                .toList();
        List<ObjectNode> rows = new ArrayList<>();
        for (Statement one : valid) {
            ObjectNode row = one.row();
            if (row == null) {
                delete(connection, one, counts);
            } else {
                rows.add(row);
            }
        }
        writer.write(CatalogTables.FACTOR_STATES, "factor", states(valid), written -> {});
        FactorNaming naming = new FactorNaming(existing);
        rows.forEach(naming::name);
        adopt(connection, naming.adoptions());
        counts.write(writer, CatalogTables.FACTORS, CatalogKind.FACTOR, rows);
        rows.stream()
                .map(row -> row.get("loopline_fingerprint").textValue())
                .filter(fingerprint ->
                        known.containsKey(fingerprint) && known.get(fingerprint).gone())
                .forEach(returned::add);
    }

    /** After everything is written: factors that were gone, but stayed for somebody's sake, are available again. */
    void finish(Connection connection) throws SQLException {
        if (!returned.isEmpty()) {
            setAvailable(connection, returned, true);
        }
    }

    private boolean isNewEnough(Statement statement) {
        State state = known.get(statement.fingerprint());
        return state == null
                || statement.sequence() > state.sequence()
                || (statement.sequence() == state.sequence() && (statement.row() == null || !state.gone()));
    }

    private List<ObjectNode> states(List<Statement> valid) {
        return valid.stream()
                .filter(one -> !new State(one.sequence(), one.row() == null).equals(known.get(one.fingerprint())))
                .map(one -> JsonNodeFactory.instance
                        .objectNode()
                        .put("fingerprint", one.fingerprint())
                        .put("sequence", one.sequence())
                        .put("gone", one.row() == null))
                .toList();
    }

    private static void delete(Connection connection, Statement gone, RowCounts counts) throws SQLException {
        switch (FACTORS.delete(connection, gone.fingerprint())) {
            case DELETED -> counts.deleted(gone.loop(), CatalogKind.FACTOR, 1);
            case REFERENCED -> setAvailable(connection, List.of(gone.fingerprint()), false);
            case ABSENT -> {} // deleted when this was first said
        }
    }

    private static void adopt(Connection connection, List<FactorNaming.Adoption> adoptions) throws SQLException {
        String sql = "UPDATE public.aistock_factor_catalog SET loopline_fingerprint = ?"
                + " WHERE factor_name = ? AND source = ? AND loopline_fingerprint IS NULL";
        for (FactorNaming.Adoption adoption : adoptions) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, adoption.fingerprint());
                statement.setString(2, adoption.factorName());
                statement.setString(3, adoption.source());
                statement.executeUpdate();
            }
        }
    }

    private static void setAvailable(Connection connection, List<String> fingerprints, boolean available)
            throws SQLException {
        String sql = "UPDATE public.aistock_factor_catalog SET is_available = ?, updated_at = now()"
                + " WHERE loopline_fingerprint = ANY (?) AND is_available IS DISTINCT FROM ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBoolean(1, available);
            statement.setArray(2, connection.createArrayOf("text", fingerprints.toArray(String[]::new)));
            statement.setBoolean(3, available);
            statement.executeUpdate();
        }
    }
}
