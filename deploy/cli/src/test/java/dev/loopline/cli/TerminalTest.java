package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final StringWriter text = new StringWriter();

    @Test
    void rewritesOneLineOnATerminal() {
        // Given
        Terminal terminal = new Terminal(new PrintWriter(text), true);

        // When
        terminal.progress("1 of 3");
        terminal.progress("2 of 3");
        terminal.done("3 of 3");

        // Then
        assertThat(text.toString()).contains("\r").endsWith("3 of 3" + System.lineSeparator());
        assertThat(text.toString().lines()).hasSizeLessThan(5);
    }

    @Test
    void writesUtf8WhereTheConsoleIsNotThatOfWindows() {
        assertThat(Terminal.charset("Linux", System.console())).isEqualTo(StandardCharsets.UTF_8);
        assertThat(Terminal.charset("Windows 11", null)).isEqualTo(StandardCharsets.UTF_8);
    }

    @Test
    void printsFewPlainLinesElsewhere() {
        // Given
        Terminal terminal = new Terminal(new PrintWriter(text), false);

        // When
        for (int i = 0; i < 100; i++) {
            terminal.progress(i + " of 100");
        }
        terminal.done("100 of 100");

        // Then
        assertThat(text.toString().lines()).containsExactly("0 of 100", "100 of 100");
    }
}
