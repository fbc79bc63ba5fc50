package io.millsight.tuning.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.PromptEncoder;
import io.millsight.adapter.PromptSettings;
import io.millsight.adapter.ReportTask;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.runs.Seeds;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Augmenter;
import io.millsight.steel.report.CoordinateFrame;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Drawn surfaces as samples, and the targets of an image's tokens. */
class SyntheticSamplesTest {

    private static final QwenTokenizer TOKENIZER = QwenTokenizer.read(GoldenFolder.model());
    private static final Path NANO = Path.of("..", "models", "nano"); // to whose tokenizer a number is one token
    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectType SCRATCHES = new DefectType("scratches");
    private static final int CLEAN = TOKENIZER.encode(" no")[0];
    private static final int PATCH = TOKENIZER.encode(" patches")[0];
    private static final int SCRATCH = TOKENIZER.encode(" scratches")[0];

    private final SampleEncoder encoder = encoder(Optional.empty());
    private final PatchSupervision supervision = new PatchSupervision(DefectType.NEU_DET, TOKENIZER, 2);

    private static SampleEncoder encoder(Optional<ImageSize> pictureSize) {
        PromptSettings settings = new PromptSettings(
                ReportTask.standard(DefectType.NEU_DET),
                ImageProcessorConfig.PUBLISHED,
                ResizeVariant.ATEN,
                pictureSize);
        return new SampleEncoder(new PromptEncoder(settings, TOKENIZER), TOKENIZER);
    }

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
    void variesWhatWasDrawn() {
        EncodedSample varied =
                samples(Augmenter.DEFAULT, Seeds.Purpose.SYNTHETIC).sample(3, 0);

        assertThat(varied.patches())
                .isNotEqualTo(samples(Seeds.Purpose.SYNTHETIC).sample(3, 0).patches());
    }

    @Test
    void measuresOnOtherSurfacesThanItTeaches() {
        assertThat(samples(Seeds.Purpose.SYNTHETIC_EVALUATION).sample(3, 0).patches())
                .isNotEqualTo(samples(Seeds.Purpose.SYNTHETIC).sample(3, 0).patches());
    }

    /** So that a model which knows one size of pictures learns from others, too. */
    @Test
    void aPictureOfAnotherSizeTeachesTheNumbersOfTheSizeThatTheModelKnows() {
        SampleEncoder known = encoder(Optional.of(new ImageSize(200, 200)));
        Defect large = new Defect(PATCHES, new BoundingBox(40, 80, 160, 300));
        Defect small = new Defect(PATCHES, new BoundingBox(20, 20, 80, 75));

        EncodedSample shrunk = known.encode(grey(400, 800), List.of(large));
        EncodedSample same = encoder.encode(grey(200, 200), List.of(small));

        assertThat(shrunk.sequence().tokens()).isEqualTo(same.sequence().tokens());
        assertThat(shrunk.patchTargets()).isEqualTo(same.patchTargets());
        assertThat(shrunk.patches()).isEqualTo(same.patches());
        assertThat(known.prompts().frame(new ImageSize(400, 800))).isEqualTo(CoordinateFrame.original(400, 800));
    }

    private static RgbImage grey(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) 120);
        return new RgbImage(width, height, pixels);
    }

    @Test
    void namesEachTokenOfTheImageAndNoOther() {
        EncodedSample sample = samples(Seeds.Purpose.SYNTHETIC).sample(0, 0);
        int placeholder = TOKENIZER.id(SpecialToken.IMAGE_PAD);
        List<Integer> tokens = sample.sequence().tokens();

        assertThat(sample.patchTargets().stream().map(PatchSupervision.Target::position))
                .containsExactlyElementsOf(IntStream.range(0, tokens.size())
                        .filter(i -> tokens.get(i) == placeholder)
                        .boxed()
                        .toList());
    }

    @Test
    void givesACellTheNameOfWhatCoversMostOfIt() {
        // four image tokens of 100x100
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

    @Test
    void tellsEachCellOfADefectWhereItsBoxBeginsAndEnds() {
        try (QwenTokenizer numbers = QwenTokenizer.read(NANO)) {
            PatchSupervision supervisionOfNumbers = new PatchSupervision(DefectType.NEU_DET, numbers, 2);
            List<Defect> defects = List.of(new Defect(PATCHES, new BoundingBox(3.4, 8, 100, 104.6)));
            List<PatchSupervision.Target> found = supervisionOfNumbers.of(
                    List.of(7, 8, 9, 10), new PatchGrid(1, 4, 4), CoordinateFrame.original(200, 200), defects);

            assertThat(found.get(0).edges().stream().map(id -> numbers.decodeText(new int[] {id})))
                    .containsExactly(" 3", " 100", " 8", " 105");
            assertThat(found.get(1).edges()).isEmpty();
        }
    }

    @Test
    void tellsNoEdgesWhereNumbersAreSeveralTokens() {
        assertThat(supervision
                        .of(
                                List.of(7),
                                new PatchGrid(1, 2, 2),
                                CoordinateFrame.original(200, 200),
                                List.of(new Defect(PATCHES, new BoundingBox(0, 0, 200, 200))))
                        .get(0)
                        .edges())
                .isEmpty();
    }

    private List<Integer> names(List<Defect> defects) {
        return supervision
                .of(List.of(7, 8, 9, 10), new PatchGrid(1, 4, 4), CoordinateFrame.original(200, 200), defects)
                .stream()
                .map(PatchSupervision.Target::type)
                .toList();
    }

    private SyntheticSamples samples(Seeds.Purpose purpose) {
        return samples(Augmenter.NONE, purpose);
    }

    private SyntheticSamples samples(Augmenter augmenter, Seeds.Purpose purpose) {
        return new SyntheticSamples(100, 10, encoder, augmenter, new Seeds(5), purpose);
    }
}
