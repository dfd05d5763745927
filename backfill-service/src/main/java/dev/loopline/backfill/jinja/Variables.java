package dev.loopline.backfill.jinja;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the variables of a template. qlib fills its templates from the environment, so each value is text.
 *
 * @param known name to value
 * @param absent names that were not set, so that a condition on them did not hold and a default was taken
 * @param noDefault names that the program that filled the template always set: where their value is not known, a default in
 *     the template says nothing about it
 * @param fallbacks values that stand where the template's own default is empty or null
 */
public record Variables(
        Map<String, String> known, Set<String> absent, Set<String> noDefault, Map<String, String> fallbacks) {

    /** Nothing is known. */
    public static final Variables NONE = new Variables(Map.of(), Set.of(), Set.of(), Map.of());

    public Variables {
        known = Map.copyOf(known);
        absent = Set.copyOf(absent);
        noDefault = Set.copyOf(noDefault);
        fallbacks = Map.copyOf(fallbacks);
    }

    /** These, and the others where these say nothing. */
    public Variables before(Variables others) {
        Map<String, String> all = new LinkedHashMap<>(others.known);
        absent.forEach(all::remove);
        all.putAll(known);
        Set<String> missing = new HashSet<>(others.absent);
        missing.removeAll(known.keySet());
        missing.addAll(absent);
        Set<String> always = new HashSet<>(others.noDefault);
        always.addAll(noDefault);
        Map<String, String> last = new LinkedHashMap<>(others.fallbacks);
        last.putAll(fallbacks);
        return new Variables(all, missing, always, last);
    }
}
