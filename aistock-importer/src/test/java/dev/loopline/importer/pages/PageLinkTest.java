package dev.loopline.importer.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PageLinkTest {

    @Test
    void changesOneParameterAndKeepsTheOthers() {
        // Given
        PageLink link = new PageLink("/rdagent/loops", Map.of("q", "动量 & 10%"));

        // When / Then
        assertThat(link.with("limit", 50)).hasToString("/rdagent/loops?q=%E5%8A%A8%E9%87%8F+%26+10%25&limit=50");
        assertThat(link.with("q", "")).hasToString("/rdagent/loops");
        assertThat(link.value("absent")).isEmpty();
    }
}
