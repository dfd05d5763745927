package dev.loopline.contracts.path;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.testing.RandomValues;
import dev.loopline.contracts.testing.SeededTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortablePathTest {

    private static final List<String> ROOTS = List.of("F:/", "C:/", "/home/", "/mnt/wsl/", "//server/share/");

    @ParameterizedTest
    @CsvSource({
        "/mnt/f/Dev/x,                F:\\Dev\\x,   /mnt/f/Dev/x",
        "/MNT/F/Dev,                  F:\\Dev,      /mnt/f/Dev",
        "/mnt//f/./Dev/,              F:\\Dev,      /mnt/f/Dev",
        "/mnt/c/../f/Dev,             F:\\Dev,      /mnt/f/Dev",
        "F:\\Dev\\x,                  F:\\Dev\\x,   /mnt/f/Dev/x",
        "F:/Dev/x,                    F:\\Dev\\x,   /mnt/f/Dev/x",
        "f:/Dev/x,                    F:\\Dev\\x,   /mnt/f/Dev/x",
        "F:\\Dev/y\\..\\x\\,          F:\\Dev\\x,   /mnt/f/Dev/x",
        "F:/,                         F:\\,         /mnt/f",
        "F:,                          F:\\,         /mnt/f",
        "/mnt/f,                      F:\\,         /mnt/f",
        "\\\\wsl$\\Ubuntu\\mnt\\f\\x, F:\\x,        /mnt/f/x"
    })
    void drivesHaveASpellingOnEachSystem(String text, String windows, String posix) {
        PortablePath path = PortablePath.parse(text);

        assertThat(path.onWindows()).contains(windows);
        assertThat(path.onPosix()).contains(posix);
        assertThat(path.isAbsolute()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "F:/Dev/x",
                "F:\\Dev\\x",
                "f:\\Dev\\x",
                "f:/dev/X",
                "/mnt/f/Dev/x",
                "/mnt/F/Dev/x/",
                "F:\\Dev\\.\\x"
            })
    void spellingsOfOneFolderAreEqual(String text) {
        PortablePath folder = PortablePath.parse("F:/Dev/x");

        assertThat(PortablePath.parse(text)).isEqualTo(folder).hasSameHashCodeAs(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "/mnt/wsl/share,               /mnt/wsl/share",
        "/mnt,                         /mnt",
        "/mnt/1/x,                     /mnt/1/x",
        "/home/u/../../../etc,         /etc",
        "\\\\wsl$\\Ubuntu\\home,       /home",
        "\\\\WSL.localhost\\Debian\\home\\u, /home/u",
        "//wsl$/Ubuntu,                /",
        "/,                            /"
    })
    void otherPosixPathsAreNoDrives(String text, String posix) {
        PortablePath path = PortablePath.parse(text);

        assertThat(path.onPosix()).contains(posix);
        assertThat(path.onWindows()).isEmpty();
    }

    @Test
    void posixPathsAreComparedWithCase() {
        assertThat(PortablePath.parse("/home/X")).isNotEqualTo(PortablePath.parse("/home/x"));
    }

    @Test
    void networkShareIsAPathOfWindowsOnly() {
        PortablePath share = PortablePath.parse("\\\\server\\share\\x");

        assertThat(share.onWindows()).contains("\\\\server\\share\\x");
        assertThat(share.onPosix()).isEmpty();
        assertThat(share).isEqualTo(PortablePath.parse("//SERVER/share/x"));
    }

    @Test
    void driveRelativePathLosesNothingAndConvertsToNothing() {
        PortablePath path = PortablePath.parse("F:rel");

        assertThat(path.canonical()).isEqualTo("F:rel");
        assertThat(path.onWindows()).isEmpty();
        assertThat(path.onPosix()).isEmpty();
        assertThat(path.isAbsolute()).isFalse();
        assertThat(path.relativeTo(path)).isEmpty();
    }

    @Test
    void emptyTextIsTheEmptyRelativePath() {
        PortablePath path = PortablePath.parse("");

        assertThat(path.isAbsolute()).isFalse();
        assertThat(path.segments()).isEmpty();
        assertThat(path.canonical()).isEmpty();
        assertThat(path).isEqualTo(PortablePath.parse(".")).isEqualTo(PortablePath.parse("a/.."));
    }

    @Test
    void relativePathKeepsWhatClimbsOutOfItAndIsThenBelowNothing() {
        PortablePath path = PortablePath.parse("a/../../x");

        assertThat(path.canonical()).isEqualTo("../x");
        assertThat(path.relativeTo(PortablePath.parse(""))).isEmpty();
        assertThat(PortablePath.parse("a/x").relativeTo(PortablePath.parse("a")))
                .contains(List.of("x"));
    }

    @Test
    void folderIsBelowItsParentAndNotBelowAnotherWithTheSameBeginning() {
        PortablePath home = PortablePath.parse("F:\\Dev\\RD-Agent-main");

        assertThat(PortablePath.parse("/mnt/f/dev/rd-agent-main/log/T").relativeTo(home))
                .contains(List.of("log", "T"));
        assertThat(PortablePath.parse("F:/Dev/RD-Agent-main2/log").relativeTo(home))
                .isEmpty();
        assertThat(PortablePath.parse("E:/Dev/RD-Agent-main/log").relativeTo(home))
                .isEmpty();
        assertThat(PortablePath.parse("/Dev/RD-Agent-main/log").relativeTo(home))
                .isEmpty();
    }

    @SeededTest
    void allSpellingsOfADrivePathAreEqual(RandomValues random) {
        // Given
        char upper = (char) random.number('A', 'Z');
        char lower = Character.toLowerCase(upper);
        List<String> names = names(random);
        String slashed = String.join("/", names);
        PortablePath path = PortablePath.parse(upper + ":/" + slashed);

        // When
        List<PortablePath> spellings = List.of(
                PortablePath.parse(lower + ":/" + slashed),
                PortablePath.parse(upper + ":\\" + String.join("\\", names)),
                PortablePath.parse(lower + ":\\" + slashed + "\\"),
                PortablePath.parse("/mnt/" + lower + "/" + slashed),
                PortablePath.parse("/mnt/" + upper + "//" + slashed + "/."),
                PortablePath.parse("\\\\wsl$\\Ubuntu\\mnt\\" + lower + "\\" + String.join("\\", names)),
                PortablePath.parse(path.onWindows().orElseThrow()),
                PortablePath.parse(path.onPosix().orElseThrow()));

        // Then
        assertThat(spellings).allSatisfy(other -> {
            assertThat(other).isEqualTo(path).hasSameHashCodeAs(path);
            assertThat(other.canonical()).isEqualTo(path.canonical());
        });
        assertThat(path.segments()).isEqualTo(names);
    }

    @SeededTest
    void canonicalSpellingIsReadBackAsItself(RandomValues random) {
        // Given
        PortablePath path = PortablePath.parse(random.oneOf(ROOTS) + String.join("/", names(random)));

        // When
        PortablePath again = PortablePath.parse(path.canonical());

        // Then
        assertThat(again).isEqualTo(path);
        assertThat(again.canonical()).isEqualTo(path.canonical());
    }

    @SeededTest
    void namesBelowABaseLeadBackToThePath(RandomValues random) {
        // Given
        String baseText = random.oneOf(ROOTS) + String.join("/", names(random));
        List<String> rest = names(random);
        PortablePath path = PortablePath.parse(baseText + "/" + String.join("/", rest));

        // When
        List<String> names = path.relativeTo(PortablePath.parse(baseText)).orElseThrow();

        // Then
        assertThat(PortablePath.parse(baseText + "/" + String.join("/", names))).isEqualTo(path);
        assertThat(names).isEqualTo(rest);
    }

    @SeededTest
    void absolutePathsNeverHoldDots(RandomValues random) {
        // Given
        List<String> names = random.list(0, 10, () -> random.oneOf(List.of("a", "b", ".", "..", "", "...")));

        // When, Then
        assertThat(PortablePath.parse(random.oneOf(ROOTS) + String.join("/", names))
                        .segments())
                .doesNotContain("..", ".", "");
    }

    @SeededTest
    void everyTextIsAPath(RandomValues random) {
        // Given: any text, or parts that mean something in paths
        List<String> parts = List.of("/", "\\", "/mnt/", "F", ":", "//wsl$/", "..", ".", " ");
        String text =
                random.oneOf(List.of(random.text(255), String.join("", random.list(0, 10, () -> random.oneOf(parts)))));

        // When, Then
        assertThat(PortablePath.parse(text)).isEqualTo(PortablePath.parse(text));
    }

    private static List<String> names(RandomValues random) {
        return random.list(
                1,
                6,
                () -> random.matching(
                        name -> name.strip().equals(name) && !name.equals(".") && !name.equals(".."),
                        () -> random.text(1, 12, "abcXYZ09-_.%因子 ~'")));
    }
}
