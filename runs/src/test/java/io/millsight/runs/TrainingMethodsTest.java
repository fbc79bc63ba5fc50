package io.millsight.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingMethodsTest {

    private static final Setting<Integer> SEED = Setting.integer("seed", "1", 0, 9, "Seed.");
    private static final Setting<Integer> RANK =
            Setting.integer("rank", "8", 1, 64, "Rank.").hintedBy("r");
    private static final Setting<Integer> ALPHA = Setting.integer("alpha", "16", 1, 64, "Alpha.");
    private static final Setting<Integer> SIZE =
            Setting.integer("size", "224", 32, 640, "Size.").formerly("side");
    private static final TrainingMethods METHODS = new TrainingMethods(List.of(
            new TrainingMethod("lora", List.of(SEED, RANK, ALPHA)),
            new TrainingMethod("dora", List.of(SEED, RANK, ALPHA)),
            new TrainingMethod("full", List.of(SEED)),
            new TrainingMethod("yolo", List.of(SEED, SIZE))));

    @TempDir
    Path folder;

    @Test
    void theFirstMethodIsTheDefaultAndTheCommandLineWins() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "finetuning_type: yolo\nsize: 320\n");
        assertThat(METHODS.choose(null, Map.of())).isEqualTo("lora");
        assertThat(METHODS.choose(file, Map.of("seed", "2"))).isEqualTo("yolo");
        assertThat(METHODS.choose(null, Map.of("method", "FULL"))).isEqualTo("full");
        assertThatThrownBy(() -> METHODS.choose(file, Map.of("method", "lora")))
                .hasMessage(
                        file + ": size belongs to yolo, but the method is lora; leave it out or choose --method yolo");
    }

    @Test
    void aSettingOfAnotherMethodIsRefusedWithTheMethodsThatHaveIt() {
        assertThatThrownBy(() -> METHODS.choose(null, Map.of("method", "full", "rank", "8")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("rank belongs to lora and dora, but the method is full; leave it out or choose"
                        + " --method lora");
        assertThatThrownBy(() -> METHODS.choose(null, Map.of("side", "64")))
                .hasMessage("size belongs to yolo, but the method is lora; leave it out or choose --method yolo");
    }

    @Test
    void aListOfAllSettingsOfAMethodIsNoMistake() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "method: lora\nseed: 2\nrank: 8\nalpha: 32\n");
        assertThat(METHODS.choose(file, Map.of("method", "full"))).isEqualTo("full");
        assertThatThrownBy(() -> METHODS.choose(file, Map.of("method", "full", "alpha", "8")))
                .hasMessageStartingWith("alpha belongs to lora and dora");
    }

    @Test
    void unknownMethodsAndSettingsAreNamed() {
        assertThatThrownBy(() -> METHODS.choose(null, Map.of("method", "yolo9")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("method: \"yolo9\" is not one of lora, dora, full, yolo; did you mean yolo?");
        assertThatThrownBy(() -> METHODS.choose(null, Map.of("r", "8")))
                .hasMessage("r is not a setting; it is called rank here");
        assertThatThrownBy(() -> METHODS.choose(null, Map.of("use_dora", "true")))
                .hasMessage("use_dora is not a setting; it is called method here: lora, dora, full, yolo");
    }
}
