package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.files.MillsightException;
import io.millsight.image.ImageFile;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.qwen.DamagedWeights;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tiny model has random weights, so that its answers are what no mill may take for a clean surface. */
class QwenInspectorTest {

    private static final QwenInspectorOptions OPTIONS = options(12, Decoding.free());

    static QwenInspectorOptions options(int tokens, Decoding decoding) {
        return options(tokens, decoding, TestTimeAugmentation.OFF);
    }

    static QwenInspectorOptions options(int tokens, Decoding decoding, TestTimeAugmentation augmentation) {
        return QwenInspectorOptions.builder()
                .device(Device.CPU)
                .dtype(DType.FLOAT32)
                .maximumNewTokens(tokens)
                .decoding(decoding)
                .testTimeAugmentation(augmentation)
                .build();
    }

    @TempDir
    Path folder;

    private static RgbImage image(String name) {
        return ImageFile.read(GoldenFolder.file("images/" + name + ".png"));
    }

    @Test
    void babbleIsUndeterminedAndNeverClean() {
        try (Inspector inspector = QwenInspector.open(GoldenFolder.model(), null, OPTIONS)) {
            Inspection inspection = inspector.inspect(image("small_a"));
            assertThat(inspection.verdict()).isEqualTo(Verdict.UNDETERMINED);
            assertThat(inspection.defects()).isEmpty();
            assertThat(inspection.size()).isEqualTo(image("small_a").size());
            assertThat(inspection.duration()).isPositive();
        }
    }

    @Test
    void imagesOfDifferentSizesAreAnsweredAlikeTogetherAndAlone() {
        List<RgbImage> images = List.of(image("small_a"), image("wide"), image("small_b"));
        try (Inspector inspector = QwenInspector.open(GoldenFolder.model(), null, OPTIONS)) {
            List<Inspection> together = inspector.inspect(images);
            for (int i = 0; i < images.size(); i++) {
                Inspection alone = inspector.inspect(images.get(i));
                assertThat(together.get(i).answer()).isEqualTo(alone.answer());
                assertThat(together.get(i).size())
                        .isEqualTo(new ImageSize(
                                images.get(i).width(), images.get(i).height()));
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameAnswer() {
        String first = answer(Decoding.free(new Sampling(1, 0, 1.0, 1)));
        assertThat(answer(Decoding.free(new Sampling(1, 0, 1.0, 1)))).isEqualTo(first);
        assertThat(answer(Decoding.free(new Sampling(1, 0, 1.0, 2)))).isNotEqualTo(first);
        assertThat(first).isNotEqualTo(answer(Decoding.free()));
    }

    @Test
    void theMostProbableTokenAloneIsGreedy() {
        String greedy = answer(Decoding.free());
        assertThat(answer(Decoding.free(new Sampling(5, 1, null, 3)))).isEqualTo(greedy);
        assertThat(answer(Decoding.free(new Sampling(1e-6, null, null, 3)))).isEqualTo(greedy);
    }

    @Test
    void topKAndTopPComeFromTheModelUnlessTheyAreGiven() throws IOException {
        Path model = copyOfModel();
        Path settings = model.resolve("generation_config.json");
        Files.writeString(
                settings,
                "{\"do_sample\": true, \"temperature\": 2, \"top_k\": 1, \"eos_token_id\": [0], \"pad_token_id\": 0}");
        String greedy = answer(model, Decoding.free());
        assertThat(answer(model, Decoding.free(Sampling.of(5, 3)))).isEqualTo(greedy);
        assertThat(answer(model, Decoding.free(new Sampling(5, 0, null, 3)))).isNotEqualTo(greedy);
    }

    @Test
    void samplingValuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Sampling.of(0, 1)).hasMessageContaining("temperature is 0.0");
        assertThatThrownBy(() -> Sampling.of(Double.NaN, 1)).hasMessageContaining("temperature is NaN");
        assertThatThrownBy(() -> new Sampling(1, -1, null, 1)).hasMessageContaining("top_k is -1");
        assertThatThrownBy(() -> new Sampling(1, null, 0.0, 1)).hasMessageContaining("top_p is 0.0");
        assertThatThrownBy(() -> new Sampling(1, null, 1.1, 1)).hasMessageContaining("top_p is 1.1");
    }

    private static String answer(Decoding decoding) {
        return answer(GoldenFolder.model(), decoding);
    }

    private static String answer(Path model, Decoding decoding) {
        try (Inspector inspector = QwenInspector.open(model, null, options(12, decoding))) {
            return inspector.inspect(image("small_a")).answer();
        }
    }

    @Test
    void theAdapterChangesTheAnswer() {
        try (Inspector plain = QwenInspector.open(GoldenFolder.model(), null, OPTIONS);
                Inspector adapted = QwenInspector.open(GoldenFolder.model(), GoldenFolder.file("peft/lora"), OPTIONS)) {
            assertThat(adapted.inspect(image("rgb")).answer())
                    .isNotEqualTo(plain.inspect(image("rgb")).answer());
        }
    }

    @Test
    void inspectingLeavesNoHandlesBehind() {
        try (Inspector inspector = QwenInspector.open(GoldenFolder.model(), null, OPTIONS)) {
            inspector.inspect(image("small_a"));
            long before = Scope.liveHandles();
            for (int i = 0; i < 10; i++) {
                inspector.inspect(List.of(image("small_a"), image("small_b")));
            }
            assertThat(Scope.liveHandles()).isEqualTo(before);
        }
    }

    @Test
    void anAdapterForAnotherBaseIsRefusedByName() throws IOException {
        for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(GoldenFolder.file("peft/lora/" + file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("millsight.json"), """
                {"format": 1, "dialect": "paper", "coordinates": "original", "box_order": "position", "instruction": "Defects?",
                 "types": ["scratches"], "min_pixels": 3136, "max_pixels": 50176, "resize": "aten",
                 "base_fingerprint": "0123", "chat_template_sha256": ""}
                """);
        assertThatThrownBy(() -> QwenInspector.open(GoldenFolder.model(), folder, OPTIONS))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining(folder + ": was tuned on another base model than " + GoldenFolder.model());
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void weightsThatAreNotFiniteLeaveAPictureUndetermined(float value) throws IOException {
        Path model = copyOfModel();
        DamagedWeights.set(model, "model.norm.weight", value);
        for (Decoding decoding : List.of(Decoding.locked(), Decoding.free())) {
            for (TestTimeAugmentation augmentation : List.of(TestTimeAugmentation.OFF, TestTimeAugmentation.ON)) {
                try (Inspector inspector = QwenInspector.open(model, null, options(40, decoding, augmentation))) {
                    Inspection inspection = inspector.inspect(image("small_a"));
                    assertThat(inspection.verdict()).isEqualTo(Verdict.UNDETERMINED);
                    assertThat(inspection.caveats()).containsExactly(Caveat.notFinite());
                    assertThat(inspection.truncated()).isFalse();
                    assertThat(inspection.defects()).isEmpty();
                    assertThat(inspection.rejected()).isEmpty();
                }
            }
        }
    }

    @Test
    void noImagesAreInspectedAtOnce() {
        try (Inspector inspector = QwenInspector.open(GoldenFolder.model(), null, OPTIONS)) {
            assertThat(inspector.inspect(List.of())).isEmpty();
        }
    }

    @Test
    void reportsHowManyViewsHaveBeenAnswered() {
        List<RgbImage> images = Collections.nCopies(9, image("small_a"));
        List<String> heard = new ArrayList<>();
        try (Inspector inspector =
                QwenInspector.open(GoldenFolder.model(), null, options(1, Decoding.free(), TestTimeAugmentation.ON))) {
            inspector.inspect(images, (answered, views) -> heard.add(answered + " of " + views));
        }
        assertThat(heard).containsExactly("96 of 108", "108 of 108");
    }

    @Test
    void aTokenizerThatCannotBeReadLeavesNothingLoaded() throws IOException {
        Path model = copyOfModel();
        Files.writeString(model.resolve("tokenizer.json"), "{\"model\": {}}");
        assertNothingStaysLoaded(model, "tokenizer.json: model.vocab is missing");
    }

    @Test
    void aTokenizerOfAnotherModelLeavesNothingLoaded() throws IOException {
        Path model = copyOfModel();
        Path tokenizer = model.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("<|image_pad|>", "<|no_image|>"));
        assertNothingStaysLoaded(model, "<|image_pad|>");
    }

    private static void assertNothingStaysLoaded(Path broken, String message) {
        Path adapter = GoldenFolder.file("peft/lora");
        long atFirst = Scope.liveHandles();
        assertThatThrownBy(() -> QwenInspector.open(broken, adapter, OPTIONS))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining(message);
        assertThat(Scope.liveHandles()).isEqualTo(atFirst);
    }

    @Test
    void aModelThatKnowsNoTypesIsRefusedBecauseEverySurfaceWouldBeClean() {
        QwenInspectorOptions noTypes = QwenInspectorOptions.builder()
                .device(Device.CPU)
                .dtype(DType.FLOAT32)
                .types(List.of())
                .build();
        assertThatThrownBy(() -> QwenInspector.open(GoldenFolder.model(), null, noTypes))
                .isInstanceOf(MillsightException.class);
    }

    private Path copyOfModel() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("model"));
        try (Stream<Path> files = Files.list(GoldenFolder.model())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }

    @Test
    void aFolderThatIsNoModelIsRefusedByName() {
        assertThatThrownBy(() -> QwenInspector.open(folder, null, OPTIONS))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining(folder.toString());
    }
}
