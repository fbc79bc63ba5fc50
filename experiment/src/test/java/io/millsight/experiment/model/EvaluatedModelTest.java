package io.millsight.experiment.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.evaluation.comparison.ModelCost;
import io.millsight.qwen.ModelPreset;
import io.millsight.qwen.NewModel;
import io.millsight.steel.InputException;
import io.millsight.torch.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluatedModelTest {

    @TempDir
    Path place;

    private Path run;

    @BeforeEach
    void makeARun() throws IOException {
        run = place.resolve("first");
        new NewModel(ModelPreset.NANO, DType.FLOAT32, 0)
                .write(run.resolve("checkpoint-7"), TokenizerCorpus.texts(), tensor -> {});
        Files.writeString(run.resolve("settings.yaml"), "learning_rate: \"1e-3\"\nshots: \"1\"\n");
        Files.writeString(run.resolve("metrics.jsonl"), "{\"step\": 7, \"loss\": 1.5}\n");
        Files.writeString(run.resolve("dataset.json"), "{\"shots\": {\"patches\": [\"a\"]}}");
        Files.writeString(
                run.resolve("checkpoint-7/trainer_state.json"),
                "{\"global_step\": 7, \"best_global_step\": 7, \"train_seconds\": 90.5,"
                        + " \"peak_memory_bytes\": 7}");
    }

    @Test
    void aRunTellsWhatItsModelCost() {
        EvaluatedModel subject = new EvaluatedModel(run, null);

        assertThat(subject.name()).isEqualTo("first");
        assertThat(subject.cost(5L))
                .isEqualTo(new ModelCost(8_052_480L, 8_052_480L, Duration.ofMillis(90_500), 7L, 5L));
        TrainedRun trained = subject.run().orElseThrow();
        assertThat(trained.isBest()).isTrue();
        assertThat(trained.settings()).containsEntry("learning_rate", "1e-3");
        assertThat(trained.lossCurve()).isPresent();
        assertThat(trained.shots()).hasValue("1");
        assertThat(trained.trainingHash()).isEqualTo("not said");
    }

    @Test
    void aCheckpointIsNamedAfterItsRun() {
        assertThat(new EvaluatedModel(run.resolve("checkpoint-7"), null).name()).isEqualTo("first/checkpoint-7");
    }

    @Test
    void ofAModelThatWasNotTrainedHereOnlyTheSizeIsKnown() throws IOException {
        Path elsewhere = place.resolve("elsewhere/model");
        Files.createDirectories(elsewhere.getParent());
        Files.move(run.resolve("checkpoint-7"), elsewhere);

        assertThat(new EvaluatedModel(elsewhere, null).cost(null))
                .isEqualTo(new ModelCost(null, 8_052_480L, null, null, null));
    }

    @Test
    void aBrokenFileOfTheRunIsNamed() throws IOException {
        Path state = run.resolve("checkpoint-7/trainer_state.json");
        TrainedRun trained = new EvaluatedModel(run, null).run().orElseThrow();
        Files.writeString(state, "{");

        assertThatThrownBy(trained::trainingTime)
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(state + ": cannot be read (")
                .hasMessageEndingWith("restore it, or take the checkpoint out of its run");
    }
}
