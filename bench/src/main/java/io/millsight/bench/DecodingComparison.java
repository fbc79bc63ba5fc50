package io.millsight.bench;

import io.millsight.adapter.AdaptedModel;
import io.millsight.adapter.PromptEncoder;
import io.millsight.image.RgbImage;
import io.millsight.inspection.Decoding;
import io.millsight.inspection.ReportDecoder;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.generation.Generation;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Whole answers to real questions: free, free with guesses, and locked to the grammar, in turns, so that all meet the same load of the machine.
 */
final class DecodingComparison {

    private final AdaptedModel model;
    private final ReportDecoder decoder;
    private final Generator generator;
    private final int tokens;

    /**
     * @param model stays the caller's to close
     * @param tokens the most of an answer
     */
    DecodingComparison(AdaptedModel model, int tokens) {
        int end = model.base().config().tokens().endOfSequence();
        this.model = model;
        this.decoder =
                new ReportDecoder(model.prompts().task(), Decoding.DEFAULT_MAXIMUM_DEFECTS, model.tokenizer(), end);
        this.generator = new Generator(model.model(), new GenerationConfig(false, 1, 0, 1, 0, 1, List.of(end), 0), 0);
        this.tokens = tokens;
    }

    /** The figures of one way to decode, an entry an image. */
    private static final class Series {

        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> passes = new ArrayList<>();
        private final List<Double> tokens = new ArrayList<>();

        void addTo(Figures figures, String name) {
            figures.seconds(name + "_describe", Figures.median(seconds))
                    .add(name + "_passes", Figures.median(passes))
                    .add(name + "_tokens", Figures.median(tokens));
        }

        double sum() {
            return seconds.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /** Measures all images but the first, which warms up. */
    void measure(Workload workload, Figures figures) {
        Series free = new Series();
        Series drafted = new Series();
        Series locked = new Series();
        int sameDrafted = 0;
        int same = 0;
        for (int i = 0; i < workload.size(); i++) {
            RgbImage image = workload.image(i);
            Series freely = i == 0 ? new Series() : free;
            Series guessed = i == 0 ? new Series() : drafted;
            Series guided = i == 0 ? new Series() : locked;
            Generation answeredFreely = answer(image, freely, Question::freely);
            Generation answeredDrafted = answer(image, guessed, Question::drafted);
            Generation answeredLocked = answer(image, guided, Question::locked);
            sameDrafted += i > 0 && answeredFreely.tokens().equals(answeredDrafted.tokens()) ? 1 : 0;
            same += i > 0 && answeredFreely.tokens().equals(answeredLocked.tokens()) ? 1 : 0;
        }
        free.addTo(figures, "free");
        drafted.addTo(figures, "drafted");
        locked.addTo(figures, "locked");
        figures.seconds("free_to_drafted", free.sum() / drafted.sum())
                .add("same_drafted_answers", sameDrafted)
                .seconds("free_to_locked", free.sum() / locked.sum())
                .add("same_answers", same);
    }

    private Generation answer(RgbImage image, Series series, Function<Question, Generation> way) {
        Stopwatch time = new Stopwatch();
        Generation generation = way.apply(new Question(image));
        series.seconds.add(time.seconds());
        series.passes.add((double) generation.passes());
        series.tokens.add((double) generation.tokens().size());
        return generation;
    }

    /** An image and what is asked about it. */
    private final class Question {

        private final PromptEncoder.Prompt prompt;
        private final SequenceBatch batch;

        Question(RgbImage image) {
            prompt = model.prompts().prompt(image);
            batch = model.model().batch(List.of(prompt.sequence()));
        }

        Generation freely() {
            try (Scope scope = Scope.open()) {
                return generator.generate(batch, patches(), tokens).get(0);
            }
        }

        Generation drafted() {
            try (Scope scope = Scope.open()) {
                return generator
                        .generateDrafted(batch, patches(), tokens, List.of(decoder.guide(prompt.frame())))
                        .get(0);
            }
        }

        Generation locked() {
            try (Scope scope = Scope.open()) {
                return generator
                        .generate(batch, patches(), tokens, List.of(decoder.guide(prompt.frame())))
                        .get(0);
            }
        }

        private Tensor patches() {
            float[] values = prompt.patches().values();
            long width = model.base().config().vision().patchValues();
            return Tensor.of(values, values.length / width, width)
                    .to(model.base().device());
        }
    }
}
