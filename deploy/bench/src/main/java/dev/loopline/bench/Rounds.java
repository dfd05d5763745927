package dev.loopline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** Bare reads of a topic and rebuilds from it, in turns. Not safe for several threads. */
final class Rounds {

    private final Distribution bare = new Distribution();
    private final Distribution rebuilt = new Distribution();
    private final Distribution whole = new Distribution();
    private double seconds;
    private long records;
    private double meanKilobytes;

    /** @param rebuild its progress when it had ended */
    void add(BundleTopic.BareRead read, JsonNode rebuild) {
        Duration reading = Duration.ofMillis(rebuild.path("read_millis").asLong());
        Duration all = Duration.between(
                Instant.parse(rebuild.path("requested_at").asText()),
                Instant.parse(rebuild.path("ended_at").asText()));
        bare.add(Duration.ofNanos((long) (read.seconds() * 1e9)));
        rebuilt.add(reading);
        whole.add(all);
        records = read.records();
        meanKilobytes = read.meanKilobytes();
        seconds += read.seconds() + all.toMillis() / 1e3;
    }

    double seconds() {
        return seconds;
    }

    /** Records a second of the median read. */
    double bare() {
        return records / (bare.percentile(50) / 1e3);
    }

    /** Likewise, of a rebuild, up to the comparison. */
    double rebuilt() {
        return records / (rebuilt.percentile(50) / 1e3);
    }

    /** Seconds of a rebuild, from the request to its end. */
    double inAll() {
        return whole.percentile(50) / 1e3;
    }

    double meanKilobytes() {
        return meanKilobytes;
    }
}
