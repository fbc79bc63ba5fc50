package io.millsight.experiment.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.qwen.ModelPreset;
import io.millsight.qwen.NewModel;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.torch.DType;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerCorpusTest {

    @Test
    void everyWordOfAReportIsOneToken(@TempDir Path place) throws IOException {
        new NewModel(ModelPreset.NANO, DType.BFLOAT16, 0)
                .write(place.resolve("nano"), TokenizerCorpus.texts(), header -> {});

        try (QwenTokenizer tokenizer = QwenTokenizer.read(place.resolve("nano"))) {
            String sentence = "The steel surface has a rolled-in scale in the region from X coordinates 10 to 20 and Y"
                    + " coordinates 0 to 199 Defects.";
            assertThat(tokenizer.encode("The steel surface has a pitted surface"))
                    .hasSize(7);
            assertThat(tokenizer.encode(sentence)).hasSizeLessThanOrEqualTo(36);
            assertThat(tokenizer.encode("[{\"bbox_2d\":[10,20,30,40],\"label\":\"patches\"}]"))
                    .hasSizeLessThanOrEqualTo(24);
            assertThat(tokenizer.decode(tokenizer.encode(sentence))).isEqualTo(sentence);
        }
    }
}
