package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.recall.Recall;
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
 * aliases. Templates are read with the values that the run recorded in place of their placeholders.
 */
public final class YamlText {

    private static final int LARGEST = 1024 * 1024;
    private static final int MOST_ALIASES = 200;
    private static final int DEEPEST = 60;

    /** RD-Agent copies the same templates into every workspace. */
    private static final Recall<Document> DOCUMENTS = new Recall<>(1_000_000);

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

    /** Reads a document that is no template. */
    public static Optional<Parsed> parse(String text, String subject, Notes notes) {
        return parse(text, Map.of(), subject, notes);
    }

    /**
     * Reads a document.
     *
     * @param values what placeholders stood for, by the dotted path of their key
     * @param subject how notes name the file
     * @return empty, with a note, if it is no YAML, is beyond the limits or holds no object
     */
    public static Optional<Parsed> parse(String text, Map<String, String> values, String subject, Notes notes) {
        try {
            Document document = DOCUMENTS.of(text, YamlText::load);
            if (document.hasDuplicateKey()) {
                notes.add("YAML_DUPLICATE_KEY", subject, "A key is there twice; the last one counts.");
            }
            if (!(document.content() instanceof Map<?, ?> map)) {
                notes.add("YAML_UNREADABLE", subject, "It holds no object.");
                return Optional.empty();
            }
            YamlTree tree = new YamlTree(document.jinja(), values, subject, notes);
            ObjectNode object = tree.object(map);
            if (document.isTemplate()) {
                notes.add(
                        "YAML_TEMPLATE",
                        subject,
                        tree.unresolved().isEmpty()
                                ? "It is a template; all placeholders are known from the run."
                                : "It is a template; nothing says what these were: "
                                        + String.join(", ", tree.unresolved()) + ".");
            }
            return Optional.of(new Parsed(object, tree.unresolved()));
        } catch (YAMLException | YamlTree.TooLargeException e) {
            notes.add("YAML_UNREADABLE", subject, "It is not readable YAML: " + firstLine(e) + ".");
            return Optional.empty();
        }
    }

    /**
     * A document as the loader gives it; nobody changes it.
     *
     * @param hasDuplicateKey whether a key is there twice: Python takes the last one, so does this
     */
    private record Document(
            JinjaText jinja, boolean isTemplate, @Nullable Object content, boolean hasDuplicateKey) {}

    private static Document load(String text) {
        boolean template = JinjaText.isTemplate(text);
        JinjaText jinja = template ? JinjaText.of(text) : new JinjaText(text, List.of());
        try {
            return new Document(jinja, template, yaml(false).load(jinja.yaml()), false);
        } catch (DuplicateKeyException e) {
            return new Document(jinja, template, yaml(true).load(jinja.yaml()), true);
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
