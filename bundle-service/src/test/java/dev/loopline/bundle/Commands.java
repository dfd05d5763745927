package dev.loopline.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs programs of the machine. */
public final class Commands {

    private static final int PATIENCE_SECONDS = 60;

    private Commands() {}

    /** What a program said and how it ended. */
    public record Result(int exitCode, String output) {}

    public static Result run(Path folder, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running: " + String.join(" ", command));
        }
        return new Result(process.exitValue(), output);
    }

    /** Whether the machine has this program. */
    public static boolean has(String program) {
        try {
            return run(Path.of("."), program, "--version").exitCode() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
