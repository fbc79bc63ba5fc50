package io.millsight.bench;

import io.millsight.image.RgbImage;
import io.millsight.qwen.chat.LabelledTokens;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.image.ImageProcessor;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.image.PixelPatches;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.format.Datasets;
import io.millsight.tuning.sample.EncodedSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Samples of the shape of real ones: an image of the dataset in a prompt of 50 tokens, and an answer of 34 tokens per defect. The text is random,
 * which costs as much as any other and needs no tokenizer.
 */
final class Workload {

    private static final int TOKENS_BEFORE_IMAGE = 15;
    private static final int TOKENS_AFTER_IMAGE = 35;
    private static final int TOKENS_PER_DEFECT = 34;

    private final ModelConfig config;
    private final ImageProcessor processor;
    private final List<AnnotatedImage> images;
    private final SplittableRandom random = new SplittableRandom(0);

    /**
     * @param data a dataset folder; its images are taken in an order that is the same in every run
     * @param count how many of them
     */
    Workload(ModelConfig config, ImageProcessorConfig budget, Path data, int count) {
        this.config = config;
        this.processor = new ImageProcessor(budget, ResizeVariant.ATEN);
        List<AnnotatedImage> sorted = Datasets.read(data).images().stream()
                .sorted(Comparator.comparing(image -> image.id() + ".xml"))
                .toList();
        this.images = PythonShuffle.of(sorted).stream().limit(count).toList();
    }

    /** How many samples there are: as many as asked for, or as the dataset has. */
    int size() {
        return images.size();
    }

    RgbImage image(int index) {
        return images.get(index).readPixels();
    }

    /** A prompt with its answer, of which only the answer is labelled. */
    EncodedSample sample(int index) {
        PixelPatches patches = patches(index);
        List<Integer> tokens = prompt(patches.tokens());
        int answer = TOKENS_PER_DEFECT * images.get(index).defects().size() + 1;
        List<Integer> labels = new ArrayList<>();
        tokens.forEach(token -> labels.add(LabelledTokens.IGNORED));
        List<Integer> answerTokens = text(answer);
        tokens.addAll(answerTokens);
        labels.addAll(answerTokens);
        return new EncodedSample(sequence(tokens, patches.grid()), labels, patches.values())
                .showing(images.get(index).file());
    }

    /** The prompt alone; its answer is to be generated. */
    EncodedSample question(int index) {
        PixelPatches patches = patches(index);
        TokenSequence sequence = sequence(prompt(patches.tokens()), patches.grid());
        return new EncodedSample(sequence, List.of(), patches.values());
    }

    private PixelPatches patches(int index) {
        return processor.process(image(index));
    }

    private static TokenSequence sequence(List<Integer> tokens, PatchGrid grid) {
        return new TokenSequence(tokens, List.of(grid));
    }

    private List<Integer> prompt(int imageTokens) {
        List<Integer> tokens = text(TOKENS_BEFORE_IMAGE);
        tokens.add(config.tokens().visionStart());
        for (int i = 0; i < imageTokens; i++) {
            tokens.add(config.tokens().image());
        }
        tokens.add(config.tokens().visionEnd());
        tokens.addAll(text(TOKENS_AFTER_IMAGE));
        return tokens;
    }

    private List<Integer> text(int length) {
        int ordinary = Math.min(config.text().vocabularySize(), config.tokens().visionStart()) - 1;
        List<Integer> tokens = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            tokens.add(random.nextInt(1, ordinary));
        }
        return tokens;
    }
}
