package dev.loopline.samples.runs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.loopline.samples.pickle.PickleWriter;
import dev.loopline.samples.pickle.Py;
import dev.loopline.samples.pickle.PyCall;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The log of one process of RD-Agent: pickles of the trace, states of the session, and the clock by which they are named. Used
 * by one thread.
 */
final class RunLog {

    /** How RD-Agent writes times in names. */
    static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss-SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final byte[] ENVELOPE = "RDAGENT_SIGNED_PICKLE_V1\n".getBytes(US_ASCII);
    private static final String HMAC = "HmacSHA256";

    /** In Python there is one object for this time zone. */
    private final PyCall utc = Py.utc();

    private final HomeFiles files;
    private final Generation generation;
    private final String session;
    private String trace;
    private int pid;
    private int workers;
    private Instant now;

    RunLog(HomeFiles files, RunSettings run) {
        this.files = files;
        this.generation = run.generation();
        this.session = run.session();
        this.trace = run.trace();
        this.pid = run.pid();
        this.now = started(run);
    }

    /** A folder that bears a time began then. */
    private static Instant started(RunSettings run) {
        String name = run.trace().substring(run.trace().lastIndexOf('/') + 1);
        try {
            return LocalDateTime.parse(name, STAMP).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return Instant.parse("2026-03-02T07:00:00Z").plusSeconds(run.pid());
        }
    }

    /** The time of what happens next. */
    Instant tick() {
        now = now.plusSeconds(41).plusNanos(7_013_000);
        return now;
    }

    PyCall time(Instant time) {
        return Py.datetime(time, utc);
    }

    /** Another process goes on, some time later, in this folder or in another one. */
    void continueAs(int process, String folder) {
        pid = process;
        trace = folder;
        now = now.plusSeconds(1_800);
        files.pause(Duration.ofMinutes(30));
    }

    /** Work of the next process below the one that leads. */
    void fork() {
        workers++;
    }

    /** Logs an object under a tag, whose parts are separated with slashes. */
    void object(String tag, @Nullable Object value, boolean inWorker) {
        String process = inWorker ? pid + "-" + (pid + workers) : String.valueOf(pid);
        Instant at = tick();
        String folder = trace + "/" + tag + "/" + process;
        files.write(folder + "/" + STAMP.format(at) + ".pkl", bytes(value));
        if (generation.shortTags()) {
            files.write(folder + "/common_logs.log", STAMP.format(at) + " | INFO | logged an object\n");
        }
    }

    /** Logs the times of a step. */
    void times(String tag, Instant begun, Instant ended) {
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("start_time", time(begun));
        times.put("end_time", time(ended));
        object(tag, times, false);
    }

    /** Saves the state after a step. */
    void state(int loop, int index, String step, Object loopObject) {
        files.write(session + "/__session__/" + loop + "/" + index + "_" + step, bytes(loopObject));
    }

    String sessionFolder() {
        return files.resolve(session + "/__session__").toString();
    }

    private byte[] bytes(@Nullable Object value) {
        byte[] pickle = PickleWriter.pickle(value, generation.protocol());
        return generation.signed() ? signed(pickle) : pickle;
    }

    /** A line, an HMAC of the rest, the rest; the key is made up. */
    static byte[] signed(byte[] pickle) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(Made.bytes("the key of these samples", 32), HMAC));
            byte[] code = mac.doFinal(pickle);
            return ByteBuffer.allocate(ENVELOPE.length + code.length + pickle.length)
                    .put(ENVELOPE)
                    .put(code)
                    .put(pickle)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no " + HMAC, e);
        }
    }
}
