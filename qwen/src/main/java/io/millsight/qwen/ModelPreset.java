package io.millsight.qwen;

import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.config.TokenIds;
import io.millsight.qwen.config.VisionConfig;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.tokenizer.PreTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The shapes in which a new model can be made: the published sizes, and a tiny one to learn and test with. */
public enum ModelPreset {
    /** About 8 million parameters, for images of 196x196: 7x7 tokens. */
    NANO("nano", 1002),
    B3("3b", SpecialToken.FIRST_PUBLISHED_ID),
    B7("7b", SpecialToken.FIRST_PUBLISHED_ID),
    B32("32b", SpecialToken.FIRST_PUBLISHED_ID),
    B72("72b", SpecialToken.FIRST_PUBLISHED_ID);

    /** Fourteen tokens a side: further than that the nano model's rotary base cannot tell columns apart. */
    private static final int NANO_MAX_PIXELS = 392 * 392;

    private final String label;
    private final int firstSpecialToken;

    ModelPreset(String label, int firstSpecialToken) {
        this.label = label;
        this.firstSpecialToken = firstSpecialToken;
    }

    /**
     * The preset with this label.
     *
     * @throws IllegalArgumentException listing the labels that exist
     */
    public static ModelPreset labelled(String label) {
        return Arrays.stream(values())
                .filter(preset -> preset.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no preset " + label + "; choose one of "
                        + Arrays.stream(values()).map(ModelPreset::label).collect(Collectors.joining(", "))));
    }

    /** What a command line calls it: {@code 3b}. */
    public String label() {
        return label;
    }

    public ModelConfig config() {
        return switch (this) {
            case NANO -> nano();
            case B3 -> published(3420, text(151936, 2048, 11008, 36, 16, 2, true));
            case B7 -> published(3420, text(152064, 3584, 18944, 28, 28, 4, false));
            case B32 -> published(3456, text(152064, 5120, 27648, 64, 40, 8, false));
            case B72 -> published(3456, text(152064, 8192, 29568, 80, 64, 8, false));
        };
    }

    /** The id of the first special token; the byte-pair vocabulary has to fit below it. */
    public int firstSpecialToken() {
        return firstSpecialToken;
    }

    /** How its tokenizer takes texts apart. */
    public PreTokenizer preTokenizer() {
        return this == NANO ? PreTokenizer.NUMBERS : PreTokenizer.DIGITS;
    }

    public ImageProcessorConfig imageProcessor() {
        ImageProcessorConfig published = ImageProcessorConfig.PUBLISHED;
        return this == NANO ? published.withPixels(published.minPixels(), NANO_MAX_PIXELS) : published;
    }

    private static ModelConfig nano() {
        // The width axis gets the slowest frequencies, and at a base of 10,000 they would hardly turn over 7 columns.
        TextConfig text = new TextConfig(1024, 256, 768, 4, 4, 2, 1e-6, 20, List.of(8, 12, 12), 32768, true, 0.02);
        VisionConfig vision = new VisionConfig(4, 256, 640, 4, 14, 2, 2, 112, List.of(1, 3), 256, 2, 10000);
        return new ModelConfig(text, vision, TokenIds.startingAt(NANO.firstSpecialToken), "float32");
    }

    private static ModelConfig published(int visionIntermediateSize, TextConfig text) {
        VisionConfig vision = new VisionConfig(
                32,
                1280,
                visionIntermediateSize,
                16,
                14,
                2,
                2,
                112,
                List.of(7, 15, 23, 31),
                text.hiddenSize(),
                2,
                10000);
        return new ModelConfig(text, vision, TokenIds.PUBLISHED, "bfloat16");
    }

    private static TextConfig text(
            int vocabularySize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int queryHeads,
            int keyValueHeads,
            boolean tiedEmbeddings) {
        return new TextConfig(
                vocabularySize,
                hiddenSize,
                intermediateSize,
                layers,
                queryHeads,
                keyValueHeads,
                1e-6,
                1e6,
                List.of(16, 24, 24),
                128000,
                tiedEmbeddings,
                0.02);
    }
}
