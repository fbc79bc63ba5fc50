package io.millsight.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainerStateTest {

    @TempDir
    Path folder;

    @Test
    void readsBackWhatItWrote() throws IOException {
        LossRecord losses = new LossRecord(new LossSum(1.0 / 3, 0.25, 3), new LossSum(0.1 + 0.2, 0, 2));
        EvaluationRecord evaluations = new EvaluationRecord(
                new EvaluationFigures(2.75, 0.02, 0.1, 0.4),
                new EvaluationFigures(1.5, 0.41, Double.NaN, 0.8),
                BestMetric.MAP50,
                4,
                1.25,
                2);
        TrainerState state = new TrainerState(7, 1.75, evaluations, 12.5, losses);
        state.write(folder);
        assertThat(TrainerState.read(folder)).isEqualTo(state);
        assertThat(Files.readString(folder.resolve("trainer_state.json")))
                .contains("\"best_metric\" : 0.41")
                .contains("\"metric_for_best_model\" : \"map50\"");
        if (PeakMemory.bytes() != null) {
            assertThat(Files.readString(folder.resolve("trainer_state.json")))
                    .containsPattern("\"peak_memory_bytes\" : \\d{8,}");
        }
        TrainerState unknown = States.at(7, 0);
        unknown.write(folder);
        assertThat(TrainerState.read(folder)).isEqualTo(unknown);
        assertThat(Files.readString(folder.resolve("trainer_state.json"))).doesNotContain("NaN");
    }

    @Test
    void whatOlderReleasesWroteIsRead() throws IOException {
        Files.writeString(
                folder.resolve("trainer_state.json"),
                "{\"global_step\": 3, \"epoch\": 3, \"best_metric\": \"NaN\", \"best_global_step\": 3}");
        assertThat(TrainerState.read(folder)).isEqualTo(States.at(3, 3));
        Files.writeString(
                folder.resolve("trainer_state.json"),
                "{\"global_step\": 4, \"best_metric\": 1.5, \"best_global_step\": 2, \"first_metric\": 2.5}");
        EvaluationRecord evaluations = TrainerState.read(folder).evaluations();
        assertThat(evaluations.first()).isEqualTo(EvaluationFigures.ofLoss(2.5));
        assertThat(evaluations.best()).isEqualTo(EvaluationFigures.ofLoss(1.5));
        assertThat(evaluations.lowestLoss()).isEqualTo(1.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{|cannot be used (it is not the JSON of a checkpoint: ",
                "''|cannot be used (it is not the JSON of a checkpoint: ",
                "[]|cannot be used (it is not the JSON of a checkpoint: ",
                "{}|cannot be used (it is not the JSON of a checkpoint: ",
                "{\"global_step\": \"many\"}|cannot be used (it is not the JSON of a checkpoint: ",
                "{\"global_step\": 99999999999}|cannot be used (it is not the JSON of a checkpoint: ",
                "{\"global_step\": -1}|cannot be used (no run can have been at step -1 with the best at step 0 after 0.0 seconds",
                "{\"global_step\": 2, \"best_global_step\": 3}|cannot be used (no run can have been at step 2 with the best at step 3",
            })
    void whatNoRunCanHaveWrittenIsNamed(String text, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("trainer_state.json"), text);
        assertThatThrownBy(() -> TrainerState.read(folder))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(file + ": " + message)
                .hasMessageEndingWith("); remove this checkpoint to go on from the one before it")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aStateThatIsMissingIsNamed() {
        assertThatThrownBy(() -> TrainerState.read(folder))
                .hasMessage(folder.resolve("trainer_state.json")
                        + ": cannot be used (there is no such file or folder); remove this checkpoint to go on from the"
                        + " one before it");
    }
}
