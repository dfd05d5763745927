package dev.loopline.importer.sample;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.kit.testing.TopicTap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Lets a loop with a bundle of plausible files arrive in the running importer. */
public final class ServedLoop {

    private static final String FACTOR = "def calculate_MOM_10D():\n    return \"<b>动量</b>\" # MOM_10D\n";

    private ServedLoop() {}

    /** Publishes the loop and returns when it is imported. */
    public static CatalogUpdated arrive(String brokers, Path served, SampleLoop loop) throws IOException {
        return arrive(brokers, served, loop, Map.of());
    }

    /**
     * The same.
     *
     * @param more files that its bundle has as well, by name
     */
    public static CatalogUpdated arrive(String brokers, Path served, SampleLoop loop, Map<String, String> more)
            throws IOException {
        Map<String, String> files = new TreeMap<>(Map.of(
                "factor_meta.json", "{\"factors\":[]}",
                "factor.py", FACTOR,
                "conf.yaml", "market: csi300\n",
                "page.html", "<script>alert(1)</script>",
                "model.pkl", "weights",
                "ret_schema.json", report()));
        files.putAll(more);
        SampleBundle bundle = SampleBundle.of(loop.key(), files);
        Files.write(served.resolve(bundle.bundle().bundleId()), bundle.archive());
        CatalogUpdated event = loop.bundle(bundle.bundle()).build();
        try (TopicTap tap =
                new TopicTap(brokers, EventType.LOOP_IMPORTED.topic(), Topics.deadLetter("aistock-importer"))) {
            tap.publish(event, "catalog-service");
            tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), event.revision());
        }
        return event;
    }

    /** A hundred trading days. */
    private static String report() {
        StringBuilder days = new StringBuilder("{\"schema\":{\"fields\":[]},\"data\":[");
        for (int day = 0; day < 100; day++) {
            days.append(day == 0 ? "" : ",")
                    .append("{\"datetime\":\"")
                    .append(java.time.LocalDate.of(2025, 1, 6).plusDays(day / 5 * 7L + day % 5))
                    .append("T00:00:00.000\",\"return\":")
                    .append(Math.round(1e6 * (0.002 + 0.01 * Math.sin(day * 12.9898))) / 1e6)
                    .append(",\"cost\":0.0002,\"bench\":")
                    .append(Math.round(1e6 * 0.008 * Math.sin(day * 78.233)) / 1e6)
                    .append('}');
        }
        return days.append("]}").toString();
    }
}
