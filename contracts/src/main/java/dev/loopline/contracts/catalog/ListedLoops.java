package dev.loopline.contracts.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The loops that the entries of a catalog file name, also of one that another program wrote: each object in a list of the file that has
 * {@code task_run_id} and {@code loop_id}. Read as a stream.
 */
public final class ListedLoops {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Set<LoopKey> found = new TreeSet<>();

    private ListedLoops() {}

    /** @throws IOException if the file cannot be read, or is no JSON */
    public static Set<LoopKey> in(Path file) throws IOException {
        ListedLoops loops = new ListedLoops();
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_OBJECT
                        && parser.getParsingContext().getParent().inArray()) {
                    loops.entry(parser);
                } else if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
            }
            if (depth != 0) {
                throw new IOException("it ends in the middle");
            }
        }
        return Collections.unmodifiableSet(loops.found);
    }

    private void entry(JsonParser parser) throws IOException {
        @Nullable String taskRunId = null;
        int loopId = -1;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("task_run_id") && value == JsonToken.VALUE_STRING) {
                taskRunId = parser.getText();
            } else if (name.equals("loop_id")) {
                loopId = parser.getValueAsInt(-1);
            } else {
                parser.skipChildren();
            }
        }
        if (taskRunId != null && loopId >= 0) {
            try {
                found.add(new LoopKey(taskRunId, loopId));
            } catch (IllegalArgumentException e) {
                return; // no loop can have this key
            }
        }
    }
}
