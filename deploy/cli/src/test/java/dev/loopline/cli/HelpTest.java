package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.cli.text.Texts;
import dev.loopline.cli.text.Texts.Language;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void speakEnglishAgain() {
        Texts.choose(Language.EN);
    }

    @ParameterizedTest
    @EnumSource
    void eachCommandAndEachOptionIsDescribed(Language language) {
        // When
        List<CommandLine> commands = commands(language);

        // Then
        assertThat(commands)
                .hasSizeGreaterThan(20)
                .allSatisfy(command -> assertThat(
                                command.getCommandSpec().usageMessage().description())
                        .as(command.getCommandName())
                        .isNotEmpty())
                .allSatisfy(command -> assertThat(command.getCommandSpec().args())
                        .allSatisfy(arg -> assertThat(arg.description())
                                .as(command.getCommandName() + " " + arg)
                                .isNotEmpty()));
    }

    @Test
    void noTextOfTheHelpIsForNothing() {
        // Given
        Set<String> looked = new TreeSet<>(
                List.of("usage.synopsisHeading", "usage.commandListHeading", "mixinStandardHelpOptions.help"));
        looked.add("mixinStandardHelpOptions.version");
        for (CommandLine command : commands(Language.EN)) {
            String name = command.getCommandSpec().qualifiedName(".");
            looked.add(name + ".usage.description");
            for (ArgSpec arg : command.getCommandSpec().args()) {
                keys(arg).flatMap(key -> Stream.of(key, name + "." + key)).forEach(looked::add);
            }
        }

        // When, Then
        assertThat(Texts.help().keySet()).isSubsetOf(looked);
    }

    @Test
    void theHelpIsInTheLanguageOfTheCommandLine() {
        assertThat(run("--lang", "zh", "up", "--help")).isZero();
        assertThat(out.toString())
                .contains("用法：loopline up", "显示此帮助并退出。", "在 RD-Agent 目录上运行 Loopline", "打包进程数（1）")
                .doesNotContain("Usage", "Show this");
        out.getBuffer().setLength(0);
        assertThat(run("--lang", "en", "up", "--help")).isZero();
        assertThat(out.toString()).contains("Usage: loopline up", "Bundle services (1).");
        assertThat(run("--lang", "zh")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "up                             | 缺少必需的选项：'--rdagent-home=DIR'（见 --help）",
                "completion                     | 缺少必需的参数：'SHELL'（见 --help）",
                "status --nonsense              | 未知选项：'--nonsense'（见 --help）",
                "status --a1 --b1               | 未知选项：'--a1', '--b1'（见 --help）",
                "status more                    | 多余的参数：'more'（见 --help）",
                "status --data a --data b       | 选项 '--data' (DIR) 只能写一次（见 --help）",
                "status --data                  | '--data' (DIR) 缺少值（见 --help）",
                "demo --loops many              | '--loops' 的值无效：'many' 不是数字（见 --help）",
                "demo --every long              | '--every' 的值无效：“long”不是时长：请写成 500ms、3s、2m 或 1h（见 --help）",
                "completion cmd                 | (SHELL) 的值无效：应为 BASH, ZSH, FISH 之一，实际是 'cmd'（见 --help）"
            })
    void aWrongLineIsRefusedInChinese(String line, String sentence) {
        // When
        int code = run(Stream.concat(Stream.of("--lang", "zh"), Arrays.stream(line.split(" ")))
                .toArray(String[]::new));

        // Then
        assertThat(code).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo(sentence);
    }

    private static List<CommandLine> commands(Language language) {
        Texts.choose(language);
        CommandLine main = new CommandLine(new Main());
        main.setResourceBundle(Texts.help());
        List<CommandLine> all = new ArrayList<>(List.of(main));
        for (int i = 0; i < all.size(); i++) {
            all.addAll(all.get(i).getSubcommands().values());
        }
        return all;
    }

    private static Stream<String> keys(ArgSpec arg) {
        Stream<String> names = arg instanceof OptionSpec option
                ? Arrays.stream(option.names()).map(name -> name.replaceFirst("^-+", ""))
                : Stream.of();
        return Stream.concat(names, Stream.ofNullable(arg.descriptionKey()));
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
