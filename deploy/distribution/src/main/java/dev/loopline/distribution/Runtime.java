package dev.loopline.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import org.apache.commons.io.FileUtils;

/** A Java runtime with the modules that Loopline needs, linked from the JDK of the build. */
final class Runtime {

    private static final List<String> MODULES = List.of(
            "java.se",
            "jdk.charsets",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.localedata",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.security.auth",
            "jdk.unsupported",
            "jdk.zipfs");

    private Runtime() {}

    /** @param args the folder to make; one that is there already, of an earlier build, is kept if it is of the same JDK */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Path.of(args[0]);
        Path mark = folder.resolve("linked-from");
        String jdk = System.getProperty("java.home") + " " + System.getProperty("java.vm.version");
        if (Files.isRegularFile(mark) && Files.readString(mark).equals(jdk)) {
            return;
        }
        FileUtils.deleteDirectory(folder.toFile());
        int result = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("this Java has no jlink; build with a JDK"))
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        String.join(",", MODULES),
                        "--include-locales=en,zh",
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--compress=2",
                        "--output",
                        folder.toString());
        if (result != 0) {
            throw new IllegalStateException("jlink ended with " + result);
        }
        // The JDK's own classes, which each start then takes from an archive.
        Process dump = new ProcessBuilder(
                        folder.resolve("bin").resolve("java").toString(), "-Xshare:dump", "-Xlog:disable")
                .inheritIO()
                .start();
        if (dump.waitFor() != 0) {
            throw new IllegalStateException("the archive of the JDK's classes could not be made");
        }
        Files.writeString(mark, jdk);
    }
}
