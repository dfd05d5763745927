package dev.loopline.catalog.alpha;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds and reads the metadata files. What cannot be read is a note. Stateless; safe for all threads. */
public final class AlphaFiles {

    /** Where RD-Agent's tools write them, and where the guides look for them. */
    private static final List<String> FOLDERS = List.of("RDagentDB/aistock", "rdagent_data", "");

    /** A file with all 518 factors has 200 KB. */
    private static final long MOST_BYTES = 16L << 20;

    private static final int DEEPEST = 100;

    private final Path home;

    public AlphaFiles(Path home) {
        this.home = home;
    }

    /**
     * A file that was found.
     *
     * @param path relative to the home, with {@code /}
     * @param content what it says, without numbers that are not finite
     */
    record Found(String path, JsonNode content) {}

    /** What there is of a library, the fullest file first; what is wrong goes to the notes. */
    List<Found> find(AlphaKind kind, List<String> notes) {
        List<Found> found = new ArrayList<>();
        for (String name : kind.files()) {
            for (String folder : FOLDERS) {
                String path = folder.isEmpty() ? name : folder + "/" + name;
                Path file = home.resolve(path);
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    read(path, file, notes, found);
                }
            }
        }
        return found;
    }

    private static void read(String path, Path file, List<String> notes, List<Found> found) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                notes.add(path + " is larger than " + (MOST_BYTES >> 20) + " MB and was passed over");
                return;
            }
            JsonNode tree = Json.mapper()
                    .reader()
                    .with(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .readTree(Files.readAllBytes(file));
            if (tree.isObject()) {
                found.add(new Found(path, finite(tree, 0)));
            } else {
                notes.add(path + " holds no object and was passed over");
            }
        } catch (JsonProcessingException e) {
            notes.add(path + ", line "
                    + (e.getLocation() == null ? 0 : e.getLocation().getLineNr()) + ", is no JSON and was passed over: "
                    + e.getOriginalMessage());
        } catch (IOException | IllegalStateException e) {
            notes.add(path + " was passed over: " + e.getMessage());
        }
    }

    /** A number that is not finite is none. */
    private static JsonNode finite(JsonNode tree, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalStateException("it is nested too deep");
        }
        if (tree.isObject()) {
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> property : tree.properties()) {
                out.set(property.getKey(), finite(property.getValue(), depth + 1));
            }
            return out;
        }
        if (tree.isArray()) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode(tree.size());
            for (JsonNode item : tree) {
                out.add(finite(item, depth + 1));
            }
            return out;
        }
        boolean infinite = tree.isFloatingPointNumber() && !Double.isFinite(tree.doubleValue());
        return infinite ? JsonNodeFactory.instance.nullNode() : tree;
    }
}
