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
import java.util.stream.IntStream;

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

    /** One way to decode, and its figures: an entry an image. */
    private final class Series {

        private final String name;
        private final Function<Question, Generation> way;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> passes = new ArrayList<>();
        private final List<Double> tokens = new ArrayList<>();
        private final List<List<Integer>> answers = new ArrayList<>();

        Series(String name, Function<Question, Generation> way) {
            this.name = name;
            this.way = way;
        }

        void add(RgbImage image) {
            Stopwatch time = new Stopwatch();
            Generation generation = way.apply(new Question(image));
            seconds.add(time.seconds());
            passes.add((double) generation.passes());
            tokens.add((double) generation.tokens().size());
            answers.add(generation.tokens());
        }

        void addTo(Figures figures) {
            figures.seconds(name + "_describe", Figures.median(seconds))
                    .add(name + "_passes", Figures.median(passes))
                    .add(name + "_tokens", Figures.median(tokens));
        }

        double sum() {
            return seconds.stream().mapToDouble(Double::doubleValue).sum();
        }

        /** The number of images with the same answer. */
        int same(Series other) {
            return (int) IntStream.range(0, answers.size())
                    .filter(i -> answers.get(i).equals(other.answers.get(i)))
                    .count();
        }
    }

    private List<Series> ways() {
        return List.of(
                new Series("free", Question::freely),
                new Series("drafted", Question::drafted),
                new Series("locked", Question::locked));
    }

    /** Measures all images but the first, which warms up. */
    void measure(Workload workload, Figures figures) {
        ways().forEach(way -> way.add(workload.image(0)));
        List<Series> ways = ways();
        for (int i = 1; i < workload.size(); i++) {
            RgbImage image = workload.image(i);
            ways.forEach(way -> way.add(image));
        }
        ways.forEach(way -> way.addTo(figures));
        Series free = ways.get(0);
        Series drafted = ways.get(1);
        Series locked = ways.get(2);
        figures.seconds("free_to_drafted", free.sum() / drafted.sum())
                .add("same_drafted_answers", free.same(drafted))
                .seconds("free_to_locked", free.sum() / locked.sum())
                .add("same_answers", free.same(locked));
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
