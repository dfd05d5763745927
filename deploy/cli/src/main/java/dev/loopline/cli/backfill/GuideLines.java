package dev.loopline.cli.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The lines that AIstock's guide shows as the output of a command, in whatever language it shows them. Pure. */
public final class GuideLines {

    public static final String BEGIN = "[INFO] Starting backfill process...";
    public static final String END = "[INFO] Backfill completed successfully";

    /** Where bundles were asked for, they are there: each loop with a result is in AIstock. */
    public static final String BUNDLES_END = "资产包创建完成";

    /** The end of a sync that took what changed since a time. */
    public static final String INCREMENT_IMPORTED = "✅ 增量 Catalog 导入完成";

    private GuideLines() {}

    /** The begin of the import of a catalog. @param catalog its title, such as {@code Factor Catalog} */
    public static String imports(String catalog) {
        return "导入 " + catalog + "...";
    }

    /** Its end. */
    public static String imported(String catalog) {
        return "✅ " + catalog + " 导入完成";
    }

    /** How many bundles there are. */
    public static String bundles(int count) {
        return "找到 " + count + " 个资产包";
    }

    /**
     * What is printed of one loop.
     *
     * @param loop one of the answer of {@code GET /api/backfills/{id}/backfilled}
     */
    public static List<String> of(JsonNode loop) {
        List<String> lines = new ArrayList<>();
        lines.add("[INFO] Processing task_run: " + loop.path("task_run_id").asText());
        lines.add("[INFO] Processing loop: " + loop.path("loop_id").asInt());
        lines.add("[INFO] Workspace: " + loop.path("workspace_id").asText());
        loop.path("generated").forEach(file -> lines.add("[INFO] Generated " + file.asText()));
        lines.add("[INFO] Registered artifacts in database");
        return lines;
    }
}
