package dev.loopline.importer.rows;

/**
 * An entry of a catalog that could not become a row. Its neighbours were imported.
 *
 * @param kind {@code factor}, {@code model}, {@code strategy}, {@code loop} or {@code bundle}
 * @param entryKey what tells it from the others
 * @param field the field at fault
 * @param reason a constant in upper snake case
 * @param message one sentence for people
 */
public record Rejection(String kind, String entryKey, String field, String reason, String message) {}
