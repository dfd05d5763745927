package dev.loopline.backfill.codesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The {@code python3} of the PATH. A test that needs one is passed over, and says so, where there is none. */
final class Python {

    private Python() {}

    /** Runs it; its output, after it ended well. */
    static String run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, "there is no python3 on the PATH: " + e.getMessage());
            return "";
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    /** A script's first lines, which make both libraries importable. */
    static String path(Path factors, Path strategies) {
        return "import sys\nsys.path[:0] = [%s, %s]\n"
                .formatted(PythonLiteral.text(factors.toString()), PythonLiteral.text(strategies.toString()));
    }
}
