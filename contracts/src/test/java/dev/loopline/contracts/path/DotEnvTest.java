package dev.loopline.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DotEnvTest {

    @Test
    void readsAssignmentsQuotationMarksAndComments() {
        // When
        Map<String, String> values = DotEnv.parse("""
                # a comment
                PLAIN=/data/a # where it lies
                export QUOTED="/data/b #1"
                SINGLE='F:\\Dev\\c'
                OPEN="never closed
                no assignment
                =nothing
                EMPTY=
                """, Map.of());

        // Then
        assertThat(values)
                .containsOnly(
                        Map.entry("PLAIN", "/data/a"),
                        Map.entry("QUOTED", "/data/b #1"),
                        Map.entry("SINGLE", "F:\\Dev\\c"),
                        Map.entry("EMPTY", ""));
    }
}
