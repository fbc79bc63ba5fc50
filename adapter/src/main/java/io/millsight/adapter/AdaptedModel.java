package io.millsight.adapter;

import io.millsight.adapter.peft.Adapter;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A base model with its tokenizer, the encoder of its prompts, and an adapter if there is one. Training and describing both use it. It owns all
 * of these until it is closed. A base, an adapter and millsight.json are combined here and nowhere else.
 */
public final class AdaptedModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdaptedModel.class);

    /** The most bytes of the weights of a small base. */
    private static final long LARGEST_SMALL = 1L << 30;

    private final QwenModel base;
    private final @Nullable Adapter adapter;
    private final QwenModel model;
    private final QwenTokenizer tokenizer;
    private final PromptEncoder prompts;
    private final GenerationConfig generation;
    private final @Nullable Manifest manifest;

    private AdaptedModel(
            QwenModel base,
            @Nullable Adapter adapter,
            QwenTokenizer tokenizer,
            PromptEncoder prompts,
            GenerationConfig generation,
            @Nullable Manifest manifest) {
        this.base = base;
        this.adapter = adapter;
        this.model = adapter == null ? base : adapter.applyTo(base);
        this.tokenizer = tokenizer;
        this.prompts = prompts;
        this.generation = generation;
        this.manifest = manifest;
    }

    /**
     * The device and the type of the computation.
     *
     * @param device of the weights
     * @param dtype of the base's weights
     */
    public record Compute(Device device, DType dtype) {

        /** The best device, and the type that suits it. */
        public static Compute automatic() {
            Device device = Device.automatic();
            return new Compute(device, DType.automatic(device));
        }
    }

    /**
     * The task of a model without millsight.json.
     *
     * @param types of defects
     * @param minPixels smaller images are enlarged to this area; empty for the model folder's own
     * @param maxPixels larger images are reduced to this area; empty for the model folder's own
     */
    public record Defaults(List<DefectType> types, OptionalInt minPixels, OptionalInt maxPixels) {

        /** The six types of NEU-DET and the model's own pixel budget. */
        public static final Defaults STANDARD =
                new Defaults(DefectType.NEU_DET, OptionalInt.empty(), OptionalInt.empty());

        public Defaults {
            types = List.copyOf(types);
        }
    }

    /** Creates or loads the adapter of a base. */
    @FunctionalInterface
    public interface AdapterSource {

        /** No adapter: the base is used, or trained, as it is. */
        AdapterSource NONE = (base, tokenizer) -> null;

        /** Returns the adapter, which the caller closes; null for none. */
        @Nullable
        Adapter on(QwenModel base, QwenTokenizer tokenizer);
    }

    /**
     * Opens a model that describes images.
     *
     * @param model its folder, or a run that trained a whole model
     * @param adapter its folder, or a run; null for none
     * @param defaults for a model without millsight.json
     * @throws io.millsight.files.MillsightException if a folder is not usable, or the adapter does not fit the model; nothing stays loaded
     */
    public static AdaptedModel open(Path model, @Nullable Path adapter, Compute compute, Defaults defaults) {
        ModelFolder folder = ModelFolder.open(CheckpointFolder.resolve(model));
        Path adapterFolder = adapter == null ? null : CheckpointFolder.resolve(adapter);
        Path described = adapterFolder == null ? folder.path() : adapterFolder;
        Optional<Manifest> manifest = Manifest.read(described);
        if (adapterFolder != null) {
            manifest.ifPresent(travelled -> travelled.requireBase(folder, adapterFolder));
        }
        PromptSettings settings = manifest.map(travelled -> travelled.prompts(folder.imageProcessor()))
                .orElseGet(() -> PromptSettings.standard(images(folder, defaults), defaults.types()));
        AdapterSource source = adapterFolder == null
                ? AdapterSource.NONE
                : (base, tokenizer) -> merged(AdapterFolder.read(adapterFolder).load(base), base);
        return load(folder, settings, compute, source, manifest.orElse(null));
    }

    /**
     * Merges an adapter into a small base before describing, which halves the time of its products. A base of 3 billion parameters would gain a few
     * hundredths and need seconds and gigabytes for the copies.
     */
    private static Adapter merged(Adapter adapter, QwenModel base) {
        try (Opening opening = new Opening()) {
            opening.add(adapter);
            if (isSmall(base)) {
                adapter.merge(base);
            }
            return opening.complete(adapter);
        }
    }

    private static boolean isSmall(QwenModel base) {
        long bytes = base.weights().values().stream()
                .mapToLong(weight -> weight.elements() * weight.dtype().bytes())
                .sum();
        return bytes <= LARGEST_SMALL;
    }

    /** Whether the base is so small that what its operations compute takes less time than to start them. */
    public boolean isSmall() {
        return isSmall(base);
    }

    /**
     * Opens a model that is to be trained.
     *
     * @param source creates the adapter to train; {@link AdapterSource#NONE} to train the model itself
     * @throws io.millsight.files.MillsightException if the folder is not usable, or the adapter does not fit; nothing stays loaded
     */
    public static AdaptedModel open(
            ModelFolder folder, PromptSettings settings, Compute compute, AdapterSource source) {
        return load(folder, settings, compute, source, null);
    }

    private static AdaptedModel load(
            ModelFolder folder,
            PromptSettings settings,
            Compute compute,
            AdapterSource source,
            @Nullable Manifest manifest) {
        long began = System.nanoTime();
        try (Opening opening = new Opening()) {
            QwenTokenizer tokenizer = opening.add(folder.openTokenizer());
            PromptEncoder prompts = new PromptEncoder(settings, tokenizer);
            QwenModel base = opening.add(folder.load(compute.dtype(), compute.device()));
            Adapter adapter = source.on(base, tokenizer);
            if (adapter != null) {
                opening.add(adapter);
            }
            report(folder, base, adapter, (System.nanoTime() - began) / 1e9);
            return opening.complete(new AdaptedModel(base, adapter, tokenizer, prompts, folder.generation(), manifest));
        }
    }

    private static void report(ModelFolder folder, QwenModel base, @Nullable Adapter adapter, double seconds) {
        if (LOG.isInfoEnabled()) {
            LOG.info(
                    "loaded {}: {} parameters in {} on {}, {} parameters of an adapter, {} s",
                    folder.path(),
                    base.weights().values().stream().mapToLong(Tensor::elements).sum(),
                    base.dtype(),
                    base.device(),
                    adapter == null ? 0 : adapter.parameterCount(),
                    String.format(Locale.ROOT, "%.1f", seconds));
        }
    }

    private static ImageProcessorConfig images(ModelFolder folder, Defaults defaults) {
        ImageProcessorConfig own = folder.imageProcessor();
        return own.withPixels(
                defaults.minPixels().orElse(own.minPixels()),
                defaults.maxPixels().orElse(own.maxPixels()));
    }

    /** The model with its adapter. */
    public QwenModel model() {
        return model;
    }

    /** The model without its adapter. */
    public QwenModel base() {
        return base;
    }

    /** The adapter; null if there is none. */
    public @Nullable Adapter adapter() {
        return adapter;
    }

    /** The tokenizer of the model. */
    public QwenTokenizer tokenizer() {
        return tokenizer;
    }

    /** The encoder of prompts for the model's task. */
    public PromptEncoder prompts() {
        return prompts;
    }

    /** Returns the settings of the base model's generation_config.json. */
    public GenerationConfig generation() {
        return generation;
    }

    /** Whether test-time augmentation suits the model, because it was trained on varied images. */
    public boolean testTimeAugmentation() {
        return manifest != null && manifest.testTimeAugmentation();
    }

    /** Returns the score threshold that is stored with the model; empty for none, and for a model to be trained. */
    public Optional<ScoreThreshold> minScore() {
        return manifest == null ? Optional.empty() : manifest.minScore();
    }

    @Override
    public void close() {
        if (adapter != null) {
            adapter.close();
        }
        tokenizer.close();
        base.close();
    }
}
