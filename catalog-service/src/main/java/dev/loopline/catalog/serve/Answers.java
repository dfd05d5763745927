package dev.loopline.catalog.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.catalog.export.CatalogFile;
import dev.loopline.catalog.project.CatalogTime;
import dev.loopline.catalog.state.Announcement;
import dev.loopline.contracts.codec.Json;

/** How answers are spelled: as the events are. */
final class Answers {

    private Answers() {}

    static ObjectNode object() {
        return Json.mapper().createObjectNode();
    }

    static ObjectNode file(CatalogFile file) {
        return object().put("file", file.path().toString())
                .put("entries", file.entries())
                .put("size_bytes", file.sizeBytes())
                .put("sha256", file.sha256().hex())
                .put("generated_at_utc", CatalogTime.format(file.generatedAt()))
                .put("sequence", file.change());
    }

    /** A loop's newest event; of a withdrawn loop, what its tombstone says. */
    static ObjectNode announcement(Announcement announcement) {
        ObjectNode answer = object().put("task_run_id", announcement.key().taskRunId())
                .put("loop_id", announcement.key().loopId())
                .put("sequence", announcement.change());
        if (announcement instanceof Announcement.Updated updated) {
            answer.put("revision", updated.event().revision()).put("withdrawn", false);
            answer.set("catalog", Json.mapper().valueToTree(updated.event()));
        } else if (announcement instanceof Announcement.Withdrawal withdrawal) {
            answer.put("revision", withdrawal.tombstone().revision()).put("withdrawn", true);
        }
        return answer;
    }
}
