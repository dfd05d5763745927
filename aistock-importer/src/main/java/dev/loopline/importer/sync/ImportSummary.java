package dev.loopline.importer.sync;

import dev.loopline.contracts.event.LoopImported.Rows;

/**
 * What a run did to one catalog; the names are those that AIstock's pages know, the numbers are true ones.
 *
 * @param kind {@code factor}, {@code strategy}, {@code loop}, {@code model}, {@code alpha158} or {@code alpha360}
 * @param totalInJson entries that were served
 * @param inserted rows that are new
 * @param updated rows that were changed
 * @param unchanged rows that were the same
 * @param deleted rows that went
 * @param processed rows that are now as they were served
 * @param skipped entries that AIstock had newer
 * @param errors entries that were rejected
 */
public record ImportSummary(
        String kind,
        int totalInJson,
        int inserted,
        int updated,
        int unchanged,
        int deleted,
        int processed,
        int skipped,
        int errors) {

    static ImportSummary none(String kind) {
        return new ImportSummary(kind, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /** An entry that could not even be read. */
    ImportSummary plusUnreadable() {
        return plus(1, new Rows(0, 0, 0, 0, 1), 0);
    }

    ImportSummary plus(int served, Rows rows, int superseded) {
        return new ImportSummary(
                kind,
                totalInJson + served,
                inserted + rows.inserted(),
                updated + rows.updated(),
                unchanged + rows.unchanged(),
                deleted + rows.deleted(),
                processed + rows.inserted() + rows.updated() + rows.unchanged(),
                skipped + superseded,
                errors + rows.rejected());
    }
}
