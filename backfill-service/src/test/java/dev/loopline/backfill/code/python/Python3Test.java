package dev.loopline.backfill.code.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sources that a compiler of Python 3 refuses although the grammar takes them, and their lawful neighbours. */
class Python3Test {

    static Stream<String> refused() {
        return Stream.of(
                "print 'rows', 3\n",
                "exec 'x = 1'\n",
                "try:\n    pass\nexcept IOError, e:\n    raise\n",
                "raise ValueError, 'no'\n",
                "n = 010\n",
                "n = 10L\n",
                "s = ur'a'\n",
                "x = 1 <> 2\n",
                "return 1\n",
                "class A:\n    return 1\n",
                "yield 1\n",
                "break\n",
                "def f():\n    continue\n",
                "async def g(): pass\ndef f():\n    await g()\n",
                "f(key=1, key=2)\n",
                "def f():\n    x = 1\n\ty = 2\n",
                "if True:\n        x = 1\n\ty = 2\n");
    }

    static Stream<String> taken() {
        return Stream.of(
                "print('rows', 3)\n",
                "import sys\nprint >> sys.stderr, 'x'\n",
                "exec('x = 1')\n",
                "try:\n    pass\nexcept (IOError, OSError) as e:\n    raise ValueError('no') from e\n",
                "n = 0o10 + 00 + 0_0 + 0x10 + 1_000\n",
                "f = lambda: (yield)\n",
                "def f():\n    for i in range(3):\n        if i:\n            continue\n    else:\n        return 1\n",
                "while True:\n    try:\n        break\n    finally:\n        pass\n",
                "async def g(): return 1\nasync def f():\n    return await g()\n",
                "f(1, key=2, **{'key2': 1})\n",
                "def f():\n\tx = (1 -\n    2)\n\tif x:\n\t\treturn x\n\nf()\n",
                "\"\"\"Old:\n\tdef x():\n        return 1\n\"\"\"\nT = '''\n\ta -- it's\n  b\n'''\ndef f():\n\tpass  # it's (\n");
    }

    @ParameterizedTest
    @MethodSource("refused")
    void knowsWhatIsNoPython(String source) {
        assertThat(SourceAnalysis.of(source, "").isOfPython()).isFalse();
        assertThat(SourceAnalysis.survey(source))
                .isEqualTo(new SourceSurvey(false, List.of(), List.of(), false, false, List.of()));
    }

    @ParameterizedTest
    @MethodSource("taken")
    void takesWhatOnlyLooksLikeIt(String source) {
        assertThat(SourceAnalysis.of(source, "").isOfPython()).isTrue();
    }
}
