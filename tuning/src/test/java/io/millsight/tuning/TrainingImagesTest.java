package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that nothing can be learned from. */
class TrainingImagesTest {

    @TempDir
    Path folder;

    private static TrainingSettings settings(Path dataset) {
        return TrainingSettings.read(null, Map.of("model", "m", "data", dataset.toString(), "out", "o"));
    }

    private Dataset dataset(Map<String, List<String>> splits) {
        AnnotatedImage clean = new AnnotatedImage("a", folder.resolve("a.png"), 4, 4, List.of());
        return new Dataset("d", folder, DefectType.NEU_DET, List.of(clean), splits, Map.of());
    }

    @Test
    void aSplitWithoutAnyDefectTeachesNothing() {
        assertThatThrownBy(() -> TrainingImages.of(settings(folder), dataset(Map.of("train", List.of("a")))))
                .isInstanceOf(InputException.class)
                .hasMessage(folder + ": no image of the split train has a defect, so there is nothing to learn from;"
                        + " check its labels with `millsight data check " + folder + "`");
    }

    @Test
    void anEmptySplitIsNamed() {
        assertThatThrownBy(() -> TrainingImages.of(settings(folder), dataset(Map.of("train", List.of()))))
                .isInstanceOf(InputException.class)
                .hasMessage(folder + ": the split train has no images to learn from");
    }
}
