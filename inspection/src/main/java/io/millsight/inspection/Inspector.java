package io.millsight.inspection;

import io.millsight.adapter.AdaptedModel;
import io.millsight.adapter.PromptEncoder;
import io.millsight.adapter.ReportTask;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.generation.Generation;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.generation.TokenGuide;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model, perhaps with an adapter, that looks at images and says what is wrong with the surface. It answers deterministically: always the most
 * likely token, of those that the grammar of the reports allows where it is locked to it. It owns what it loaded until it is closed; one thread at a time may use it.
 */
public final class Inspector implements AutoCloseable {

    private final AdaptedModel model;
    private final PromptEncoder prompts;
    private final Generator generator;
    private final int maximumNewTokens;
    private final PassSize passSize;
    private final Consensus.Rule rule;
    private final @Nullable ReportDecoder decoder; // null where answers are free
    private final AnswerReader reader;
    private final Looks looks;

    /**
     * How to load and to ask.
     *
     * @param device where to compute
     * @param dtype to compute in
     * @param types what a model is asked for that does not bring a task of its own
     * @param minPixels smaller images are enlarged to this area, for a model that brings no budget of its own; empty for the model folder's
     * @param maxPixels larger images are reduced to this area, likewise
     * @param maximumNewTokens after which an answer is cut off
     * @param decoding how the words are chosen
     * @param looks how often to look at a picture; empty for what the model was taught for: {@linkplain Looks#SEVERAL several} times on varied pictures, else {@linkplain Looks#ONE once}
     */
    public record Options(
            Device device,
            DType dtype,
            List<DefectType> types,
            OptionalInt minPixels,
            OptionalInt maxPixels,
            int maximumNewTokens,
            Decoding decoding,
            Optional<Looks> looks) {

        /** Room for a dozen sentences. */
        public static final int DEFAULT_NEW_TOKENS = 512;

        public Options {
            types = List.copyOf(types);
        }

        /** The best device and type, the six types of NEU-DET, the model's own pixel budget, answers locked to the grammar, looks as the model was taught. */
        public static Options standard() {
            Device device = Device.automatic();
            return new Options(
                    device,
                    DType.automatic(device),
                    DefectType.NEU_DET,
                    OptionalInt.empty(),
                    OptionalInt.empty(),
                    DEFAULT_NEW_TOKENS,
                    Decoding.locked(),
                    Optional.empty());
        }
    }

    private Inspector(AdaptedModel model, Looks looks, Options options) {
        this.model = model;
        this.prompts = model.prompts();
        this.maximumNewTokens = options.maximumNewTokens();
        this.passSize = new PassSize(bytesPerToken(model.base()), maximumNewTokens);
        this.rule = new Consensus.Rule(looks.agreement(), options.decoding().mostDefects());
        int end = model.base().config().tokens().endOfSequence();
        this.decoder = options.decoding() instanceof Decoding.Locked locked
                ? new ReportDecoder(prompts.task(), locked.maximumDefects(), model.tokenizer(), end)
                : null;
        this.generator = new Generator(model.model(), greedy(model.base()), 0);
        this.reader = new AnswerReader(prompts.task(), model.tokenizer());
        this.looks = looks;
    }

    /** What the keys and values of one token take in all layers. */
    private static long bytesPerToken(QwenModel model) {
        TextConfig text = model.config().text();
        return 2L
                * text.layers()
                * text.keyValueHeads()
                * text.headSize()
                * model.dtype().bytes();
    }

    /** Numbers of a box may repeat, so there is no repetition penalty, whatever the model's folder says. */
    private static GenerationConfig greedy(QwenModel model) {
        int end = model.config().tokens().endOfSequence();
        int padding = model.config().tokens().beginningOfSequence();
        return new GenerationConfig(false, 1, 0, 1, 0, 1, List.of(end, padding), padding);
    }

    /**
     * Loads a model.
     *
     * @param model its folder, or that of a run which taught a whole model
     * @param adapter its folder, or that of a run; null for none
     * @throws io.millsight.files.MillsightException if something is wrong in the model's or the adapter's folder, or they do not fit; nothing stays loaded
     */
    public static Inspector open(Path model, @Nullable Path adapter, Options options) {
        AdaptedModel.Compute compute = new AdaptedModel.Compute(options.device(), options.dtype());
        AdaptedModel.Defaults defaults =
                new AdaptedModel.Defaults(options.types(), options.minPixels(), options.maxPixels());
        try (Opening opening = new Opening()) {
            AdaptedModel opened = opening.add(AdaptedModel.open(model, adapter, compute, defaults));
            Looks looks = options.looks().orElse(opened.testTimeAugmentation() ? Looks.SEVERAL : Looks.ONE);
            return opening.complete(new Inspector(opened, looks, options));
        }
    }

    /** What the model is asked, and how it answers. */
    public ReportTask task() {
        return prompts.task();
    }

    /** The frame of the numbers that an answer about an image of this size has. */
    public CoordinateFrame frame(ImageSize size) {
        return prompts.frame(size);
    }

    /**
     * Refuses the size of a picture that the model cannot be shown, so that one picture among many can be left out by its name.
     *
     * @param name of the picture's file, with which the message begins
     * @throws InvalidImageException if the picture is too long and thin
     */
    public void requireUsable(ImageSize picture, String name) {
        prompts.requireUsable(picture, name);
    }

    /** Inspects one image. */
    public Inspection inspect(RgbImage image) {
        return inspect(List.of(image)).get(0);
    }

    /** How often a picture is looked at. */
    public Looks looks() {
        return looks;
    }

    /** Inspects images side by side, as {@link #inspect(List, InspectionListener)} does, and tells nobody how far it is. */
    public List<Inspection> inspect(List<RgbImage> images) {
        return inspect(images, InspectionListener.NONE);
    }

    /**
     * Inspects images side by side, which is faster than one after the other: looks at several of them go through the model together.
     *
     * @param images perhaps none
     * @param listener is told after each pass through the model
     * @throws InvalidImageException if one of the images is too long and thin; it does not say which
     */
    public List<Inspection> inspect(List<RgbImage> images, InspectionListener listener) {
        if (images.isEmpty()) {
            return List.of();
        }
        long began = System.nanoTime();
        List<List<Question>> asked = images.stream().map(this::questions).toList();
        List<Question> questions = asked.stream().flatMap(List::stream).toList();
        List<Integer> passes =
                passSize.passes(questions.stream().map(Question::tokens).toList());
        List<Answer> answers = new ArrayList<>();
        for (int pass : passes) {
            answers.addAll(answer(questions.subList(answers.size(), answers.size() + pass)));
            listener.answered(answers.size(), questions.size());
        }
        Duration each = Duration.ofNanos((System.nanoTime() - began) / images.size());
        List<Inspection> inspections = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < images.size(); i++) {
            int to = from + asked.get(i).size();
            inspections.add(conclude(answers.subList(from, to), images.get(i).size(), each));
            from = to;
        }
        return inspections;
    }

    private List<Question> questions(RgbImage image) {
        ImageSize picture = image.size();
        int tokens = prompts.promptTokens(picture);
        return looks.at(picture, prompts.shown(picture)).stream()
                .map(view -> new Question(image, view, tokens))
                .toList();
    }

    /**
     * One look at an image.
     *
     * @param tokens of the prompt
     */
    private record Question(RgbImage image, View view, int tokens) {}

    /**
     * What the model says to it.
     *
     * @param frame of the answer's numbers
     */
    private record Answer(Generation generation, View view, CoordinateFrame frame) {}

    /** An only answer stands as it was given, if it counts the picture's own pixels. */
    private Inspection conclude(List<Answer> answers, ImageSize picture, Duration duration) {
        List<Look> seen = answers.stream()
                .map(answer ->
                        new Look(answer.view, reader.read(answer.generation, answer.view, answer.frame, duration)))
                .toList();
        CoordinateFrame frame = prompts.frame(picture);
        return seen.size() == 1 && answers.get(0).frame.equals(frame)
                ? seen.get(0).seen()
                : Consensus.of(seen, rule, prompts.task(), frame);
    }

    private List<Answer> answer(List<Question> questions) {
        List<PromptEncoder.Prompt> encoded = questions.stream()
                .map(question -> prompts.prompt(question.view.of(question.image), prompts.shown(question.image.size())))
                .toList();
        List<Generation> generations = generate(encoded);
        return IntStream.range(0, questions.size())
                .mapToObj(i -> new Answer(
                        generations.get(i),
                        questions.get(i).view,
                        encoded.get(i).frame()))
                .toList();
    }

    private List<Generation> generate(List<PromptEncoder.Prompt> encoded) {
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = SequenceBatch.of(
                    encoded.stream().map(PromptEncoder.Prompt::sequence).toList(),
                    model.base().config());
            long width = model.base().config().vision().patchValues();
            List<Tensor> patches = encoded.stream()
                    .map(prompt -> prompt.patches().values())
                    .map(values -> Tensor.of(values, values.length / width, width))
                    .toList();
            Tensor all = Tensor.concatenate(patches, 0).to(model.base().device());
            if (decoder == null) {
                return generator.generate(batch, all, maximumNewTokens);
            }
            List<TokenGuide> guides = encoded.stream()
                    .map(prompt -> decoder.guide(prompt.frame()))
                    .toList();
            return generator.generate(batch, all, maximumNewTokens, guides);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
