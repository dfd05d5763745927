package dev.loopline.importer.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowLinesTest {

    private static final String BETWEEN = "\u001f";
    private static final String NULL = "\u001e";
    private static final Map<String, String> TYPES =
            Map.of("name", "text", "sharpe", "double precision", "meta", "jsonb");
    private static final List<String> COLUMNS = List.of("name", "sharpe", "meta");

    @Test
    void tellsNothingFromEmptyAndZero() {
        // Given
        ObjectNode empty = row().put("name", "").put("sharpe", 0.0);
        ObjectNode nothing = row().putNull("name");

        // When
        String[] lines = RowLines.of(List.of(empty, nothing), COLUMNS, TYPES);

        // Then
        assertThat(lines)
                .containsExactly(
                        String.join(BETWEEN, "", "0.0", NULL), // empty text, zero, no value
                        String.join(BETWEEN, NULL, NULL, NULL));
    }

    @Test
    void keepsLineBreaksAndQuotesAndTextThatIsJson() {
        // Given
        ObjectNode row = row().put("name", "a\n\"b\"\\动量").put("meta", "text\u001fin JSON");

        // When
        String[] lines = RowLines.of(List.of(row), COLUMNS, TYPES);

        // Then: JSON writes control characters as escapes, so they stand for nothing here
        assertThat(lines).containsExactly(String.join(BETWEEN, "a\n\"b\"\\动量", NULL, "\"text\\u001Fin JSON\""));
    }

    @Test
    void refusesATextThatWasNotCleaned() {
        for (String mark : List.of(BETWEEN, NULL)) {
            ObjectNode row = row().put("name", "a" + mark + "b");
            assertThatThrownBy(() -> RowLines.of(List.of(row), COLUMNS, TYPES))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not cleaned");
        }
    }

    private static ObjectNode row() {
        return JsonNodeFactory.instance.objectNode();
    }
}
