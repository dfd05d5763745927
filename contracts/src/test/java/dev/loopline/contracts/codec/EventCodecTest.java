package dev.loopline.contracts.codec;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.contracts.event.Performance;
import dev.loopline.contracts.sample.SampleEvents;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final String KEY = SampleEvents.KEY.toString();
    private static final LoopImported EVENT = SampleEvents.loopImported();

    private final EventCodec codec = new EventCodec();

    @Test
    void readsWhatItWrote() {
        // Given
        Map<String, String> headers = CloudEventHeaders.of(EVENT, "aistock-importer", Instant.EPOCH);

        // When
        Decoded<LoopImported> decoded = decode(headers, codec.encodeKey(EVENT.key()), codec.encode(EVENT));

        // Then
        assertThat(decoded).isEqualTo(new Decoded.Known<>(EVENT));
    }

    @Test
    void nullTreesAndFiguresComeBackAsNull() {
        // Given
        LoopBackfilled event = withoutOptionals();

        // When
        Decoded<LoopBackfilled> decoded = codec.decode(
                EventType.LOOP_BACKFILLED,
                LoopBackfilled.class,
                CloudEventHeaders.of(event, "backfill-service", Instant.EPOCH),
                codec.encodeKey(event.key()),
                codec.encode(event));

        // Then
        assertThat(decoded).isEqualTo(new Decoded.Known<>(event));
        assertThat(new String(codec.encode(event), UTF_8)).contains("\"factor_meta\":null", "\"sharpe\":null");
    }

    @Test
    void ignoresKeysThatItDoesNotKnow() throws Exception {
        // Given
        ObjectNode body = body();
        body.put("added_later", 1);
        body.withObject("rows").putArray("also_later").addObject();

        // When, Then
        assertThat(decode(body.toString())).isEqualTo(new Decoded.Known<>(EVENT));
    }

    @ParameterizedTest
    @CsvSource({
        "dev.loopline.LoopImported.v2,      NEWER_VERSION",
        "dev.loopline.LoopImported.v999999, NEWER_VERSION",
        "dev.loopline.LoopImported.v0,      UNKNOWN_TYPE",
        "dev.loopline.LoopImported.v01,     UNKNOWN_TYPE",
        "dev.loopline.LoopImported.v,       UNKNOWN_TYPE",
        "dev.loopline.LoopImported.v1x,     UNKNOWN_TYPE",
        "dev.loopline.LoopImported.v-1,     UNKNOWN_TYPE",
        "dev.loopline.LoopImported,         UNKNOWN_TYPE",
        "dev.loopline.LoopBackfilled.v1,    UNKNOWN_TYPE",
        "com.example.Other.v1,              UNKNOWN_TYPE",
        "'',                                UNKNOWN_TYPE"
    })
    void saysWhyItCannotUseAType(String ceType, Decoded.Reason reason) {
        // When
        Decoded<LoopImported> decoded =
                decode(Map.of(CloudEventHeaders.TYPE, ceType), KEY.getBytes(UTF_8), codec.encode(EVENT));

        // Then
        assertThat(reason(decoded)).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{}",
                "null",
                "[]",
                "\"text\"",
                "12",
                "true",
                "{} {}",
                "{}x",
                "{'a':1}",
                "// comment",
                "NaN",
                "\ufeff",
                "\u0000"
            })
    void bodyThatIsNoEventIsMalformed(String body) {
        assertMalformed(decode(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "\"sequence\":417;\"sequence\":NaN",
                "\"sequence\":417;\"sequence\":Infinity",
                "\"sequence\":417;\"sequence\":417,\"sequence\":417",
                "\"sequence\":417;\"sequence\":null",
                "\"sequence\":417;\"sequence\":\"417\"",
                "\"sequence\":417;\"sequence\":417.5",
                "\"sequence\":417;\"sequence\":99999999999999999999",
                "\"sequence\":417;\"sequence\":1e400",
                "\"sequence\":417;\"sequence\":417,\"later\":-1e999999",
                "\"sequence\":417,;``",
                "\"inserted\":4,;``",
                "\"inserted\":4;\"inserted\":4,\"inserted\":4",
                "\"loop_id\":3;\"loop_id\":4",
                "\"loop_id\":3;\"loop_id\":3.2",
                "\"loop_id\":3;\"loop_id\":-3",
                "\"available\";\"lost\"",
                "\"available\";0",
                "\"available\";null",
                ",\"bundle_state\":\"available\";``",
                "2025-12-18T11:02:44.390Z;yesterday",
                "{\"task_run_id\";{{\"task_run_id\"",
                "\"task_run_id\":;\"task_run_id\":[],\"x\":"
            })
    void bodyThatIsNearlyAnEventIsMalformed(String good, String bad) {
        // Given
        String body = new String(codec.encode(EVENT), UTF_8);
        assertThat(body).contains(good);

        // When, Then
        assertMalformed(decode(body.replace(good, bad)));
    }

    @Test
    void figureHasToBeAFiniteNumber() {
        String body = new String(codec.encode(SampleEvents.loopBackfilled()), UTF_8);
        for (String bad : List.of("\"NaN\"", "\"1.23\"", "NaN", "1e999", "true", "[1.23]")) {
            // When
            Decoded<LoopBackfilled> decoded = codec.decode(
                    EventType.LOOP_BACKFILLED,
                    LoopBackfilled.class,
                    Map.of(CloudEventHeaders.TYPE, EventType.LOOP_BACKFILLED.ceType()),
                    KEY.getBytes(UTF_8),
                    body.replace("\"sharpe\":1.23,\"ic\"", "\"sharpe\":" + bad + ",\"ic\"")
                            .getBytes(UTF_8));

            // Then
            assertThat(reason(decoded)).as(bad).isEqualTo(Decoded.Reason.MALFORMED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"later\":["})
    void deepNestingIsMalformedAndNoStackOverflow(String opening) {
        assertMalformed(decode(opening.repeat(100_000)));
    }

    @Test
    void deepNestingInAKeyThatIsIgnoredIsMalformed() {
        String body = new String(codec.encode(EVENT), UTF_8);
        String nested = "[".repeat(100_000) + "]".repeat(100_000);

        assertMalformed(decode(body.replaceFirst("\\{", "{\"later\":" + nested + ",")));
    }

    @Test
    void numberWithAMillionDigitsIsMalformed() {
        String body = new String(codec.encode(EVENT), UTF_8);

        assertMalformed(decode(body.replace("\"sequence\":417", "\"sequence\":" + "9".repeat(1_000_000))));
    }

    @Test
    void messageStaysShortWhateverTheBodyHolds() {
        String body = new String(codec.encode(EVENT), UTF_8);

        Decoded<LoopImported> decoded = decode(body.replace(EVENT.taskRunId(), "x".repeat(1_000_000)));

        assertMalformed(decoded);
        assertThat(message(decoded)).hasSizeLessThan(400);
    }

    @Test
    void bodyThatIsNotUtf8IsMalformed() {
        byte[] body = codec.encode(EVENT);
        body[body.length / 2] = (byte) 0xff;

        assertMalformed(decode(headers(), KEY.getBytes(UTF_8), body));
    }

    @Test
    void keyThatIsNotUtf8WithdrawsNoLoop() {
        byte[] key = KEY.getBytes(UTF_8);
        key[0] = (byte) 0xff;

        assertMalformed(decode(Map.of(), key, null));
    }

    @Test
    void keyHasToBeThatOfTheBody() {
        byte[] body = codec.encode(EVENT);

        assertMalformed(decode(headers(), "another/3".getBytes(UTF_8), body));
        assertMalformed(decode(headers(), "no key".getBytes(UTF_8), body));
        assertMalformed(decode(headers(), new byte[0], body));
        assertMalformed(decode(headers(), new byte[] {(byte) 0xc3, (byte) 0x28, '/', '3'}, body));
        assertMalformed(decode(headers(), KEY.getBytes(UTF_16), body));
        assertMalformed(decode(headers(), null, body));
        assertMalformed(decode(headers(), null, null));
    }

    @Test
    void missingTypeIsMalformed() {
        assertMalformed(decode(Map.of(), KEY.getBytes(UTF_8), codec.encode(EVENT)));
    }

    @Test
    void tombstoneTellsWhatItsHeadersSay() {
        // Given
        Tombstone tombstone = Tombstone.of(SampleEvents.KEY, 7);
        Map<String, String> headers =
                CloudEventHeaders.of(tombstone, EventType.LOOP_IMPORTED, "catalog-service", Instant.EPOCH);

        // When, Then
        assertThat(decode(headers, KEY.getBytes(UTF_8), null)).isEqualTo(new Decoded.Withdrawn<>(tombstone));
    }

    @Test
    void tombstoneWithoutHeadersIsOneAllTheSame() {
        assertThat(decode(Map.of(), KEY.getBytes(UTF_8), null))
                .isEqualTo(new Decoded.Withdrawn<>(Tombstone.of(SampleEvents.KEY, 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "9999999999999999999"})
    void tombstoneWithUnreadableRevisionIsMalformed(String value) {
        assertMalformed(decode(Map.of(CloudEventHeaders.REVISION, value), KEY.getBytes(UTF_8), null));
    }

    @Test
    void headersThatTombstonesOfTheFirstVersionHadAreIgnored() {
        Map<String, String> headers = Map.of("ce_revision", "7", "ce_sequence", "x", "ce_gonefingerprints", "a%zz");

        assertThat(decode(headers, KEY.getBytes(UTF_8), null))
                .isEqualTo(new Decoded.Withdrawn<>(Tombstone.of(SampleEvents.KEY, 7)));
    }

    @Test
    void numberThatIsNotFiniteIsNeverWritten() {
        JsonNode tree = JsonNodeFactory.instance.objectNode().put("sharpe", Double.POSITIVE_INFINITY);

        assertThatIllegalStateException().isThrownBy(() -> codec.encode(with(figures(Double.NaN, null))));
        assertThatIllegalStateException().isThrownBy(() -> codec.encode(with(figures(1.0, tree))));
    }

    private LoopBackfilled withoutOptionals() {
        return with(figures(null, null));
    }

    private static Performance figures(@Nullable Double sharpe, @Nullable JsonNode metrics) {
        JsonNode all = metrics == null ? JsonNodeFactory.instance.objectNode() : metrics;
        return new Performance(null, null, sharpe, null, null, null, all);
    }

    private static LoopBackfilled with(Performance performance) {
        LoopBackfilled sample = SampleEvents.loopBackfilled();
        return new LoopBackfilled(
                sample.loop(),
                sample.workspaces(),
                sample.primaryWorkspaceId(),
                sample.revision(),
                false,
                new Metadata(null, null, null, null, null),
                sample.configuration(),
                performance,
                sample.feedback(),
                List.of(),
                List.of(),
                sample.codeSync(),
                List.of(),
                null,
                sample.backfilledAt());
    }

    private ObjectNode body() throws Exception {
        return (ObjectNode) Json.mapper().readTree(codec.encode(EVENT));
    }

    private static Map<String, String> headers() {
        return Map.of(CloudEventHeaders.TYPE, EventType.LOOP_IMPORTED.ceType());
    }

    private Decoded<LoopImported> decode(String body) {
        return decode(headers(), KEY.getBytes(UTF_8), body.getBytes(UTF_8));
    }

    private Decoded<LoopImported> decode(Map<String, String> headers, byte @Nullable [] key, byte @Nullable [] value) {
        return codec.decode(EventType.LOOP_IMPORTED, LoopImported.class, headers, key, value);
    }

    private static void assertMalformed(Decoded<?> decoded) {
        assertThat(reason(decoded)).isEqualTo(Decoded.Reason.MALFORMED);
        assertThat(message(decoded)).isNotBlank().doesNotContain("REDACTED");
    }

    private static Decoded.@Nullable Reason reason(Decoded<?> decoded) {
        return decoded.match(event -> null, tombstone -> null, Decoded.Unreadable::reason);
    }

    private static @Nullable String message(Decoded<?> decoded) {
        return decoded.match(event -> null, tombstone -> null, Decoded.Unreadable::message);
    }
}
