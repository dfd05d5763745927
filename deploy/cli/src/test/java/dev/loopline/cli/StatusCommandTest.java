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

    @Test
    void namesWhatIsNotCarriedAndHowMuchMoreThereIs() {
        assertThat(printed(List.of(), List.of(new Status.NotCarried("log/x", "its layout is not known")), 60))
                .contains("""
                        not carried        log/x: its layout is not known
                                           and 59 more, see --json
                        """);
    }

    @Test
    void namesFoldersBeyondTheHomesOwnAndThoseThatAreMissing() {
        // Given
        StringWriter text = new StringWriter();
        List<Status.Root> roots = List.of(
                new Status.Root("/data/ws", "--workspace-root", "@bulk", true),
                new Status.Root("/nas/log", "LOG_TRACE_PATH", "@0f0f0f0f", false));

        // When
        StatusCommand.print(
                new Status(
                        List.of(), roots, true, true, null, 0L, null, Map.of(), Map.of(), List.of(), List.of(),
                        List.of(), 0, List.of()),
                new PrintWriter(text, true));

        // Then
        assertThat(text.toString().replace(System.lineSeparator(), "\n")).contains("""
                looks also in      /data/ws (--workspace-root)
                                   /nas/log (LOG_TRACE_PATH): NOT THERE; its loops wait until it is mounted
                """);
    }

    private static String printed(List<Status.Waiting> waiting) {
        return printed(waiting, List.of(), 0);
    }

    private static String printed(
            List<Status.Waiting> waiting, List<Status.NotCarried> notCarried, int notCarriedInAll) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        Status status = new Status(
                List.of(),
                List.of(),
                true,
                true,
                null,
                0L,
                null,
                Map.of(),
                Map.of(),
                waiting,
                List.of(),
                notCarried,
                notCarriedInAll,
                List.of());
        StatusCommand.print(status, out);
        out.flush();
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
