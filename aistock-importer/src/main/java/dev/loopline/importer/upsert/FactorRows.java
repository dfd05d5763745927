package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.table.JsonRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of factors. A factor's row is written by the loop that owns it, and statements about it are ordered by the
 * sequence, over all loops; what is gone is remembered, so an older owner cannot bring it back. One object per transaction.
 */
final class FactorRows {

    private static final CarefulDelete FACTORS =
            new CarefulDelete("public.aistock_factor_catalog", "loopline_fingerprint", "text");
    private static final int LONGEST_FINGERPRINT = 1000;

    private final Connection connection;
    private final Map<String, State> known = new HashMap<>();
    private final Map<String, Statement> newest = new HashMap<>();

    private record State(long sequence, boolean gone) {}

    /** @param row null if the factor is gone */
    private record Statement(
            String fingerprint,
            long sequence,
            LoopKey loop,
            @org.jspecify.annotations.Nullable ObjectNode row) {}

    FactorRows(Connection connection) {
        this.connection = connection;
    }

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

    /** Writes and deletes; statements that are older than what is known have no effect. */
    void apply(RowCounts counts) throws SQLException {
        if (newest.isEmpty()) {
            return;
        }
        readKnown();
        List<Statement> valid = newest.values().stream()
                .filter(this::isNewEnough)
                .sorted(Comparator.comparingLong(Statement::sequence).thenComparing(Statement::fingerprint))
                .toList();
        List<ObjectNode> rows = new ArrayList<>();
        List<Statement> gone = new ArrayList<>();
        for (Statement one : valid) {
            ObjectNode row = one.row();
            if (row == null) {
                gone.add(one);
            } else {
                rows.add(row);
            }
        }
        remember(valid);
        delete(gone, counts);
        write(rows, counts);
    }

    private boolean isNewEnough(Statement statement) {
        State state = known.get(statement.fingerprint());
        return state == null
                || statement.sequence() > state.sequence()
                || (statement.sequence() == state.sequence() && (statement.row() == null || !state.gone()));
    }

    private void readKnown() throws SQLException {
        String sql = "SELECT fingerprint, sequence, gone FROM public.loopline_factor WHERE fingerprint = ANY (?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, texts(newest.keySet()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    known.put(found.getString(1), new State(found.getLong(2), found.getBoolean(3)));
                }
            }
        }
    }

    private void remember(List<Statement> valid) throws SQLException {
        List<ObjectNode> rows = valid.stream()
                .filter(one -> !new State(one.sequence(), one.row() == null).equals(known.get(one.fingerprint())))
                .map(one -> JsonNodeFactory.instance
                        .objectNode()
                        .put("fingerprint", one.fingerprint())
                        .put("sequence", one.sequence())
                        .put("gone", one.row() == null))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        String sql =
                "INSERT INTO public.loopline_factor (fingerprint, sequence, gone) SELECT fingerprint, sequence, gone"
                        + " FROM jsonb_populate_recordset(NULL::public.loopline_factor, ?::jsonb)"
                        + " ON CONFLICT (fingerprint) DO UPDATE SET sequence = excluded.sequence, gone = excluded.gone";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, JsonRows.of(rows));
            statement.executeUpdate();
        }
    }

    private void delete(List<Statement> gone, RowCounts counts) throws SQLException {
        for (Statement one : gone) {
            switch (FACTORS.delete(connection, one.fingerprint())) {
                case DELETED -> counts.deleted(one.loop(), CatalogKind.FACTOR, 1);
                case REFERENCED -> setAvailable(List.of(one.fingerprint()), false);
                case ABSENT -> {} // deleted when this was first said
            }
        }
    }

    private void write(List<ObjectNode> rows, RowCounts counts) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        FactorNaming naming = new FactorNaming(existing(rows));
        rows.forEach(naming::name);
        adopt(naming.adoptions());
        counts.upserted(CatalogKind.FACTOR, rows, CatalogTables.FACTORS.upsert(connection, rows));
        List<String> returned = rows.stream()
                .map(row -> row.get("loopline_fingerprint").textValue())
                .filter(fingerprint ->
                        known.containsKey(fingerprint) && known.get(fingerprint).gone())
                .toList();
        if (!returned.isEmpty()) {
            setAvailable(returned, true);
        }
    }

    private List<FactorNaming.Existing> existing(List<ObjectNode> rows) throws SQLException {
        String sql = "SELECT loopline_fingerprint, factor_name, source, name, expression, formula_hint"
                + " FROM public.aistock_factor_catalog WHERE loopline_fingerprint = ANY (?) OR factor_name = ANY (?)";
        List<FactorNaming.Existing> existing = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    texts(rows.stream()
                            .map(row -> row.get("loopline_fingerprint").textValue())
                            .toList()));
            statement.setArray(
                    2,
                    texts(rows.stream()
                            .flatMap(row -> FactorNaming.candidates(row).stream())
                            .toList()));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    existing.add(new FactorNaming.Existing(
                            found.getString(1),
                            found.getString(2),
                            found.getString(3),
                            found.getString(4),
                            found.getString(5),
                            found.getString(6)));
                }
            }
        }
        return existing;
    }

    private void adopt(List<FactorNaming.Adoption> adoptions) throws SQLException {
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

    private void setAvailable(List<String> fingerprints, boolean available) throws SQLException {
        String sql = "UPDATE public.aistock_factor_catalog SET is_available = ?, updated_at = now()"
                + " WHERE loopline_fingerprint = ANY (?) AND is_available IS DISTINCT FROM ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBoolean(1, available);
            statement.setArray(2, texts(fingerprints));
            statement.setBoolean(3, available);
            statement.executeUpdate();
        }
    }

    private java.sql.Array texts(Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray(String[]::new));
    }
}
