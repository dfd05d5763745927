package dev.loopline.kit.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtHandler;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@TestProfile(JsonLogIT.AsJson.class)
class JsonLogIT {

    /** The setting. */
    public static final class AsJson implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("loopline.log.json", "true");
        }
    }

    @Test
    void writesLoopRevisionAndServiceAsFields() throws Exception {
        // Given
        ExtLogRecord line = new ExtLogRecord(Level.INFO, "Loop \"done\"", JsonLogIT.class.getName());
        LoopContext.run(new LoopKey("2026-01-01_run", 3), 5, line::copyMdc);
        // When
        JsonNode written = new JsonMapper().readTree(consoleFormat().format(line));
        // Then
        assertThat(written.path("message").asText()).isEqualTo("Loop \"done\"");
        assertThat(written.path("service").asText()).isEqualTo("kit-test");
        assertThat(written.path("mdc").path("loop").asText()).isEqualTo("2026-01-01_run/3");
        assertThat(written.path("mdc").path("revision").asText()).isEqualTo("5");
        assertThat(MDC.get("loop")).isNull();
    }

    private static java.util.logging.Formatter consoleFormat() {
        return handlers(LogContext.getLogContext().getLogger("").getHandlers())
                .map(java.util.logging.Handler::getFormatter)
                .flatMap(formatter -> Optional.ofNullable(formatter).stream())
                .filter(formatter -> formatter.getClass().getSimpleName().equals("JsonFormatter"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no handler writes JSON"));
    }

    private static Stream<java.util.logging.Handler> handlers(java.util.logging.Handler[] handlers) {
        return Arrays.stream(handlers)
                .flatMap(handler -> Stream.concat(
                        Stream.of(handler),
                        handler instanceof ExtHandler nested ? handlers(nested.getHandlers()) : Stream.of()));
    }
}
