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
    private final Reach base;
    private final Map<String, Reach> created = new LinkedHashMap<>();
    private final Map<String, String> renamed = new LinkedHashMap<>();
    private final Set<String> stopgaps = new HashSet<>();
    private final Set<String> index = new HashSet<>();
    private final List<String> suffixes = new ArrayList<>();
    private List<String> selected = List.of();

    /** @param source whether columns that it did not create are those of the source data */
    Frame(boolean source, Reach base) {
        this.source = source;
        this.base = base;
    }

    static Frame ofSource() {
        return new Frame(true, Reach.NONE);
    }

    /** One column, made by the program. */
    static Frame of(String column, Reach reach) {
        Frame frame = new Frame(false, reach);
        frame.created.put(column, reach);
        return frame;
    }

    /** A new table of the same columns that all need so many days more, and what {@code also} needs. */
    Frame later(int more, Reach also) {
        Frame copy = new Frame(source, base.plus(more).with(also));
        created.forEach((name, reach) -> copy.created.put(name, reach.plus(more).with(also)));
        copy.renamed.putAll(renamed);
        copy.stopgaps.addAll(stopgaps);
        copy.index.addAll(index);
        copy.suffixes.addAll(suffixes);
        copy.selected = selected;
        return copy;
    }

    Frame copy() {
        return later(0, Reach.NONE);
    }

    static Frame joined(Frame a, Frame b) {
        if (a == b) {
            return a;
        }
        Frame both = new Frame(a.source || b.source, a.base.with(b.base));
        for (Frame one : List.of(a, b)) {
            one.created.forEach((name, reach) -> both.created.merge(name, reach, Reach::with));
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
        Reach reach = created.get(name);
        if (reach != null) {
            if (stopgaps.contains(name)) {
                findings.reads(original(name), true);
                return new Series(reach.reading(original(name)), name);
            }
            return new Series(reach, name);
        }
        String original = original(name);
        if (isOfSource(name)) {
            findings.reads(original, column.ifPresent() || findings.isPresent(name));
        }
        return new Series(reachOf(name), name);
    }

    private boolean isOfSource(String name) {
        return source && !INDEX_LEVELS.contains(original(name)) && !index.contains(name);
    }

    private Reach reachOf(String name) {
        Reach known = created.get(name);
        return known != null ? known : isOfSource(name) ? base.reading(original(name)) : base;
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

    void create(String name, Reach reach) {
        created.put(name, reach);
        stopgaps.remove(name);
    }

    /** Creates a column for the case that the source data has none of this name. */
    void createIfAbsent(String name, Reach reach) {
        created.put(name, reach);
        stopgaps.add(name);
    }

    /** Values of a part of the rows: a new column only if there is none yet. */
    void createPart(String name, Reach reach) {
        if (created.containsKey(name) || !(source && (name.startsWith("$") || renamed.containsKey(name)))) {
            created.merge(name, reach, Reach::with);
        }
    }

    void rename(String from, String to) {
        Reach reach = created.remove(from);
        selected = selected.stream().map(name -> name.equals(from) ? to : name).toList();
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
        List<String> before = selected.isEmpty() && !source ? List.copyOf(created.keySet()) : selected;
        if (before.size() == names.size()) {
            for (int i = 0; i < names.size(); i++) {
                rename(before.get(i), names.get(i));
            }
            selected = List.copyOf(names);
        } else if (!source) {
            names.forEach(name -> create(name, base));
        }
    }

    boolean isSource() {
        return source;
    }

    /** The name of its only column; {@code 0}, as pandas calls it, if it has none or several. */
    String onlyName() {
        Map<String, Reach> columns = columns();
        return columns.size() == 1 ? columns.keySet().iterator().next() : "0";
    }

    /** Whether it was put together or selected, and is not source data with more columns. */
    boolean isMadeForOutput() {
        return !source || !selected.isEmpty();
    }

    void nameIndex(String name) {
        index.add(name);
    }

    void addSuffix(String suffix) {
        if (!suffix.isEmpty()) {
            suffixes.add(suffix);
        }
    }

    /** What the table as a whole is made of: the columns that it created and those that it selected. */
    @Override
    public Reach reach() {
        Reach all = created.values().stream().reduce(base, Reach::with);
        return selected.stream().map(this::reachOf).reduce(all, Reach::with);
    }

    /** The columns that the program gave it, each with what flows into it. */
    Map<String, Reach> columns() {
        Map<String, Reach> columns = new LinkedHashMap<>();
        (selected.isEmpty() ? created.keySet() : selected).forEach(name -> columns.put(name, reachOf(name)));
        return columns;
    }
}
