package dev.loopline.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.loopline.contracts.access.BrokerRights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

class ComposeFileTest {

    private static final Path FOLDER = Path.of("..", "compose");

    /** Of the Compose specification, what is used here. */
    private static final Set<String> FIELDS = Set.of(
            "image",
            "restart",
            "user",
            "read_only",
            "tmpfs",
            "cap_drop",
            "security_opt",
            "stop_grace_period",
            "depends_on",
            "environment",
            "ports",
            "volumes",
            "healthcheck");

    private static final Set<String> HEALTH_FIELDS = Set.of("test", "interval", "timeout", "retries", "start_period");

    @Test
    void runsEachServiceWithItsPortAndSettingsThatItHas() throws IOException {
        JsonNode compose = compose();

        for (String service : BrokerRights.holders()) {
            if (service.equals(BrokerRights.COMMANDS)) {
                continue;
            }
            JsonNode described = compose.at("/services").path(service);
            int port = Settings.port(service);
            assertThat(described.at("/image").asText()).isEqualTo("loopline/" + service + ":" + Settings.version());
            assertThat(described.at("/ports/0").asText()).isEqualTo("127.0.0.1:" + port + ":" + port);
            assertThat(described.at("/healthcheck/test/3").asText())
                    .isEqualTo("http://127.0.0.1:" + port + "/q/health/ready");
            assertThat(described.at("/read_only").asBoolean()).isTrue();
            assertThat(described.at("/stop_grace_period").asText()).isEqualTo(3 * Settings.shutdownSeconds() + "s");
            assertThat(Settings.of(service)).as(service).containsAll(keys(described.at("/environment")));
        }
    }

    @Test
    void usesFieldsOfTheSpecificationOnly() throws IOException {
        JsonNode compose = compose();

        assertThat(keys(compose)).containsExactlyInAnyOrder("name", "services", "volumes", "x-service");
        compose.at("/services").forEach(service -> {
            assertThat(FIELDS).containsAll(keys(service));
            assertThat(HEALTH_FIELDS).containsAll(keys(service.at("/healthcheck")));
            assertThat(keys(compose.at("/services"))).containsAll(keys(service.at("/depends_on")));
        });
    }

    @Test
    void takesEachVariableFromTheExample() throws IOException {
        Set<String> used = Pattern.compile("\\$\\{([A-Z_]+)")
                .matcher(Files.readString(FOLDER.resolve("compose.yaml")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> given = Files.readAllLines(FOLDER.resolve("env.example")).stream()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .map(line -> line.replaceAll("=.*", ""))
                .toList();

        assertThat(given).containsExactlyInAnyOrderElementsOf(used);
    }

    private static JsonNode compose() throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        Object read = new Yaml(strict).load(Files.readString(FOLDER.resolve("compose.yaml")));
        return new YAMLMapper().valueToTree(read);
    }

    private static Set<String> keys(JsonNode object) {
        Set<String> keys = new TreeSet<>();
        object.fieldNames().forEachRemaining(keys::add);
        return keys;
    }
}
