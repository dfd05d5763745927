package dev.loopline.backfill.code;

import dev.loopline.contracts.catalog.FactorNames;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names of a loop's factors, as its results give them, and how a word in code leads to one: spelled the same, the same as
 * an identifier, or the same but for case and signs. A word that leads to several names leads to none. Immutable.
 */
public final class ResultNames {

    private final List<String> tasks;
    private final Map<String, String> taskOfFolder;
    private final List<String> columns;
    private final Map<String, List<String>> columnsOfFolder;
    private final Set<String> all = new LinkedHashSet<>();
    private final Map<String, Set<String>> byIdentifier = new HashMap<>();
    private final Map<String, Set<String>> bySound = new HashMap<>();
    private final Map<String, String> sameAsTask = new HashMap<>();

    /**
     * @param tasks the factors that the session set out to write; empty if no session says
     * @param taskOfFolder name of a workspace's folder to the task whose code it holds
     * @param columns of the factor table
     * @param columnsOfFolder name of a workspace's folder to the columns of its {@code result.h5}
     * @param others names in metadata that is already there, and of accepted factors
     */
    public ResultNames(
            Collection<String> tasks,
            Map<String, String> taskOfFolder,
            Collection<String> columns,
            Map<String, List<String>> columnsOfFolder,
            Collection<String> others) {
        this.tasks = tasks.stream().distinct().toList();
        this.taskOfFolder = Map.copyOf(taskOfFolder);
        this.columns = columns.stream().distinct().toList();
        this.columnsOfFolder = Map.copyOf(columnsOfFolder);
        joinSpellings();
        this.tasks.forEach(this::admit);
        this.columns.forEach(name -> admit(canonical(name)));
        columnsOfFolder.values().forEach(all -> all.forEach(name -> admit(canonical(name))));
        others.forEach(name -> admit(canonical(name)));
    }

    /** A column that is spelled differently from its task is the same factor, unless several could be meant. */
    private void joinSpellings() {
        Map<String, Set<String>> columnsBySound = new HashMap<>();
        columns.forEach(name -> put(columnsBySound, FactorNames.sound(name), name));
        columnsOfFolder
                .values()
                .forEach(all -> all.forEach(name -> put(columnsBySound, FactorNames.sound(name), name)));
        Map<String, Set<String>> tasksBySound = new HashMap<>();
        tasks.forEach(name -> put(tasksBySound, FactorNames.sound(name), name));
        tasksBySound.forEach((sound, named) -> {
            Set<String> written = columnsBySound.getOrDefault(sound, Set.of());
            if (!sound.isEmpty() && named.size() == 1 && written.size() == 1) {
                sameAsTask.put(written.iterator().next(), named.iterator().next());
            }
        });
    }

    private void admit(String name) {
        if (all.add(name)) {
            put(byIdentifier, FactorCode.identifier(name), name);
            put(bySound, FactorNames.sound(name), name);
        }
    }

    private static void put(Map<String, Set<String>> names, String key, String name) {
        names.computeIfAbsent(key, unused -> new TreeSet<>()).add(name);
    }

    /** Whether a session says which factors the loop set out to write. */
    public boolean hasTasks() {
        return !tasks.isEmpty();
    }

    public List<String> tasks() {
        return tasks;
    }

    List<String> columns() {
        return columns;
    }

    /** The name of the factor in a column: that of its task if only the spelling differs. */
    public String canonical(String column) {
        return sameAsTask.getOrDefault(column, column);
    }

    List<String> columnsOf(String folder) {
        return columnsOfFolder.getOrDefault(folder, List.of());
    }

    Optional<String> taskOf(String folder) {
        return Optional.ofNullable(taskOfFolder.get(folder));
    }

    /** The name that a word leads to. */
    Optional<String> find(String word) {
        String name = canonical(word);
        if (all.contains(name)) {
            return Optional.of(name);
        }
        return only(byIdentifier.get(FactorCode.identifier(name)))
                .or(() -> FactorNames.sound(name).isEmpty()
                        ? Optional.empty()
                        : only(bySound.get(FactorNames.sound(name))));
    }

    /** Whether a word leads to several names, so that it says nothing. */
    boolean isAmbiguous(String word) {
        return find(word).isEmpty()
                && (byIdentifier.containsKey(FactorCode.identifier(word))
                        || bySound.containsKey(FactorNames.sound(word)));
    }

    private static Optional<String> only(@Nullable Set<String> names) {
        return names != null && names.size() == 1 ? Optional.of(names.iterator().next()) : Optional.empty();
    }
}
