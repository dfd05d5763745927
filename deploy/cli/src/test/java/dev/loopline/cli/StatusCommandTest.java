package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.status.Status;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusCommandTest {

    @Test
    void saysWhatWaitsAndWhy() {
        assertThat(printed(List.of(
                        new Status.Waiting("bundle-service", "run/1", "2026-01-02T03:04:05Z", "no room"),
                        new Status.Waiting("workspace-watcher", null, null, "no registry"))))
                .contains("""
                        waiting            bundle-service run/1: no room (since 2026-01-02T03:04:05Z)
                                           workspace-watcher: no registry
                        """);
    }

    @Test
    void saysThatNothingWaits() {
        assertThat(printed(List.of())).contains("waiting            nothing\n");
    }

    @Test
    void staysShortWhenMuchWaits() {
        List<Status.Waiting> many = IntStream.range(0, 13)
                .mapToObj(i -> new Status.Waiting("workspace-watcher", "run/" + i, null, "it crashed"))
                .toList();
        assertThat(printed(many)).contains("run/9").doesNotContain("run/10").contains("and 3 more");
    }

    private static String printed(List<Status.Waiting> waiting) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        StatusCommand.print(
                new Status(List.of(), true, true, null, 0L, null, Map.of(), Map.of(), waiting, List.of(), List.of()),
                out);
        out.flush();
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
