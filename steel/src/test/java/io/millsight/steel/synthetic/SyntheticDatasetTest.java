package io.millsight.steel.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.Dataset;
import io.millsight.steel.InputException;
import io.millsight.steel.format.Datasets;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticDatasetTest {

    @TempDir
    private Path folder;

    @Test
    void writesADividedPascalFolder() throws IOException {
        Path target = folder.resolve("drawn");
        List<Integer> numbers = new ArrayList<>();
        new SyntheticDataset(SyntheticSteel.REAL, 60, 4).write(target, numbers::add);

        Dataset dataset = Datasets.read(target);
        assertThat(dataset.images()).hasSize(60);
        assertThat(dataset.splits().keySet()).containsExactlyInAnyOrder("train", "val", "test");
        assertThat(dataset.split("train").size()).isBetween(44, 52);
        assertThat(numbers).hasSize(60).endsWith(60);
        assertThat(dataset.images().get(0).readPixels().pixels()).hasSize(3 * 200 * 200);
    }

    @Test
    void writesTheSameForTheSameSeed() throws IOException {
        new SyntheticDataset(SyntheticSteel.REAL, 60, 4).write(folder.resolve("a"), number -> {});
        new SyntheticDataset(SyntheticSteel.REAL, 60, 4).write(folder.resolve("b"), number -> {});

        assertThat(folder.resolve("a/JPEGImages/surface_00007.png"))
                .hasSameBinaryContentAs(folder.resolve("b/JPEGImages/surface_00007.png"));
        assertThat(folder.resolve("a/ImageSets/Main/val.txt"))
                .hasSameBinaryContentAs(folder.resolve("b/ImageSets/Main/val.txt"));
    }

    @Test
    void refusesTooFewImagesForAllSplits() {
        assertThatThrownBy(() -> new SyntheticDataset(SyntheticSteel.REAL, 59, 0))
                .isInstanceOf(InputException.class)
                .hasMessage("a divided dataset needs at least 60 images, not 59");
    }

    @Test
    void refusesAFolderThatHoldsSomethingBeforeDrawing() throws IOException {
        Files.writeString(folder.resolve("mine.txt"), "x");
        SyntheticDataset dataset = new SyntheticDataset(SyntheticSteel.REAL, 60, 0);

        assertThatThrownBy(() -> dataset.write(folder, number -> {})).isInstanceOf(FileAlreadyExistsException.class);
    }
}
