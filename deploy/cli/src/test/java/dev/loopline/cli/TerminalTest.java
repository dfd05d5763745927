package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.backfill.GuideLines;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
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

    /** The guide's tick is not in GBK, the charset of a Chinese Windows. */
    @Test
    void printsTheLinesOfTheGuideOnAChineseConsoleOfWindows() {
        // Given
        Charset gbk = Charset.forName("GBK");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        // When
        PrintWriter writer = Terminal.writer(bytes, gbk);
        writer.println(GuideLines.imported("Factor Catalog"));
        writer.println(GuideLines.imports("Factor Catalog"));
        writer.println(GuideLines.bundles(3));
        writer.println(GuideLines.INCREMENT_IMPORTED);
        writer.println(GuideLines.BUNDLES_END);

        // Then
        assertThat(bytes.toString(gbk).lines())
                .containsExactly(
                        "√ Factor Catalog 导入完成", "导入 Factor Catalog...", "找到 3 个资产包", "√ 增量 Catalog 导入完成", "资产包创建完成");
    }

    @Test
    void printsTheTickWhereItIsKnown() {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        // When
        Terminal.writer(bytes, StandardCharsets.UTF_8).println(GuideLines.imported("Loop Catalog"));

        // Then
        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("✅ Loop Catalog 导入完成");
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
