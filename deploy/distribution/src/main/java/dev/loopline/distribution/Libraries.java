package dev.loopline.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * The folder {@code lib} of a release: each library once, for the command and for all services. Names begin with the group, so
 * equal names are equal files, which is checked.
 */
final class Libraries {

    private static final Pattern LICENCE = Pattern.compile("(META-INF/)?(LICEN[CS]E|NOTICE|COPYING)[^/]*");

    private final Path folder;
    private final Path licences;

    /** @param release the folder of the release */
    Libraries(Path release) throws IOException {
        folder = Files.createDirectories(release.resolve("lib"));
        licences = Files.createDirectories(release.resolve("licences"));
    }

    /** @return the names of all jars of a folder, sorted, which are in the libraries afterwards */
    List<String> addAll(Path jars) throws IOException {
        return addAll(jars, "");
    }

    /** The same for those whose name begins so. */
    List<String> addAll(Path jars, String prefix) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(jars)) {
            for (Path jar : files.filter(file -> isJar(file.getFileName().toString(), prefix))
                    .sorted()
                    .toList()) {
                add(jar);
                names.add(jar.getFileName().toString());
            }
        }
        return names;
    }

    private static boolean isJar(String name, String prefix) {
        return name.startsWith(prefix) && name.endsWith(".jar");
    }

    private void add(Path jar) throws IOException {
        String name = jar.getFileName().toString();
        Path target = folder.resolve(name);
        if (Files.exists(target)) {
            if (Files.mismatch(jar, target) >= 0) {
                throw new IOException("two libraries are named " + name + " and differ");
            }
            return;
        }
        FileUtils.copyFile(jar.toFile(), target.toFile());
        copyLicences(target, licences.resolve(name.substring(0, name.length() - ".jar".length())));
    }

    private static void copyLicences(Path jar, Path target) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> entries = opened.entries(); entries.hasMoreElements(); ) {
                JarEntry entry = entries.nextElement();
                boolean isLicence = !entry.isDirectory()
                        && LICENCE.matcher(entry.getName().toUpperCase(Locale.ROOT))
                                .matches();
                if (isLicence) {
                    Files.createDirectories(target);
                    Path file = target.resolve(
                            entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
                    if (!Files.exists(file)) {
                        Files.copy(opened.getInputStream(entry), file);
                    }
                }
            }
        }
    }
}
