package dev.loopline.backfill.code.python;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table. Columns that the program created are kept apart from those of the source data. Compared by identity: two names
 * of one table see each other's new columns.
 */
final class Frame implements Value {

    private static final Set<String> INDEX_LEVELS =
            Set.of("datetime", "instrument", "date", "index", "level_0", "level_1", "feature");

    private final boolean source;
    private final int days;
    private final Map<String, Integer> created = new LinkedHashMap<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Set<String> stopgaps = new HashSet<>();
    private final Set<String> index = new HashSet<>();
    private final List<String> suffixes = new ArrayList<>();
    private List<String> selected = List.of();

    /** @param source whether columns that it did not create are those of the source data */
    Frame(boolean source, int days) {
        this.source = source;
        this.days = days;
    }

    static Frame ofSource() {
        return new Frame(true, 0);
    }

    /** One column, made by the program. */
    static Frame of(String column, int days) {
        Frame frame = new Frame(false, days);
        frame.created.put(column, days);
        return frame;
    }

    /** A new table of the same columns that all need so many days more, and at least {@code least}. */
    Frame later(int more, int least) {
        Frame copy = new Frame(source, Math.max(days + more, least));
        created.forEach((name, reach) -> copy.created.put(name, Math.max(reach + more, least)));
        copy.renamed.putAll(renamed);
        copy.stopgaps.addAll(stopgaps);
        copy.index.addAll(index);
        copy.suffixes.addAll(suffixes);
        copy.selected = selected;
        return copy;
    }

    Frame copy() {
        return later(0, 0);
    }

    static Frame joined(Frame a, Frame b) {
        if (a == b) {
            return a;
        }
        Frame both = new Frame(a.source || b.source, Math.max(a.days, b.days));
        for (Frame one : List.of(a, b)) {
            one.created.forEach((name, reach) -> both.created.merge(name, reach, Math::max));
            both.renamed.putAll(one.renamed);
            both.stopgaps.addAll(one.stopgaps);
            both.index.addAll(one.index);
            both.suffixes.addAll(one.suffixes);
        }
        return both;
    }

    /** The values of a column; if it is one of the source data, that is a finding. */
    Series read(Text column, Findings findings) {
        String name = column.text();
        Integer reach = created.get(name);
        if (reach != null) {
            if (stopgaps.contains(name)) {
                findings.reads(original(name), true);
            }
            return new Series(reach, name);
        }
        String original = original(name);
        if (source && !INDEX_LEVELS.contains(original) && !index.contains(name)) {
            findings.reads(original, column.ifPresent() || findings.isPresent(name));
        }
        return new Series(days, name);
    }

    private String original(String name) {
        String plain = name;
        for (String suffix : suffixes) {
            if (name.length() > suffix.length() && name.endsWith(suffix)) {
                plain = name.substring(0, name.length() - suffix.length());
            }
        }
        return renamed.getOrDefault(plain, plain);
    }

    void create(String name, int reach) {
        created.put(name, reach);
        stopgaps.remove(name);
    }

    /** Creates a column for the case that the source data has none of this name. */
    void createIfAbsent(String name, int reach) {
        created.put(name, reach);
        stopgaps.add(name);
    }

    /** Values of a part of the rows: a new column only if there is none yet. */
    void createPart(String name, int reach) {
        if (created.containsKey(name) || !(source && (name.startsWith("$") || renamed.containsKey(name)))) {
            created.merge(name, reach, Math::max);
        }
    }

    void rename(String from, String to) {
        Integer reach = created.remove(from);
        if (reach != null) {
            created.put(to, reach);
        } else if (!from.equals(to)) {
            renamed.put(to, renamed.getOrDefault(from, from));
        }
    }

    /** Takes note of which columns it has, in their order. */
    void select(List<String> columns) {
        selected = List.copyOf(columns);
    }

    /** {@code df.columns = […]}: new names for what was selected; for columns of the program's own, these names. */
    void nameColumns(List<String> names) {
        if (selected.size() == names.size()) {
            for (int i = 0; i < names.size(); i++) {
                rename(selected.get(i), names.get(i));
            }
            selected = List.copyOf(names);
        } else if (!source) {
            names.forEach(name -> create(name, days));
        }
    }

    boolean isSource() {
        return source;
    }

    void nameIndex(String name) {
        index.add(name);
    }

    void addSuffix(String suffix) {
        if (!suffix.isEmpty()) {
            suffixes.add(suffix);
        }
    }

    /** The most days that the table or one of its columns needs. */
    int reach() {
        return Math.max(
                days,
                created.values().stream().mapToInt(Integer::intValue).max().orElse(0));
    }
}
