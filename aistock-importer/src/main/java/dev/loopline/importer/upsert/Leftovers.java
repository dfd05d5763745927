package dev.loopline.importer.upsert;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Rows of ours that the catalogs no longer have: an importer that was away longer than withdrawals are kept on the topic has
 * them. Rows that others made are not among them.
 *
 * @param loops withdrawals of loops, each as old as what it withdraws
 * @param factors statements that factors are gone
 */
public record Leftovers(List<Tombstone> loops, List<CatalogChange> factors) {

    public Leftovers {
        loops = List.copyOf(loops);
        factors = List.copyOf(factors);
    }

    static Leftovers find(Connection connection, Set<LoopKey> listed, Set<String> ownedFactors, long sequence)
            throws SQLException {
        List<Tombstone> loops = new ArrayList<>();
        List<CatalogChange> factors = new ArrayList<>();
        String imports = "SELECT task_run_id, loop_id, revision, sequence FROM public.loopline_import"
                + " WHERE NOT tombstone AND sequence <= ?";
        try (PreparedStatement statement = connection.prepareStatement(imports)) {
            statement.setLong(1, sequence);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    LoopKey key = new LoopKey(row.getString(1), row.getInt(2));
                    if (!listed.contains(key)) {
                        loops.add(new Tombstone(key, row.getLong(3), row.getLong(4), List.of()));
                    }
                }
            }
        }
        String owned = "SELECT f.loopline_fingerprint, f.task_run_id, f.loop_id, s.sequence FROM"
                + " public.aistock_factor_catalog f JOIN public.loopline_factor s ON s.fingerprint ="
                + " f.loopline_fingerprint WHERE NOT s.gone AND s.sequence <= ?";
        try (PreparedStatement statement = connection.prepareStatement(owned)) {
            statement.setLong(1, sequence);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (!ownedFactors.contains(row.getString(1))) {
                        factors.add(new CatalogChange.Gone(
                                new LoopKey(row.getString(2), row.getInt(3)),
                                new ImportOrder(0, row.getLong(4)),
                                List.of(row.getString(1))));
                    }
                }
            }
        }
        return new Leftovers(loops, factors);
    }
}
