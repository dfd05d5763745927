package dev.loopline.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What kubectl makes of an overlay. */
final class Overlay {

    private static final Path FOLDER = Path.of("..", "kubernetes", "overlays");

    private final List<JsonNode> resources;

    private Overlay(List<JsonNode> resources) {
        this.resources = resources;
    }

    /** Renders it; the test is skipped where there is no kubectl that can. */
    static Overlay render(String name) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                isRecent(),
                "The manifests are not tested: no kubectl 1.21 or newer is installed. On Debian 13: apt-get install kubernetes-client");
        return new Overlay(read(run("kubectl", "kustomize", FOLDER.resolve(name).toString())));
    }

    List<JsonNode> all() {
        return resources;
    }

    List<JsonNode> ofKind(String... kinds) {
        return resources.stream()
                .filter(resource -> List.of(kinds).contains(resource.at("/kind").asText()))
                .toList();
    }

    JsonNode named(String kind, String name) {
        List<JsonNode> found = ofKind(kind).stream()
                .filter(resource -> resource.at("/metadata/name").asText().equals(name))
                .toList();
        assertThat(found).as("%s %s", kind, name).hasSize(1);
        return found.get(0);
    }

    private static boolean isRecent() throws IOException, InterruptedException {
        String path = System.getenv().getOrDefault("PATH", "/usr/bin");
        boolean isThere = Stream.of(path.split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        if (!isThere) {
            return false;
        }
        JsonNode version = new YAMLMapper().readTree(run("kubectl", "version", "--client", "-o", "yaml"));
        return Integer.parseInt(version.at("/clientVersion/minor").asText().replaceAll("\\D", "")) >= 21;
    }

    private static List<JsonNode> read(String text) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        try (var documents = mapper.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return documents.readAll();
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kubectl", ".err");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(() -> text(errors)).isZero();
        assertThat(text(errors)).as("warnings").isEmpty();
        return output;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
