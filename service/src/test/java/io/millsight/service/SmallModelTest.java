package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.AdaptedModel;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.Role;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.service.model.CanaryResult;
import io.millsight.service.model.DeployedModel;
import io.millsight.service.model.FolderModelLoader;
import io.millsight.service.model.LoadedModel;
import io.millsight.steel.DefectType;
import io.millsight.torch.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole way with the model that comes with the program. */
class SmallModelTest {

    private static final Path HOME = Path.of("..");
    private static final EvaluatedModel MODEL =
            new EvaluatedModel(HOME.resolve("models/nano"), HOME.resolve("models/nano-neu-det"));
    private static final QwenInspectorOptions OPTIONS = QwenInspectorOptions.builder()
            .testTimeAugmentation(TestTimeAugmentation.OFF)
            .build();

    @TempDir
    private Path folder;

    @Test
    void noticesAnAdapterThatChangesNothing() throws Exception {
        Path still = Files.createDirectory(folder.resolve("still"));
        for (String name : List.of("adapter_config.json", "adapter_model.safetensors", "millsight.json")) {
            Files.copy(HOME.resolve("models/nano-neu-det").resolve(name), still.resolve(name));
        }
        Path config = still.resolve("adapter_config.json");
        Files.writeString(
                config, Files.readString(config).replaceFirst("\"lora_alpha\" : [0-9.]+", "\"lora_alpha\" : 1e-30"));
        FolderModelLoader loader =
                new FolderModelLoader(new EvaluatedModel(MODEL.model(), still), OPTIONS, ProgressListener.NONE);
        try (History history = History.open(folder.resolve("records"), Clock.systemUTC())) {
            DeployedModel model = new DeployedModel(loader, history, new SecureRandom());
            model.open().inspector().close();

            assertThat(model.canary()).contains(CanaryResult.NO_EFFECT);
        }
    }

    @Test
    void theSettingsSayThatTheWeightsAreRoundedToInt8() {
        QwenInspectorOptions rounded = QwenInspectorOptions.builder()
                .testTimeAugmentation(TestTimeAugmentation.OFF)
                .compute(AdaptedModel.Compute.parse("int8", Device.CPU))
                .build();
        LoadedModel loaded = new FolderModelLoader(MODEL, rounded, ProgressListener.NONE).load();
        try (Inspector inspector = loaded.inspector()) {
            assertThat(loaded.settings().device()).isEqualTo("cpu/int8");
            assertThat(inspector.types()).isNotEmpty();
        }
    }

    @Test
    void answersAsTheModelDoesAndSaysWhatAnswered() throws Exception {
        Path picture = HOME.resolve("docs/examples/strip.png");
        Inspection expected;
        try (Inspector inspector = MODEL.open(OPTIONS)) {
            expected = inspector.inspect(picture);
        }
        FolderModelLoader loader = new FolderModelLoader(MODEL, OPTIONS, ProgressListener.NONE);
        try (TestServer test = new TestServer(folder, loader, TestServer.ROOMY)) {
            test.server().awaitModel();

            JsonNode inspection =
                    test.send(test.upload(Files.readAllBytes(picture), "")).json(201);

            assertThat(inspection.path("verdict").asString())
                    .isEqualTo(expected.verdict().name());
            List<InspectedDefect> defects = expected.defects();
            assertThat(inspection.path("defects")).hasSameSizeAs(defects).isNotEmpty();
            IntStream.range(0, defects.size()).forEach(i -> {
                JsonNode defect = inspection.path("defects").path(i);
                assertThat(defect.path("type").asString())
                        .isEqualTo(defects.get(i).type().name());
                assertThat(defect.path("score").asDouble())
                        .isEqualTo(defects.get(i).score());
                assertThat(defect.at("/box/2").asDouble())
                        .isEqualTo(defects.get(i).box().xMax());
            });
            assertThat(inspection.at("/lineage/adapter").asString()).isEqualTo("nano-neu-det");
            assertThat(inspection.at("/lineage/adapter_sha256").asString()).matches("[0-9a-f]{64}");
            JsonNode deployment =
                    test.send(test.as(Role.VIEWER, "/v1/deployments")).json(200).at("/items/0");
            assertThat(deployment.path("types")).hasSize(DefectType.NEU_DET.size());
            assertThat(test.history().deployments().list())
                    .singleElement()
                    .extracting(Deployment::canary)
                    .asString()
                    .contains("\"type\"");
        }
    }
}
