package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code model_meta.json}: what it takes to build the loop's model again. All from the one configuration that was executed;
 * the class from {@code model.py} where that configuration loads one. Pure.
 */
final class ModelMeta {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> CONFIG = List.of("model_type", "model_conf", "dataset_conf", "feature_schema");

    private static final List<String> PARTS = List.of("class", "module_path", "kwargs");

    private ModelMeta() {}

    static ObjectNode of(LoopFacts facts, ExistingFile existing, String workspaceId) {
        Envelope envelope = facts.envelope();
        Evidence evidence = facts.evidence();
        // Weights are those of the backtest: paths of the primary workspace mean nothing in another one.
        boolean isPrimary = workspaceId.equals(facts.primaryWorkspaceId());
        List<String> modelFiles = isPrimary ? facts.weights() : List.of();
        ObjectNode derived = derive(evidence.configuration(), evidence.modelClass());
        ObjectNode preprocess =
                Origin.mark(PreprocessConfig.of(evidence.configuration()), evidence.configurationOrigin());
        ObjectNode file;
        if (existing.isForeign()) {
            file = envelope.keep(existing.content());
            complete(file, derived, evidence);
            keepPreprocess(file, preprocess);
        } else {
            file = envelope.start();
            ObjectNode origins = JSON.objectNode();
            for (String field : CONFIG) {
                boolean known = derived.hasNonNull(field);
                boolean before = existing.content().hasNonNull(field) && stoodBefore(existing, field);
                file.set(
                        field,
                        known || !before
                                ? derived.get(field)
                                : existing.content().get(field));
                if (known || before) {
                    origins.put(field, known ? origin(field, evidence) : Origin.EXISTING);
                }
            }
            if (modelFiles.stream().anyMatch(evidence.vanishedWeights()::contains)) {
                origins.put("model_artifacts", Origin.KEPT);
            }
            boolean better = Origin.isDefault(preprocess) && !existing.isOurs();
            file.set("preprocess_config", preprocess);
            if (better && existing.content().path("preprocess_config") instanceof ObjectNode said) {
                file.set("preprocess_config", said);
                keepPreprocess(file, preprocess);
            }
            file.set("origins", origins);
        }
        file.put("workspace_id", workspaceId);
        Envelope.addMissing(file, "generated_at_utc", envelope.time());
        Envelope.addMissing(file, "model_artifacts", artifacts(modelFiles, isPrimary && evidence.hasRuns()));
        return existing.isForeign() ? file : Envelope.markAsOurs(file);
    }

    /** Adds what a kept file lacks and says so; what it had stays marked as its own. */
    private static void complete(ObjectNode file, ObjectNode derived, Evidence evidence) {
        ObjectNode origins = file.path("origins") instanceof ObjectNode known ? known : JSON.objectNode();
        for (String field : CONFIG) {
            boolean there = file.hasNonNull(field);
            Envelope.addMissing(file, field, derived.get(field));
            completeParts(file.get(field), derived.get(field));
            if (file.hasNonNull(field)) {
                Envelope.addMissing(origins, field, there ? Origin.EXISTING : origin(field, evidence));
            }
        }
        file.set("origins", origins);
    }

    /** A class is of little use without the module that it lies in and its arguments. */
    private static void completeParts(JsonNode kept, JsonNode derived) {
        JsonNode own = kept.path("class");
        boolean isSame = own.isMissingNode() || own.isNull() || own.equals(derived.path("class"));
        if (kept instanceof ObjectNode object && isSame) {
            PARTS.stream()
                    .filter(derived::hasNonNull)
                    .forEach(part -> Envelope.addMissing(object, part, derived.get(part)));
        }
    }

    private static String origin(String field, Evidence evidence) {
        boolean usual =
                field.equals("feature_schema") && evidence.configuration().usualFeatures();
        return usual ? Origin.DEFAULT : evidence.configurationOrigin();
    }

    /** What an earlier backfill derived is not evidence; what it found in a file is. */
    private static boolean stoodBefore(ExistingFile existing, String field) {
        return !existing.isOurs()
                || existing.content().path("origins").path(field).asText().equals(Origin.EXISTING);
    }

    private static void keepPreprocess(ObjectNode file, ObjectNode derived) {
        if (file.path("preprocess_config") instanceof ObjectNode kept && !kept.isEmpty()) {
            Envelope.addMissing(kept, Origin.FIELD, Origin.EXISTING);
        } else {
            file.set("preprocess_config", derived);
        }
    }

    private static ObjectNode derive(ExecutedConfiguration configuration, Optional<String> modelClass) {
        JsonNode model = configuration.model();
        ObjectNode derived = JSON.objectNode();
        derived.set("model_type", type(model, modelClass));
        derived.set("model_conf", orNull(model));
        derived.set("dataset_conf", orNull(configuration.dataset()));
        derived.set("feature_schema", orNull(configuration.features()));
        return derived;
    }

    /** The configuration of a neural network names only its trainer; the network is in model.py. */
    private static JsonNode type(@Nullable JsonNode model, Optional<String> modelClass) {
        boolean loadsCode = model == null || model.path("kwargs").has("pt_model_uri");
        if (modelClass.isPresent() && loadsCode) {
            return JSON.textNode(modelClass.get());
        }
        JsonNode said = model == null ? JSON.missingNode() : model.path("class");
        return said.isTextual() ? said : JSON.nullNode();
    }

    private static ObjectNode artifacts(List<String> modelFiles, boolean hasRuns) {
        ObjectNode artifacts = JSON.objectNode();
        modelFiles.forEach(artifacts.putArray("model_files")::add);
        if (hasRuns) {
            return artifacts.put("mlruns", "mlruns");
        }
        artifacts.putNull("mlruns");
        return artifacts;
    }

    private static JsonNode orNull(@Nullable JsonNode node) {
        return node == null ? JSON.nullNode() : node;
    }
}
