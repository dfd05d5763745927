package dev.loopline.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** The rules and dashboards in {@code deploy/monitoring}. */
final class MonitoringFiles {

    private static final Path FOLDER = Repository.root().resolve("deploy/monitoring");

    private MonitoringFiles() {}

    /** The expressions of all alerts by name. */
    static Map<String, String> alerts() throws IOException {
        Map<String, String> alerts = new LinkedHashMap<>();
        JsonNode rules = yaml("loopline-alerts.yaml");
        rules.path("groups")
                .forEach(group -> group.path("rules")
                        .forEach(rule -> alerts.put(
                                rule.path("alert").asText(), rule.path("expr").asText())));
        return alerts;
    }

    /** The names of the alerts of which the tests of promtool expect that they come. */
    static List<String> testedAlerts() throws IOException {
        List<String> tested = new ArrayList<>();
        yaml("loopline-alerts-test.yaml")
                .path("tests")
                .forEach(test -> test.path("alert_rule_test").forEach(one -> {
                    if (!one.path("exp_alerts").isEmpty()) {
                        tested.add(one.path("alertname").asText());
                    }
                }));
        return tested;
    }

    /** Job to port, as Prometheus is told to ask. */
    static Map<String, Integer> targets() throws IOException {
        Map<String, Integer> targets = new LinkedHashMap<>();
        yaml("prometheus.yaml").path("scrape_configs").forEach(job -> {
            String target = job.at("/static_configs/0/targets/0").asText();
            targets.put(job.path("job_name").asText(), Integer.valueOf(target.substring(target.indexOf(':') + 1)));
        });
        return targets;
    }

    /** The expressions of all panels; file and title of the panel by expression. */
    static Map<String, String> panels() throws IOException {
        Map<String, String> panels = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(FOLDER.resolve("grafana"))) {
            for (Path file : files.sorted().toList()) {
                JsonNode board = Json.mapper().readTree(file.toFile());
                StreamSupport.stream(board.path("panels").spliterator(), false)
                        .forEach(panel -> panel.path("targets")
                                .forEach(target -> panels.put(
                                        target.path("expr").asText(),
                                        file.getFileName() + ": "
                                                + panel.path("title").asText())));
            }
        }
        return panels;
    }

    private static JsonNode yaml(String file) throws IOException {
        Object read =
                new Yaml().load(Files.readString(FOLDER.resolve("prometheus").resolve(file)));
        return Json.mapper().valueToTree(read);
    }
}
