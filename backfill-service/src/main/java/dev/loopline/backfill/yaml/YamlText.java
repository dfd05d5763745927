package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.cache.ResultCache;
import dev.loopline.backfill.jinja.Filled;
import dev.loopline.backfill.jinja.Template;
import dev.loopline.backfill.jinja.Variables;
import dev.loopline.backfill.note.Notes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.DuplicateKeyException;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads YAML text into a JSON object. Safe for untrusted text: no tags that make objects, limits on size, depth and
 * aliases. Templates are filled first, with what the run recorded and what else is known.
 */
public final class YamlText {

    private static final int LARGEST = 1024 * 1024;
    private static final int MOST_ALIASES = 200;
    private static final int DEEPEST = 60;

    /** RD-Agent copies the same templates into every workspace. */
    private static final ResultCache<Document> DOCUMENTS = new ResultCache<>(1_000_000);

    private static final RunParams NOTHING_RECORDED = RunParams.of(Map.of());
    private static final Yaml11Resolver RESOLVER = new Yaml11Resolver();
    private static final DumperOptions NO_DUMP = new DumperOptions();
    private static final Representer UNUSED = new Representer(NO_DUMP);

    private YamlText() {}

    /**
     * What was read.
     *
     * @param tree the document
     * @param unresolved keys whose value is a placeholder that nothing resolves; they are not in the tree
     */
    public record Parsed(ObjectNode tree, List<String> unresolved) {

        public Parsed {
            unresolved = List.copyOf(unresolved);
        }
    }

    /** Reads a document of whose placeholders nothing is known. */
    public static Optional<Parsed> parse(String text, String subject, Notes notes) {
        return parse(text, Variables.NONE, NOTHING_RECORDED, subject, notes);
    }

    /**
     * Reads a document.
     *
     * @param variables what placeholders stood for; counts less than what the run recorded
     * @param params what the run recorded
     * @param subject how notes name the file
     * @return empty, with a note, if it is no YAML, is beyond the limits or holds no object
     */
    static Optional<Parsed> parse(String text, Variables variables, RunParams params, String subject, Notes notes) {
        try {
            boolean isTemplate = Template.isTemplate(text);
            Filled filled = isTemplate ? fill(text, variables, params) : new Filled(text, List.of());
            Document document = DOCUMENTS.of(filled.text(), YamlText::load);
            if (document.hasDuplicateKey()) {
                notes.add("YAML_DUPLICATE_KEY", subject, "A key is there twice; the last one counts.");
            }
            if (!(document.content() instanceof Map<?, ?> map)) {
                notes.add("YAML_UNREADABLE", subject, "It holds no object.");
                return Optional.empty();
            }
            YamlTree tree = new YamlTree(filled, params, subject, notes);
            ObjectNode object = tree.object(map);
            if (isTemplate) {
                notes.add(
                        "YAML_TEMPLATE",
                        subject,
                        tree.unresolved().isEmpty()
                                ? "It is a template; all its placeholders are known."
                                : "It is a template; nothing says what these were: "
                                        + String.join(", ", tree.unresolved()) + ".");
            }
            return Optional.of(new Parsed(object, tree.unresolved()));
        } catch (YAMLException | YamlTree.TooLargeException | Template.TooLargeException e) {
            notes.add("YAML_UNREADABLE", subject, "It is not readable YAML: " + firstLine(e) + ".");
            return Optional.empty();
        }
    }

    /** With the values that the run recorded, else with those that are known otherwise. */
    private static Filled fill(String text, Variables variables, RunParams params) {
        if (params.isEmpty()) {
            return Template.fill(text, variables);
        }
        try {
            Filled marked = Template.mark(text);
            Object content = DOCUMENTS.of(marked.text(), YamlText::load).content();
            return Template.fill(text, Placeholders.of(marked, content, params).before(variables));
        } catch (YAMLException e) {
            // Without its values it is no YAML: then no place in it says what a placeholder was.
            return Template.fill(text, variables);
        }
    }

    /**
     * A document as the loader gives it; nothing changes it.
     *
     * @param hasDuplicateKey whether a key is there twice: Python takes the last one, so does this
     */
    private record Document(@Nullable Object content, boolean hasDuplicateKey) {}

    private static Document load(String text) {
        try {
            return new Document(yaml(false).load(text), false);
        } catch (DuplicateKeyException e) {
            return new Document(yaml(true).load(text), true);
        }
    }

    private static Yaml yaml(boolean duplicateKeys) {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(duplicateKeys);
        limits.setAllowRecursiveKeys(false);
        limits.setCodePointLimit(LARGEST);
        limits.setMaxAliasesForCollections(MOST_ALIASES);
        limits.setNestingDepthLimit(DEEPEST);
        return new Yaml(new SafeConstructor(limits), UNUSED, NO_DUMP, limits, RESOLVER);
    }

    private static String firstLine(RuntimeException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(e.getClass().getSimpleName());
    }
}
