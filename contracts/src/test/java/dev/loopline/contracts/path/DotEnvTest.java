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

    @Test
    void readsWhatWindowsEditorsWrite() {
        // When
        Map<String, String> values = DotEnv.parse(
                "\uFEFFFIRST=1\r\n\r\n  SECOND = two words  \r\nexport  THIRD='F:\\Dev\\x'\r\nLAST=4", Map.of());

        // Then
        assertThat(values)
                .containsExactly(
                        Map.entry("FIRST", "1"),
                        Map.entry("SECOND", "two words"),
                        Map.entry("THIRD", "F:\\Dev\\x"),
                        Map.entry("LAST", "4"));
    }

    @Test
    void readsQuotationMarksAsPythonDotenvDoes() {
        // When
        Map<String, String> values = DotEnv.parse("""
                TWO_LINES="a
                b" # comment
                ESCAPED="a\\"b\\\\c\\td"
                FOLDER='C:\\dir\\'
                HASH=a#b
                ONLY_COMMENT= # c
                BROKEN="a" b
                NEXT=x
                """, Map.of());

        // Then
        assertThat(values)
                .containsOnly(
                        Map.entry("TWO_LINES", "a\nb"),
                        Map.entry("ESCAPED", "a\"b\\c\td"),
                        Map.entry("FOLDER", "C:\\dir\\"),
                        Map.entry("HASH", "a#b"),
                        Map.entry("ONLY_COMMENT", ""),
                        Map.entry("NEXT", "x"));
    }

    @Test
    void putsInTheValuesOfOtherVariables() {
        // When
        Map<String, String> values = DotEnv.parse("""
                ROOT=/data
                WS=${ROOT}/ws
                OWN=${HOME}/x
                NONE=${MISSING}y
                OTHER=${MISSING:-/d}/z
                PLAIN=$ROOT
                """, Map.of("HOME", "/h", "ROOT", "/real"));

        // Then
        assertThat(values)
                .containsEntry("WS", "/real/ws")
                .containsEntry("OWN", "/h/x")
                .containsEntry("NONE", "y")
                .containsEntry("OTHER", "/d/z")
                .containsEntry("PLAIN", "$ROOT");
    }

    @Test
    void longAndHostileTextIsReadInOneGo() {
        // Given
        String text = "A=\"" + "\\\"x".repeat(100_000) + "\"\n" + "B='" + "y\n".repeat(100_000);

        // When
        Map<String, String> values = DotEnv.parse(text, Map.of());

        // Then
        assertThat(values).containsOnlyKeys("A");
    }
}
