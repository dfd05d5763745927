package dev.loopline.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.access.BrokerRights;
import dev.loopline.contracts.codec.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesManifestsTest {

    private static final List<String> SERVICES = BrokerRights.holders().stream()
            .filter(holder -> !holder.equals(BrokerRights.COMMANDS))
            .toList();

    @ParameterizedTest
    @ValueSource(strings = {"one-node", "cluster"})
    void areAsTheirTypesSay(String name) throws Exception {
        assertThat(Overlay.render(name).all())
                .isNotEmpty()
                .allSatisfy(resource -> assertThat(StrictTypes.faults(resource)).isEmpty());
    }

    @Test
    void knowNoFieldThatTheTypesDoNotKnow() throws Exception {
        for (JsonNode resource : Overlay.render("cluster").all()) {
            ObjectNode changed = resource.deepCopy();
            changed.withObject(changed.has("spec") ? "/spec" : "/metadata").put("anotherField", "x");

            assertThat(StrictTypes.faults(changed)).as("%s", changed).isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-node", "cluster"})
    void runEachServiceWithItsPortItsUserAndSettingsThatItHas(String name) throws Exception {
        Overlay overlay = Overlay.render(name);

        assertThat(names(overlay.ofKind("Deployment", "StatefulSet"))).containsExactlyInAnyOrderElementsOf(SERVICES);
        for (JsonNode workload : overlay.ofKind("Deployment", "StatefulSet")) {
            String service = workload.at("/metadata/name").asText();
            JsonNode container = workload.at("/spec/template/spec/containers/0");
            assertThat(container.at("/image").asText()).isEqualTo("loopline/" + service + ":" + Settings.version());
            assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(Settings.port(service));
            assertThat(overlay.named("Service", service)
                            .at("/spec/ports/0/port")
                            .asInt())
                    .isEqualTo(Settings.port(service));
            Map<String, JsonNode> variables = variables(overlay, container);
            assertThat(Settings.of(service)).as(service).containsAll(variables.keySet());
            assertThat(variables
                            .get("KAFKA_SASL_JAAS_CONFIG")
                            .at("/valueFrom/secretKeyRef/name")
                            .asText())
                    .isEqualTo(service);
            assertThat(variables
                            .getOrDefault("LOOPLINE_STATE_DIR", container)
                            .at("/value")
                            .asText())
                    .doesNotStartWith("/tmp");
            variables.forEach((variable, value) -> {
                if (variable.matches(".*(PASSWORD|SECRET|ACCESS_KEY|JAAS).*")) {
                    assertThat(value.at("/valueFrom/secretKeyRef/key").asText())
                            .as(variable)
                            .isNotEmpty();
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-node", "cluster"})
    void hardenEachPodAndProbeIt(String name) throws Exception {
        Overlay overlay = Overlay.render(name);

        for (JsonNode workload : overlay.ofKind("Deployment", "StatefulSet")) {
            JsonNode pod = workload.at("/spec/template/spec");
            JsonNode container = pod.at("/containers/0");
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/enableServiceLinks").asBoolean(true)).isFalse();
            assertThat(pod.at("/automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(pod.at("/terminationGracePeriodSeconds").asInt())
                    .isGreaterThanOrEqualTo(2 * Settings.shutdownSeconds());
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
            assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                    .isFalse();
            assertThat(container.at("/securityContext/capabilities/drop/0").asText())
                    .isEqualTo("ALL");
            assertThat(container.at("/startupProbe/httpGet/path").asText()).isEqualTo("/q/health/started");
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
            assertThat(container.at("/readinessProbe/httpGet/path").asText()).isEqualTo("/q/health/ready");
            assertThat(container.at("/resources/requests/memory").asText()).isNotEmpty();
            assertThat(texts(pod.at("/volumes"), "/persistentVolumeClaim/claimName"))
                    .isSubsetOf(names(overlay.ofKind("PersistentVolumeClaim")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-node", "cluster"})
    void makeTheTopicsThatTheServicesWouldMake(String name) throws Exception {
        Overlay overlay = Overlay.render(name);
        String size = Integer.toString(Topics.MAX_RECORD_BYTES);
        Map<String, Map<String, String>> expected = new TreeMap<>();
        Topics.events()
                .forEach(topic -> expected.put(
                        topic,
                        Map.of(
                                "partitions",
                                Integer.toString(Topics.DEFAULT_PARTITIONS),
                                "cleanup.policy",
                                "compact",
                                "max.message.bytes",
                                size,
                                "delete.retention.ms",
                                Long.toString(Duration.ofDays(30).toMillis()))));
        SERVICES.forEach(service -> expected.put(
                Topics.deadLetter(service),
                Map.of(
                        "partitions",
                        "1",
                        "cleanup.policy",
                        "delete",
                        "retention.ms",
                        "-1",
                        "max.message.bytes",
                        size)));
        expected.put(Topics.lease("catalog-service"), Map.of("partitions", "1"));

        Map<String, Map<String, String>> topics = new TreeMap<>();
        for (JsonNode topic : overlay.ofKind("KafkaTopic")) {
            Map<String, String> made = new TreeMap<>();
            made.put("partitions", topic.at("/spec/partitions").asText());
            topic.at("/spec/config")
                    .properties()
                    .forEach(entry -> made.put(entry.getKey(), entry.getValue().asText()));
            topics.put(topic.at("/metadata/name").asText(), made);
            assertThat(topic.at("/spec/replicas").asInt()).isEqualTo(name.equals("cluster") ? 3 : 1);
        }
        assertThat(topics).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-node", "cluster"})
    void grantTheLeastRightsAndNoMore(String name) throws Exception {
        Overlay overlay = Overlay.render(name);

        for (String holder : BrokerRights.holders()) {
            Set<String> expected = BrokerRights.of(holder).stream()
                    .map(right -> right.resource().name().toLowerCase(java.util.Locale.ROOT) + " " + right.name() + " "
                            + right.operation().name().replace("_", ""))
                    .map(String::toLowerCase)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(rights(overlay.named("KafkaUser", holder))).as(holder).isEqualTo(expected);
        }
        List<String> further = new ArrayList<>(names(overlay.ofKind("KafkaUser")));
        further.removeAll(BrokerRights.holders());
        assertThat(further).isEqualTo(name.equals("cluster") ? List.of("keda") : List.of());
    }

    @Test
    void scaleBundlersByTheLagOfTheirGroup() throws Exception {
        Overlay overlay = Overlay.render("cluster");
        JsonNode scaled = overlay.named("ScaledObject", "bundle-service");
        JsonNode trigger = scaled.at("/spec/triggers/0");
        String topic = trigger.at("/metadata/topic").asText();

        assertThat(overlay.named("Deployment", "bundle-service").at("/spec").has("replicas"))
                .isFalse();
        assertThat(scaled.at("/spec/scaleTargetRef/name").asText()).isEqualTo("bundle-service");
        assertThat(scaled.at("/spec/minReplicaCount").asInt()).isEqualTo(1);
        assertThat(scaled.at("/spec/maxReplicaCount").asInt())
                .isEqualTo(overlay.named("KafkaTopic", topic)
                        .at("/spec/partitions")
                        .asInt());
        assertThat(trigger.at("/metadata/consumerGroup").asText()).isEqualTo("bundle-service");
        assertThat(rights(overlay.named("KafkaUser", "keda")))
                .containsExactlyInAnyOrder("topic " + topic + " describe", "group bundle-service describe");
        assertThat(overlay.named(
                        "TriggerAuthentication",
                        trigger.at("/authenticationRef/name").asText()))
                .isNotNull();
    }

    private static Set<String> rights(JsonNode user) {
        Set<String> rights = new TreeSet<>();
        for (JsonNode rule : user.at("/spec/authorization/acls")) {
            for (JsonNode operation : rule.at("/operations")) {
                boolean alike = rule.at("/resource/patternType").asText().equals("prefix");
                rights.add((rule.at("/resource/type").asText() + (alike ? "s " : " ")
                                + rule.at("/resource/name").asText() + " " + operation.asText())
                        .toLowerCase(java.util.Locale.ROOT));
            }
        }
        return rights;
    }

    /** Those of the container itself, and those of the ConfigMaps that it names. */
    private static Map<String, JsonNode> variables(Overlay overlay, JsonNode container) throws IOException {
        Map<String, JsonNode> variables = new TreeMap<>();
        for (JsonNode source : container.at("/envFrom")) {
            overlay.named("ConfigMap", source.at("/configMapRef/name").asText())
                    .at("/data")
                    .properties()
                    .forEach(entry -> variables.put(entry.getKey(), entry.getValue()));
        }
        container.at("/env").forEach(entry -> variables.put(entry.at("/name").asText(), entry));
        return variables;
    }

    private static List<String> names(List<JsonNode> resources) {
        return resources.stream()
                .map(resource -> resource.at("/metadata/name").asText())
                .toList();
    }

    private static List<String> texts(JsonNode list, String pointer) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(entry -> entry.at(pointer).asText())
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
