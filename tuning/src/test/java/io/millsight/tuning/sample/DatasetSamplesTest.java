package io.millsight.tuning.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.PromptEncoder;
import io.millsight.adapter.PromptSettings;
import io.millsight.adapter.ReportTask;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.runs.Seeds;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Augmenter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatasetSamplesTest {

    private static final AnnotatedImage USUAL = new AnnotatedImage("usual", Path.of("usual.png"), 64, 48, List.of());
    private static final AnnotatedImage THIN = new AnnotatedImage("thin", Path.of("thin.png"), 20, 8000, List.of());

    @Test
    void namesAnImageThatIsTooThinBeforeAnyPixelIsRead() {
        assertThatThrownBy(() -> samples(Optional.empty(), USUAL, THIN))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage("thin.png: an image of 20x8000 pixels is too long and thin;"
                        + " one side may be at most 200 times the other, so cut it into pieces");
    }

    @Test
    void showsAnyShapeToAModelThatKnowsOneSizeOfPictures() {
        assertThat(samples(Optional.of(new ImageSize(200, 200)), USUAL, THIN).size())
                .isEqualTo(2);
    }

    private static DatasetSamples samples(Optional<ImageSize> pictureSize, AnnotatedImage... images) {
        try (QwenTokenizer tokenizer = QwenTokenizer.read(GoldenFolder.model())) {
            SampleEncoder encoder = new SampleEncoder(
                    new PromptEncoder(
                            new PromptSettings(
                                    ReportTask.standard(DefectType.NEU_DET),
                                    ImageProcessorConfig.PUBLISHED,
                                    ResizeVariant.ATEN,
                                    pictureSize),
                            tokenizer),
                    tokenizer);
            return new DatasetSamples(List.of(images), encoder, Augmenter.NONE, Augmenter.NONE, new Seeds(1));
        }
    }
}
