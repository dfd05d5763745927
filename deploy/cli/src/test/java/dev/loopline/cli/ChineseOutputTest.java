package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.status.StageCounts;
import dev.loopline.cli.status.Status;
import dev.loopline.cli.text.Texts;
import dev.loopline.cli.text.Texts.Language;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands print under {@code --lang zh}; what programs read stays as it is. */
class ChineseOutputTest {

    @TempDir
    Path folder;

    private final TimeZone zone = TimeZone.getDefault();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private AnsweringServer service;

    @BeforeEach
    void start() throws IOException {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"));
        service = AnsweringServer.start(folder);
    }

    @AfterEach
    void stop() {
        service.close();
        TimeZone.setDefault(zone);
        Texts.choose(Language.EN);
    }

    @Test
    void showsTheStatusInColumns() {
        // Given
        Status status = new Status(
                List.of(new Status.ServiceState("workspace-watcher", "http://127.0.0.1:8081", true)),
                List.of(new Status.Root("/nas/log", "LOG_TRACE_PATH", "@0f0f0f0f", false)),
                true,
                false,
                new StageCounts(5, 4, 3, 3, 2, 1, 0),
                2L,
                "2026-01-07T20:00:00.5Z",
                Map.of("bundle-service", 3L),
                Map.of(),
                List.of(new Status.Waiting("bundle-service", "t/1", "2026-01-07T20:00:00Z", "the disk is full")),
                List.of(),
                List.of(),
                0,
                List.of());
        Texts.choose(Language.ZH);

        // When
        StatusCommand.print(status, new PrintWriter(out, true));

        // Then
        assertThat(out.toString().lines())
                .containsExactly(
                        "workspace-watcher  正常  http://127.0.0.1:8081",
                        "还查找             /nas/log（LOG_TRACE_PATH）：不存在；其中的 Loop 等到挂载后再处理",
                        "消息队列           正常",
                        "数据库             停止",
                        "Loop               已登记 5，已补元数据 4，有结果 3，已打包 3，已入库 2，失败 1",
                        "最近入库           2026-01-08 04:00:00",
                        "积压               bundle-service 3",
                        "死信               无",
                        "等待               bundle-service t/1：the disk is full（始于 2026-01-08 04:00:00）");
    }

    @Test
    void saysWhatAServiceAnsweredByItsWords() {
        // Given
        service.answers("""
                {"period": "PT2160H", "dry_run": true, "bytes": 1572864, "archives": [
                 {"id": "gone", "revision": 3, "size_bytes": 1572864, "withdrawn_since": "2026-01-01T00:00:00Z",
                  "fate": "GOES", "reason": "the time is over"}]}""");

        // When
        int code = run("retention");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "清理        gone  1.5 MiB，撤回于 2026-01-01 08:00:00：the time is over",
                        "现在会清理 1 个，1.5 MiB；已撤回 Loop 的资产包保留 90 天。");
    }

    @Test
    void programsReadTheSameInEveryLanguage() {
        // When
        int code = run("backfill", "--json", "--loop-id", "1");

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("--loop-id needs --task-run-id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "backfill                             | 请指定 Loop：--task-run-id ID",
                "backfill --loop-id 1                 | --loop-id 需要 --task-run-id",
                "replay --stage nonsense              | “nonsense”不是阶段",
                "replay --stage x --start-date today  | “today”不是日期",
                "export nonsense                      | “nonsense”不是 Catalog",
                "up --rdagent-home /none              | /none 不存在；请创建目录，或更正 --rdagent-home。",
                "demo --loops=-1                      | --loops 必须是 0 或更大",
                "up --rdagent-home / --path-map F:/x  | 路径映射写作 FROM=TO",
                "up --rdagent-home / --port-offset 70000 | --port-offset 会得到端口",
                "up --rdagent-home / --db-user me     | --db-user 要与 --jdbc-url 一起使用",
                "status --data /none                  | 数据目录 /none 上没有运行 Loopline"
            })
    void refusesInChinese(String line, String sentence) {
        // When
        int code = run(line.split(" +"));

        // Then
        assertThat(code).isPositive();
        assertThat(err.toString()).contains(sentence).hasLineCount(1);
    }

    private int run(String... words) {
        String[] named = List.of(words).contains("--data") || words[0].equals("up") || words[0].equals("demo")
                ? words
                : Stream.concat(Stream.of(words), Stream.of("--data", folder.toString()))
                        .toArray(String[]::new);
        String[] arguments =
                Stream.concat(Stream.of("--lang", "zh"), Stream.of(named)).toArray(String[]::new);
        return Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
