package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.FactorFingerprint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives each factor a name that is free within its source. A factor that has a row keeps its name as long as it fits; of
 * two factors with one name the later one is called {@code <name>@<first 6 of its fingerprint>} and stays so. A row without
 * fingerprint, left by an older importer, becomes the row of the factor if it is the same factor. Pure.
 */
final class FactorNaming {

    private static final int TAG = 6;

    private final Map<String, Existing> byFingerprint = new HashMap<>();
    private final Map<Name, Existing> byName = new HashMap<>();
    private final List<Adoption> adoptions = new ArrayList<>();

    /** A row that there is. */
    record Existing(
            @Nullable String fingerprint,
            String factorName,
            String source,
            @Nullable String rawName,
            @Nullable String expression,
            @Nullable String formulaHint) {}

    /** An older row that becomes the row of a factor. */
    record Adoption(String factorName, String source, String fingerprint) {}

    private record Name(String factorName, String source) {}

    FactorNaming(List<Existing> rows) {
        for (Existing row : rows) {
            byName.put(new Name(row.factorName(), row.source()), row);
            if (row.fingerprint() != null) {
                byFingerprint.put(row.fingerprint(), row);
            }
        }
    }

    /** Every name that the factor could get; the rows that have them now decide. */
    static List<String> candidates(ObjectNode row) {
        String name = row.get("factor_name").textValue();
        String fingerprint = row.get("loopline_fingerprint").textValue();
        return List.of(name, tagged(name, fingerprint), name + "@" + fingerprint);
    }

    /** Sets the column {@code factor_name}. */
    void name(ObjectNode row) {
        String fingerprint = row.get("loopline_fingerprint").textValue();
        String source = row.get("source").textValue();
        String chosen = choose(row, fingerprint, source);
        row.put("factor_name", chosen);
        Existing taken = new Existing(fingerprint, chosen, source, null, null, null);
        byName.put(new Name(chosen, source), taken);
        byFingerprint.put(fingerprint, taken);
    }

    List<Adoption> adoptions() {
        return List.copyOf(adoptions);
    }

    private String choose(ObjectNode row, String fingerprint, String source) {
        List<String> candidates = candidates(row);
        Existing own = byFingerprint.get(fingerprint);
        if (own != null && own.source().equals(source) && candidates.contains(own.factorName())) {
            return own.factorName();
        }
        Existing older = byName.get(new Name(candidates.get(0), source));
        if (own == null && older != null && older.fingerprint() == null && isSame(older, fingerprint)) {
            adoptions.add(new Adoption(older.factorName(), source, fingerprint));
            return older.factorName();
        }
        return candidates.stream()
                .filter(name -> isFree(name, source, fingerprint))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a fingerprint is unique: " + fingerprint));
    }

    private boolean isFree(String name, String source, String fingerprint) {
        Existing holder = byName.get(new Name(name, source));
        return holder == null || fingerprint.equals(holder.fingerprint());
    }

    private static boolean isSame(Existing older, String fingerprint) {
        boolean saysNothing = isBlank(older.expression()) && isBlank(older.formulaHint());
        String name = Objects.requireNonNullElse(older.rawName(), older.factorName());
        return saysNothing
                || FactorFingerprint.of(name, older.expression(), older.formulaHint())
                        .equals(fingerprint);
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static String tagged(String name, String fingerprint) {
        int end = fingerprint.offsetByCodePoints(0, Math.min(TAG, fingerprint.codePointCount(0, fingerprint.length())));
        return name + "@" + fingerprint.substring(0, end);
    }
}
