package io.millsight.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.evaluation.report.ComparisonFolder;
import io.millsight.experiment.report.OutputFolder;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MethodRunsTest {

    private static final List<String> KNOWN = List.of("yolov7", "lora", "full");

    @TempDir
    Path place;

    private final List<String> trained = new ArrayList<>();

    @Test
    void theReferenceComesFirst() {
        assertThat(MethodRuns.parse("all", KNOWN)).containsExactly("lora", "yolov7", "full");
        assertThat(MethodRuns.parse("full, lora", KNOWN)).containsExactly("lora", "full");
        assertThat(MethodRuns.parse("full,yolov7", KNOWN)).containsExactly("full", "yolov7");
    }

    @Test
    void aMethodThatIsNotThereOrTwiceIsNamed() {
        assertThatThrownBy(() -> MethodRuns.parse("lora,yolo", KNOWN))
                .isInstanceOf(InputException.class)
                .hasMessage("--methods lora,yolo: there is no method yolo; give all, or some of yolov7,lora,full");
        assertThatThrownBy(() -> MethodRuns.parse("lora,lora", KNOWN))
                .hasMessage("--methods lora,lora: names lora twice");
        assertThatThrownBy(() -> MethodRuns.parse("", KNOWN)).hasMessageContaining("there is no method ;");
    }

    @Test
    void aComparisonThatWasInterruptedGoesOnWhereItWas() {
        MethodRuns runs = new MethodRuns(place.resolve("comparison"));

        boolean first = runs.complete(of(KNOWN, "abc"), (method, run, resumes) -> {
            begin(method, run, resumes);
            return !method.equals("lora"); // interrupted
        });
        OutputFolder.require(runs.folder(), ComparisonFolder.FILES);
        boolean second = runs.complete(of(KNOWN, "abc"), this::begin);
        boolean third = runs.complete(of(KNOWN, "abc"), this::begin);

        assertThat(first).isFalse();
        assertThat(second).isTrue();
        assertThat(third).isTrue();
        assertThat(trained).containsExactly("yolov7", "lora", "lora again", "full");
        assertThat(runs.isFinished("lora")).isTrue();
        assertThat(runs.run("lora")).isEqualTo(place.resolve("comparison/runs/lora"));
    }

    @Test
    void aRunThatFailsIsNotFinished() {
        MethodRuns runs = new MethodRuns(place.resolve("comparison"));

        assertThatThrownBy(() -> runs.complete(of(KNOWN, "abc"), (method, run, resumes) -> {
                    begin(method, run, resumes);
                    throw new InputException("the disk is full");
                }))
                .hasMessage("the disk is full");
        assertThat(runs.isFinished("yolov7")).isFalse();
        assertThat(runs.complete(of(List.of("yolov7"), "abc"), this::begin)).isTrue();
        assertThat(trained).containsExactly("yolov7", "yolov7 again");
    }

    @Test
    void aRunUnderOtherConditionsIsRefusedBeforeAnyTraining() {
        MethodRuns runs = new MethodRuns(place.resolve("comparison"));
        runs.complete(of(List.of("lora"), "abc"), this::begin);

        assertThatThrownBy(() -> runs.complete(of(KNOWN, "def"), this::begin))
                .isInstanceOf(InputException.class)
                .hasMessage(runs.run("lora")
                        + ": has begun with other images; give the same, or another folder with --out");
        assertThat(trained).containsExactly("lora");
    }

    @Test
    void aFolderWithOtherFilesIsNotTouched() throws IOException {
        Files.writeString(place.resolve("mine.txt"), "mine");

        assertThatThrownBy(() -> new MethodRuns(place).complete(of(KNOWN, "abc"), this::begin))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the folder is not empty");
        assertThat(trained).isEmpty();
    }

    private static Map<String, Map<String, String>> of(List<String> methods, String images) {
        Map<String, Map<String, String>> conditions = new LinkedHashMap<>();
        methods.forEach(method -> conditions.put(method, Map.of("images", images, "seed", "42")));
        return conditions;
    }

    /** Trains in no time. */
    private boolean begin(String method, Path run, boolean resumes) {
        trained.add(resumes ? method + " again" : method);
        try {
            Files.createDirectories(run);
            Files.writeString(run.resolve("settings.yaml"), "seed: 42\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }
}
