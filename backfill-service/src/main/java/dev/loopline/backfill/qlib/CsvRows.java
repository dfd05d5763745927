package dev.loopline.backfill.qlib;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits CSV text into rows of fields, by RFC 4180: fields in quotation marks may hold commas, line ends and doubled
 * quotation marks. Lines end with LF, CR LF or CR; empty lines are passed over. Never fails: a quotation mark that is never
 * closed ends with the text.
 */
final class CsvRows {

    private final String text;
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> row = new ArrayList<>();
    private final StringBuilder field = new StringBuilder();
    private boolean quoted;

    private CsvRows(String text) {
        this.text = text;
    }

    static List<List<String>> of(String text) {
        CsvRows csv = new CsvRows(text);
        int at = 0;
        while (at < text.length()) {
            at = csv.quoted ? csv.inQuotes(at) : csv.outside(at);
        }
        csv.endRow();
        return csv.rows;
    }

    private int inQuotes(int at) {
        char c = text.charAt(at);
        boolean doubled = c == '"' && at + 1 < text.length() && text.charAt(at + 1) == '"';
        if (c == '"' && !doubled) {
            quoted = false;
        } else {
            field.append(c);
        }
        return at + (doubled ? 2 : 1);
    }

    private int outside(int at) {
        char c = text.charAt(at);
        if (c == '"' && field.length() == 0) {
            quoted = true;
        } else if (c == ',') {
            endField();
        } else if (c == '\n' || c == '\r') {
            endRow();
        } else {
            field.append(c);
        }
        return at + 1;
    }

    private void endField() {
        row.add(field.toString());
        field.setLength(0);
    }

    private void endRow() {
        if (row.isEmpty() && field.length() == 0) {
            return;
        }
        endField();
        rows.add(row);
        row = new ArrayList<>();
    }
}
