package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read in the scripts for Windows without running them; {@code deploy/windows/check} runs them by Wine. */
class WindowsScriptsTest {

    private static final Path DEPLOY = Path.of("..");
    private static final Pattern FLAG = Pattern.compile("--?[A-Z][A-Za-z]*[:.]?[-+A-Za-z0-9.]*|--enable-[a-z-]+");
    private static final Pattern JUMP = Pattern.compile("goto (\\w+)");
    private static final Pattern LABEL = Pattern.compile("(?m)^:(\\w+)");
    /** What only the other shell knows: there the program removes its own folder. */
    private static final Set<String> OF_UNIX = Set.of("-Dloopline.temporary", "-Dloopline.terminal");

    @ParameterizedTest
    @ValueSource(strings = {"loopline", "distribution/src/main/release/bin/loopline"})
    void startJavaAsThoseForLinuxDo(String script) throws IOException {
        // Given
        Set<String> expected = found(FLAG, java(DEPLOY.resolve(script), "set -- \\S|^exec|^ +-"));
        expected.removeAll(OF_UNIX);

        // When
        Set<String> flags = found(FLAG, java(DEPLOY.resolve(script + ".cmd"), "set ARCHIVE=\"-|set \"NATIVE=-|-Xms"));

        // Then
        assertThat(expected).contains("-XX:+UseSerialGC", "-Dfile.encoding", "--enable-native-access");
        assertThat(flags).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loopline.cmd", "distribution/src/main/release/bin/loopline.cmd"})
    void areReadTheSameInEveryCodePage(String script) throws IOException {
        String text = Files.readString(DEPLOY.resolve(script));

        assertThat(text).matches("\\p{ASCII}*");
        assertThat(found(LABEL, text)).containsAll(found(JUMP, text));
        assertThat(text)
                .as("programs that a short path does not find")
                .doesNotContainPattern("(?m)findstr|^\\s*where ");
    }

    private static String java(Path script, String pattern) throws IOException {
        Pattern wanted = Pattern.compile(pattern);
        List<String> lines = Files.readAllLines(script).stream()
                .filter(line -> wanted.matcher(line).find() && !line.contains(" --version"))
                .toList();
        return String.join("\n", lines);
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().map(WindowsScriptsTest::lastGroup).forEach(found::add);
        return found;
    }

    private static String lastGroup(MatchResult match) {
        return match.group(match.groupCount());
    }
}
