package dev.loopline.contracts.codec;

import dev.loopline.contracts.HomeId;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The CloudEvents 1.0 attributes of a record, in Kafka's binary mode: one header each, text in UTF-8.
 *
 * <p>The revision travels in the extension attribute {@code ce_revision}: a tombstone has no body that could say it, and who looks for
 * the newest record of a loop need not read bodies. For the same reasons the home travels in {@code ce_home}: a service beside one
 * home passes over the records of others unread.
 */
public final class CloudEventHeaders {

    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    public static final String SOURCE = "ce_source";
    public static final String TYPE = "ce_type";
    public static final String TIME = "ce_time";
    public static final String SUBJECT = "ce_subject";
    public static final String CONTENT_TYPE = "content-type";
    /** Extension: the revision of the fact; on a tombstone the one that withdrew the loop. */
    public static final String REVISION = "ce_revision";
    /** Extension: the RD-Agent home that the loop lies in; missing where it is not known. */
    public static final String HOME = "ce_home";

    private CloudEventHeaders() {}

    /**
     * The headers of an event.
     *
     * @param source the service that says it, such as {@code workspace-watcher}
     * @param time when it was said
     */
    public static Map<String, String> of(LoopEvent event, String source, Instant time) {
        EventType type = EventType.of(event);
        Map<String, String> headers =
                base(type, type.eventName() + "/" + event.factId(), event.key().toString(), source, time);
        headers.put(REVISION, Long.toString(event.revision()));
        putHome(headers, event.home());
        headers.put(CONTENT_TYPE, "application/json");
        return headers;
    }

    /** The headers of a tombstone on the topic of this type. */
    public static Map<String, String> of(Tombstone tombstone, EventType type, String source, Instant time) {
        String subject = tombstone.key().toString();
        String fact = subject + "/" + tombstone.revision() + "/withdrawn";
        Map<String, String> headers = base(type, type.eventName() + "/" + fact, subject, source, time);
        headers.put(REVISION, Long.toString(tombstone.revision()));
        putHome(headers, tombstone.home());
        return headers;
    }

    /**
     * The revision that headers tell.
     *
     * @return 0 where they tell none, as those of a tombstone that a person wrote or of an event of an older build
     * @throws IllegalArgumentException the header is not a number from 0
     */
    public static long revision(Map<String, String> headers) {
        String text = headers.getOrDefault(REVISION, "0");
        if (!text.matches("[0-9]{1,18}")) {
            throw new IllegalArgumentException("'" + text + "' is not a number from 0");
        }
        return Long.parseLong(text);
    }

    /**
     * The home that headers tell; null where they tell none.
     *
     * @throws IllegalArgumentException the header cannot name a home
     */
    public static @Nullable String home(Map<String, String> headers) {
        return HomeId.check(headers.get(HOME));
    }

    private static void putHome(Map<String, String> headers, @Nullable String home) {
        if (home != null) {
            headers.put(HOME, home);
        }
    }

    private static Map<String, String> base(EventType type, String id, String subject, String source, Instant time) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(SPEC_VERSION, "1.0");
        headers.put(ID, id);
        headers.put(SOURCE, "/loopline/" + source);
        headers.put(TYPE, type.ceType());
        headers.put(TIME, time.toString());
        headers.put(SUBJECT, subject);
        return headers;
    }
}
