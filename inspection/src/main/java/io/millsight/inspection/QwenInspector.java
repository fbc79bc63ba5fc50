package io.millsight.inspection;

import io.millsight.adapter.AdaptedModel;
import io.millsight.adapter.PromptEncoder;
import io.millsight.adapter.ReportTask;
import io.millsight.adapter.ScoreThreshold;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.generation.Generation;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.generation.TokenGuide;
import io.millsight.qwen.text.KeyValueCache;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.torch.Opening;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Inspects images with Qwen2.5-VL and perhaps an adapter. The model writes a report about each view of an image, and the report is read back into
 * boxes. Decoding is greedy unless the options ask for sampling, and always deterministic.
 *
 * <p>The inspector owns its model until it is closed. One thread at a time may use it.
 */
public final class QwenInspector implements Inspector {

    private final AdaptedModel model;
    private final PromptEncoder prompts;
    private final Generator generator;
    private final ViewThreads threads;
    private final int maximumNewTokens;
    private final BatchLimits limits;
    private final ReportDecoder decoder;
    private final boolean locked;
    private final boolean drafts; // free answers are expected to follow the grammar, too
    private final AnswerReader reader;
    private final ViewVoting voting;
    private final TestTimeAugmentation augmentation;
    private final double minScore;

    /**
     * Takes over an open model.
     *
     * @param model is closed with the inspector
     * @param options their device, data type and defaults do not matter, because the model is already open
     */
    public QwenInspector(AdaptedModel model, QwenInspectorOptions options) {
        this.model = model;
        prompts = model.prompts();
        maximumNewTokens = options.maximumNewTokens();
        limits = new BatchLimits(
                KeyValueCache.bytesPerToken(
                        model.base().config().text(),
                        model.base().dtype(),
                        model.base().device()),
                maximumNewTokens);
        augmentation = augmentation(model, options);
        minScore = minScore(model, options);
        voting = new ViewVoting(augmentation.threshold(), options.decoding().mostDefects(), prompts.task());
        int end = model.base().config().tokens().endOfSequence();
        locked = options.decoding() instanceof Decoding.Locked;
        decoder = new ReportDecoder(
                prompts.task(),
                locked ? options.decoding().mostDefects() : Decoding.DEFAULT_MAXIMUM_DEFECTS,
                model.tokenizer(),
                end);
        drafts = !locked && decoder.keepsNumbersApart();
        generator = generator(model, options.decoding().sampling());
        threads = new ViewThreads(AdaptedModel.needsOneProcessor(model.base()) ? Torch.threads() : 1);
        reader = new AnswerReader(prompts.task(), model.tokenizer());
    }

    /**
     * Loads a model.
     *
     * @param model its folder, or a run that trained a whole model
     * @param adapter its folder, or a run; null for none
     * @throws io.millsight.files.MillsightException if a folder is not usable, or the adapter does not fit the model; nothing stays loaded
     */
    public static QwenInspector open(Path model, @Nullable Path adapter, QwenInspectorOptions options) {
        try (Opening opening = new Opening()) {
            AdaptedModel opened = opening.add(AdaptedModel.open(model, adapter, options.compute(), options.defaults()));
            return opening.complete(new QwenInspector(opened, options));
        }
    }

    /**
     * Loads a model without an adapter that is asked what it is asked with this adapter.
     *
     * @throws io.millsight.files.MillsightException as {@link #open} does
     */
    public static QwenInspector openWithout(Path adapter, Path model, QwenInspectorOptions options) {
        try (Opening opening = new Opening()) {
            AdaptedModel opened =
                    opening.add(AdaptedModel.openWithout(adapter, model, options.compute(), options.defaults()));
            return opening.complete(new QwenInspector(opened, options));
        }
    }

    private static TestTimeAugmentation augmentation(AdaptedModel model, QwenInspectorOptions options) {
        TestTimeAugmentation chosen = options.testTimeAugmentation();
        if (chosen != null) {
            return chosen;
        }
        return model.testTimeAugmentation() ? TestTimeAugmentation.ON : TestTimeAugmentation.OFF;
    }

    private static double minScore(AdaptedModel model, QwenInspectorOptions options) {
        return options.minScore() != null
                ? options.minScore()
                : model.minScore().map(ScoreThreshold::value).orElse(0.0);
    }

    private static Generator generator(AdaptedModel model, @Nullable Sampling sampling) {
        GenerationConfig greedy = greedy(model.base());
        return sampling == null
                ? new Generator(model.model(), greedy, 0)
                : new Generator(model.model(), sampling.applyTo(greedy, model.generation()), sampling.seed());
    }

    /** The numbers of boxes may repeat, so there is no repetition penalty, whatever generation_config.json says. */
    private static GenerationConfig greedy(QwenModel model) {
        int end = model.config().tokens().endOfSequence();
        int padding = model.config().tokens().beginningOfSequence();
        return new GenerationConfig(false, 1, 0, 1, 0, 1, List.of(end, padding), padding);
    }

    @Override
    public ReportTask task() {
        return prompts.task();
    }

    @Override
    public CoordinateFrame frame(ImageSize size) {
        return prompts.frame(size);
    }

    @Override
    public TestTimeAugmentation testTimeAugmentation() {
        return augmentation;
    }

    @Override
    public ScoreSource scores() {
        return ScoreSource.TOKEN_PROBABILITY;
    }

    @Override
    public double minScore() {
        return minScore;
    }

    @Override
    public List<DefectType> types() {
        return task().types();
    }

    @Override
    public void requireUsable(ImageSize image, String name) {
        prompts.requireUsable(image, name);
    }

    @Override
    public List<Inspection> inspect(List<RgbImage> images, InspectionListener listener) {
        if (images.isEmpty()) {
            return List.of();
        }
        long began = System.nanoTime();
        List<List<Question>> byImage = images.stream().map(this::questions).toList();
        List<Question> questions = byImage.stream().flatMap(List::stream).toList();
        Generator stoppable = generator.stoppedBy(listener::isGivenUp);
        List<Answer> answers = new ArrayList<>();
        for (int size :
                limits.batchSizes(questions.stream().map(Question::promptTokens).toList())) {
            answers.addAll(answer(questions.subList(answers.size(), answers.size() + size), stoppable));
            listener.answered(answers.size(), questions.size());
        }
        Duration each = Duration.ofNanos((System.nanoTime() - began) / images.size());
        List<Inspection> inspections = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < images.size(); i++) {
            int to = from + byImage.get(i).size();
            inspections.add(conclude(answers.subList(from, to), images.get(i).size(), each));
            from = to;
        }
        return inspections;
    }

    /** A view of an image that the model is asked about. */
    private record Question(RgbImage image, View view, int promptTokens) {}

    /**
     * The model's answer about a view.
     *
     * @param frame of the answer's numbers
     */
    private record Answer(Generation generation, View view, CoordinateFrame frame) {}

    private List<Question> questions(RgbImage image) {
        ImageSize size = image.size();
        int tokens = promptTokens(size);
        return augmentation.views(size, prompts.shown(size)).stream()
                .map(view -> new Question(image, view, tokens))
                .toList();
    }

    private int promptTokens(ImageSize size) {
        return model.model().virtualTokens() + prompts.promptTokens(size);
    }

    @Override
    public TokenCount tokens(Inspection inspection) {
        return new TokenCount(promptTokens(inspection.size()), model.tokenizer().encode(inspection.answer()).length);
    }

    private List<Answer> answer(List<Question> questions, Generator stoppable) {
        // on all cores: cutting, resizing and normalising a view takes as long as some forward passes of a small model
        List<PromptEncoder.Prompt> encoded = questions.parallelStream()
                .map(question -> prompts.prompt(question.view.of(question.image), prompts.shown(question.image.size())))
                .toList();
        List<Generation> generations = threads.all(shares(encoded, stoppable)).stream()
                .flatMap(List::stream)
                .toList();
        return IntStream.range(0, questions.size())
                .mapToObj(i -> new Answer(
                        generations.get(i),
                        questions.get(i).view,
                        encoded.get(i).frame()))
                .toList();
    }

    private List<Supplier<List<Generation>>> shares(List<PromptEncoder.Prompt> encoded, Generator stoppable) {
        int shares = threads.shares(encoded.size());
        return IntStream.range(0, shares)
                .mapToObj(i -> encoded.subList(encoded.size() * i / shares, encoded.size() * (i + 1) / shares))
                .<Supplier<List<Generation>>>map(share -> () -> generate(share, stoppable))
                .toList();
    }

    private List<Generation> generate(List<PromptEncoder.Prompt> encoded, Generator stoppable) {
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = model.model()
                    .batch(encoded.stream().map(PromptEncoder.Prompt::sequence).toList());
            long width = model.base().config().vision().patchValues();
            List<Tensor> patches = encoded.stream()
                    .map(prompt -> prompt.patches().values())
                    .map(values -> Tensor.of(values, values.length / width, width))
                    .toList();
            Tensor all = Tensor.concatenate(patches, 0).to(model.base().device());
            if (!locked && !drafts) {
                return stoppable.generate(batch, all, maximumNewTokens);
            }
            List<TokenGuide> guides = encoded.stream()
                    .map(prompt -> decoder.guide(prompt.frame()))
                    .toList();
            return locked
                    ? stoppable.generate(batch, all, maximumNewTokens, guides)
                    : stoppable.generateDrafted(batch, all, maximumNewTokens, guides);
        }
    }

    /** A single answer stands as it is if its numbers are pixels of the original image. */
    private Inspection conclude(List<Answer> answers, ImageSize image, Duration duration) {
        List<ViewResult> results = answers.stream()
                .map(answer -> reader.read(answer.generation, answer.view, answer.frame))
                .toList();
        CoordinateFrame frame = prompts.frame(image);
        Inspection whole = results.size() == 1 && answers.get(0).frame.equals(frame)
                ? results.get(0).inspection(duration)
                : voting.vote(results, frame, duration);
        return whole.withMinScore(minScore);
    }

    @Override
    public void close() {
        threads.close();
        model.close();
    }
}
