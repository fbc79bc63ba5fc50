package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageSize;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.ImageProcessor;
import io.millsight.qwen.ImageProcessorConfig;
import io.millsight.qwen.LabelledTokens;
import io.millsight.qwen.PatchGrid;
import io.millsight.qwen.QwenTokenizer;
import io.millsight.qwen.ResizeVariant;
import io.millsight.qwen.SpecialToken;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Drawn surfaces as samples, and the names of the cells of an image. */
class SyntheticSamplesTest {

    private static final QwenTokenizer TOKENIZER = QwenTokenizer.read(GoldenFolder.model());
    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectType SCRATCHES = new DefectType("scratches");
    private static final int CLEAN = TOKENIZER.encode(" no")[0];
    private static final int PATCH = TOKENIZER.encode(" patches")[0];
    private static final int SCRATCH = TOKENIZER.encode(" scratches")[0];

    private final SampleEncoder encoder = new SampleEncoder(
            ReportTask.standard(DefectType.NEU_DET),
            new ImageProcessor(ImageProcessorConfig.PUBLISHED, ResizeVariant.ATEN),
            TOKENIZER);
    private final CellNames cells = new CellNames(DefectType.NEU_DET, TOKENIZER);

    @AfterAll
    static void closeTokenizer() {
        TOKENIZER.close();
    }

    @Test
    void drawsTheSameSampleForTheSamePlaceAndAnotherInTheNextEpoch() {
        SyntheticSamples samples = samples(Seeds.Purpose.SYNTHETIC);

        assertThat(samples.sample(3, 0).patches())
                .isEqualTo(samples.sample(3, 0).patches());
        assertThat(samples.sample(3, 1).patches())
                .isNotEqualTo(samples.sample(3, 0).patches());
        assertThat(samples.sample(4, 0).patches())
                .isNotEqualTo(samples.sample(3, 0).patches());
    }

    @Test
    void measuresOnOtherSurfacesThanItTeaches() {
        assertThat(samples(Seeds.Purpose.SYNTHETIC_EVALUATION).sample(3, 0).patches())
                .isNotEqualTo(samples(Seeds.Purpose.SYNTHETIC).sample(3, 0).patches());
    }

    @Test
    void namesEachTokenOfTheImageAndNoOther() {
        EncodedSample sample = samples(Seeds.Purpose.SYNTHETIC).sample(0, 0);
        int placeholder = TOKENIZER.id(SpecialToken.IMAGE_PAD);
        List<Integer> tokens = sample.sequence().tokens();

        assertThat(sample.cells()).hasSameSizeAs(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            assertThat(sample.cells().get(i) != LabelledTokens.IGNORED).isEqualTo(tokens.get(i) == placeholder);
        }
    }

    @Test
    void givesACellTheNameOfWhatCoversMostOfIt() {
        // four cells of 100x100
        List<Defect> defects = List.of(
                new Defect(PATCHES, new BoundingBox(0, 0, 100, 150)),
                new Defect(SCRATCHES, new BoundingBox(100, 0, 120, 200)));

        assertThat(names(defects)).containsExactly(PATCH, SCRATCH, PATCH, SCRATCH);
    }

    @Test
    void givesTheSmallerOfTwoThatCoverACellAlike() {
        List<Defect> defects = List.of(
                new Defect(PATCHES, new BoundingBox(0, 0, 200, 200)),
                new Defect(SCRATCHES, new BoundingBox(0, 0, 100, 100)));

        assertThat(names(defects)).containsExactly(SCRATCH, PATCH, PATCH, PATCH);
    }

    @Test
    void callsACellCleanThatADefectOnlyTouches() {
        assertThat(names(List.of(new Defect(PATCHES, new BoundingBox(0, 0, 110, 100)))))
                .containsExactly(PATCH, CLEAN, CLEAN, CLEAN);
    }

    private int[] names(List<Defect> defects) {
        return cells.of(new PatchGrid(1, 4, 4), 2, new ImageSize(200, 200), defects);
    }

    private SyntheticSamples samples(Seeds.Purpose purpose) {
        return new SyntheticSamples(100, 10, encoder, new Seeds(5), purpose);
    }
}
