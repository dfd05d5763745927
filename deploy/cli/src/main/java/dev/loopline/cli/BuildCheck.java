package dev.loopline.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;

/** Whether a checkout was built since its sources changed. {@code loopline.cmd} asks, because Windows' cmd cannot compare times. */
final class BuildCheck {

    private static final List<String> MODULES = List.of(
            "contracts",
            "service-kit",
            "workspace-watcher",
            "backfill-service",
            "bundle-service",
            "catalog-service",
            "aistock-importer",
            "deploy/embedded",
            "deploy/samples",
            "deploy/cli",
            "deploy/rehearsal");

    private BuildCheck() {}

    /** Exits with 0 if nothing changed since, with 1 if something did. @param args the folder of the checkout */
    public static void main(String[] args) throws IOException {
        System.exit(isNewest(Path.of(args[0])) ? 0 : 1);
    }

    static boolean isNewest(Path checkout) throws IOException {
        Path stamp = checkout.resolve(Path.of("deploy", "cli", "target", "loopline-built"));
        if (!Files.isRegularFile(stamp)) {
            return false;
        }
        Newest newest = new Newest();
        newest.see(Files.getLastModifiedTime(checkout.resolve("pom.xml")));
        for (String module : MODULES) {
            Path folder = checkout.resolve(module);
            newest.see(Files.getLastModifiedTime(folder.resolve("pom.xml")));
            Path sources = folder.resolve("src").resolve("main");
            if (Files.isDirectory(sources)) {
                Files.walkFileTree(sources, newest);
            }
        }
        return newest.time.compareTo(Files.getLastModifiedTime(stamp)) <= 0;
    }

    /** Not for several threads. */
    private static final class Newest extends SimpleFileVisitor<Path> {
        private FileTime time = FileTime.fromMillis(0);

        void see(FileTime other) {
            time = other.compareTo(time) > 0 ? other : time;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            see(attributes.lastModifiedTime());
            return FileVisitResult.CONTINUE;
        }
    }
}
