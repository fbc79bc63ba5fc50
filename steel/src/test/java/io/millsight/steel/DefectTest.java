package io.millsight.steel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefectTest {

    private static final DefectType SCRATCHES = new DefectType("scratches");
    private static final Defect ORDINARY = new Defect(SCRATCHES, new BoundingBox(1, 2, 3, 4));
    private static final BoundingBox BOX = new BoundingBox(5, 6, 7, 8);
    private static final Defect DIFFICULT = new Defect(SCRATCHES, BOX, DefectFlag.DIFFICULT);
    private static final Defect CROWD = new Defect(SCRATCHES, BOX, DefectFlag.CROWD);

    @Test
    void anAnswerStatesWhatCountsAndNeverCallsASurfaceWithACrowdClean() {
        assertThat(Defect.forReport(List.of(ORDINARY, DIFFICULT, CROWD))).containsExactly(ORDINARY, DIFFICULT);
        assertThat(Defect.forReport(List.of(CROWD))).containsExactly(CROWD);
        assertThat(Defect.forReport(List.of())).isEmpty();
    }

    @Test
    void onlyACrowdChangesTheHashOfData(@TempDir Path folder) throws Exception {
        Path file = Samples.text(folder.resolve("a.txt"), "pixels");
        assertThat(hash(file, ORDINARY)).isEqualTo("1d7e52f76b58a8a4f525a67853b44fee1b6cd8b0497edf8cd65602d2025002ef");
        assertThat(hash(file, DIFFICULT)).isEqualTo(hash(file, new Defect(SCRATCHES, BOX)));
        assertThat(hash(file, CROWD)).isNotEqualTo(hash(file, DIFFICULT));
    }

    private static String hash(Path file, Defect defect) {
        return DatasetHash.of(List.of(new AnnotatedImage("a", file, 40, 30, List.of(defect))));
    }
}
