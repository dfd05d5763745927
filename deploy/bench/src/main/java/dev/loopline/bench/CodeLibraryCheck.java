package dev.loopline.bench;

import dev.loopline.contracts.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Both code libraries of a home: whether Python compiles and imports them, and whether a second backfill changes a byte. */
final class CodeLibraryCheck {

    private static final String FACTORS = "rd-factors-lib";
    private static final String STRATEGIES = "rd-strategies-lib";
    private static final String IMPORT = """
            import sys
            sys.path[:0] = sys.argv[1:]
            import rd_factors_lib.generated as factors
            import rd_strategies_lib.generated as strategies
            print(sum(name.startswith("factor_") for name in dir(factors)), "factor wrappers and",
                  sum(name.startswith("get_") for name in dir(strategies)), "strategies imported")
            """;

    private final Path home;

    /** Makes the folders; {@link #env} names them to the backfill. */
    CodeLibraryCheck(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve(FACTORS));
        Files.createDirectories(home.resolve(STRATEGIES));
    }

    /** What is to stand in the home's {@code .env}. */
    static String env(Path home) {
        return "RD_FACTORS_LIB_ROOT=" + home.resolve(FACTORS) + "\nRD_STRATEGIES_LIB_ROOT=" + home.resolve(STRATEGIES)
                + "\n";
    }

    /** Names and bytes of all files of both libraries, and how many there are. */
    String state() throws IOException {
        MessageDigest digest = Sha256.newDigest();
        int count = 0;
        for (String library : List.of(FACTORS, STRATEGIES)) {
            try (Stream<Path> walk = Files.walk(home.resolve(library))) {
                for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(home.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                    digest.update(Files.readAllBytes(file));
                    count++;
                }
            }
        }
        return count + " files, " + Sha256.finish(digest).hex();
    }

    /** Compiles every file and imports both packages with {@code python3}, without leaving anything behind. */
    void compileAndImport(Path scratch) throws IOException, InterruptedException {
        String factors = home.resolve(FACTORS).toString();
        String strategies = home.resolve(STRATEGIES).toString();
        run(scratch, "python3", "-m", "compileall", "-q", factors, strategies);
        run(scratch, "python3", "-c", IMPORT, factors, strategies);
    }

    private static void run(Path scratch, String... command) throws IOException, InterruptedException {
        ProcessBuilder python = new ProcessBuilder(command).inheritIO();
        python.environment().put("PYTHONPYCACHEPREFIX", scratch.toString());
        Process process = python.start();
        if (!process.waitFor(10, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("python3 refused the libraries: " + String.join(" ", command));
        }
    }
}
