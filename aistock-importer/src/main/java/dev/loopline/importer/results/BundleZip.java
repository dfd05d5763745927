package dev.loopline.importer.results;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** An extracted bundle as ZIP, whatever its size. Follows no links. Safe for all threads. */
final class BundleZip {

    private static final Pattern ID = Pattern.compile("bundle_[^/\\\\]{1,240}");

    private final Path bundles;

    BundleZip(Path bundles) {
        this.bundles = bundles;
    }

    /** The folder of a bundle; empty if the id is none, or the bundle is not here. */
    Optional<Path> find(String id) {
        if (!ID.matcher(id).matches() || id.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Path folder = bundles.resolve(id);
        return folder.getParent().equals(bundles) && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(folder)
                : Optional.empty();
    }

    void write(Path folder, OutputStream output) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(output);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    ZipEntry entry = new ZipEntry(name);
                    entry.setLastModifiedTime(attributes.lastModifiedTime());
                    zip.putNextEntry(entry);
                    Files.copy(file, zip);
                    zip.closeEntry();
                }
                return FileVisitResult.CONTINUE;
            }
        });
        zip.finish();
        zip.flush();
    }
}
