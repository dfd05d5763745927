package dev.loopline.importer.table;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import java.util.Collection;

/** Rows as one JSON text: one parameter per statement, whatever the number of rows and columns. Pure. */
public final class JsonRows {

    private JsonRows() {}

    public static String of(Collection<ObjectNode> rows) {
        return JsonNodeFactory.instance.arrayNode(rows.size()).addAll(rows).toString();
    }

    public static String keys(Collection<LoopKey> keys) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(keys.size());
        keys.forEach(
                key -> array.addObject().put("task_run_id", key.taskRunId()).put("loop_id", key.loopId()));
        return array.toString();
    }
}
