package io.millsight.adapter;

import io.millsight.adapter.peft.Adapter;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.checkpoint.LayerDevices;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.DeviceException;
import io.millsight.torch.Int8Linear;
import io.millsight.torch.Opening;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A base model with its tokenizer, the encoder of its prompts, and an adapter if there is one. Training and describing both use it. It owns all
 * of these until it is closed. A base, an adapter and millsight.json are combined here and nowhere else.
 */
public final class AdaptedModel implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdaptedModel.class);

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
     * @param dtype of the base's weights; if these are in int8, of all others
     * @param int8 whether the layers of the language model are rounded to int8 for describing, with the adapter merged; a model that is stored in
     *     int8 describes in int8 in any case
     */
    public record Compute(Device device, DType dtype, boolean int8) {

        /** The name of a type for {@link #parse}, besides those of {@link DType#parse}. */
        public static final String INT8 = "int8";

        /** The values that {@link #parse} accepts, for messages. */
        public static final String NAMES = DType.NAMES + ", " + INT8;

        /** Without rounding to int8. */
        public Compute(Device device, DType dtype) {
            this(device, dtype, false);
        }

        /** The best device, and the type that suits it. */
        public static Compute automatic() {
            Device device = Device.automatic();
            return new Compute(device, DType.automatic(device));
        }

        /**
         * Reads the setting of a type as {@link DType#parse} does, and {@code int8}.
         *
         * @throws DeviceException if the text is none of these, or the device does not compute in int8
         */
        public static Compute parse(String dtype, Device device) {
            if (dtype.equals(INT8)) {
                Int8Linear.requireDevice(device);
                return new Compute(device, DType.automatic(device), true);
            }
            if (!DType.isName(dtype)) {
                throw new DeviceException("dtype: \"" + dtype + "\" is none of " + NAMES);
            }
            return new Compute(device, DType.parse(dtype, device));
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
        return open(model, adapter, compute, defaults, true);
    }

    /**
     * Opens a model that describes images without an adapter, but is asked what it is asked with this adapter: it shows what the adapter's weights
     * do.
     *
     * @throws io.millsight.files.MillsightException as {@link #open(Path, Path, Compute, Defaults)} does
     */
    public static AdaptedModel openWithout(Path adapter, Path model, Compute compute, Defaults defaults) {
        return open(model, adapter, compute, defaults, false);
    }

    private static AdaptedModel open(
            Path model, @Nullable Path adapter, Compute compute, Defaults defaults, boolean adapted) {
        ModelFolder folder = ModelFolder.open(CheckpointFolder.resolve(model));
        Path adapterFolder = adapter == null ? null : CheckpointFolder.resolve(adapter);
        Path described = adapterFolder == null ? folder.path() : adapterFolder;
        Optional<Manifest> manifest = Manifest.read(described);
        if (adapterFolder != null) {
            manifest.ifPresent(travelled -> travelled.requireBase(folder, adapterFolder));
        }
        PromptSettings settings = manifest.map(travelled -> travelled.prompts(folder.imageProcessor()))
                .orElseGet(() -> PromptSettings.standard(images(folder, defaults), defaults.types()));
        return load(
                folder,
                settings,
                tokenizer -> LoadedModel.forDescribing(folder, compute, adapted ? adapterFolder : null, tokenizer),
                manifest.orElse(null));
    }

    /**
     * Whether a model computes on the processor and is so small that its operations take less time than to divide them among processors. Whoever
     * describes with it gives it one.
     */
    public static boolean needsOneProcessor(QwenModel model) {
        return model.device().kind() == Device.Kind.CPU && LoadedModel.isSmall(model.config(), model.dtype());
    }

    /**
     * Opens a model that is to be trained.
     *
     * @param dtype of the weights
     * @param devices of the weights
     * @param source creates the adapter to train; {@link AdapterSource#NONE} to train the model itself
     * @throws io.millsight.files.MillsightException if the folder is not usable, or the adapter does not fit; nothing stays loaded
     */
    public static AdaptedModel open(
            ModelFolder folder, PromptSettings settings, DType dtype, LayerDevices devices, AdapterSource source) {
        return load(
                folder,
                settings,
                tokenizer -> LoadedModel.forTraining(folder, dtype, devices, source, tokenizer),
                null);
    }

    /** Loads a base in the form that describes fastest, without tokenizer and task; the caller closes it. */
    public static QwenModel loadForDescribing(ModelFolder folder, Compute compute) {
        return LoadedModel.describing(folder, compute);
    }

    private static AdaptedModel load(
            ModelFolder folder,
            PromptSettings settings,
            Function<QwenTokenizer, LoadedModel> loading,
            @Nullable Manifest manifest) {
        long began = System.nanoTime();
        try (Opening opening = new Opening()) {
            QwenTokenizer tokenizer = opening.add(folder.openTokenizer());
            PromptEncoder prompts = new PromptEncoder(settings, tokenizer);
            LoadedModel loaded = opening.add(loading.apply(tokenizer));
            report(folder, loaded, (System.nanoTime() - began) / 1e9);
            return opening.complete(new AdaptedModel(
                    loaded.base(), loaded.adapter(), tokenizer, prompts, folder.generation(), manifest));
        }
    }

    private static void report(ModelFolder folder, LoadedModel loaded, double seconds) {
        if (LOG.isInfoEnabled()) {
            Adapter adapter = loaded.adapter();
            LOG.info(
                    "loaded {}: {} parameters in {} on {}, {} parameters of an adapter, {} s",
                    folder.path(),
                    new ParameterShapes(folder.config()).parameters(),
                    loaded.base().dtype(),
                    loaded.base().device(),
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

    /** The model without its adapter, if this is not merged into it. */
    public QwenModel base() {
        return base;
    }

    /** The adapter; null if there is none, or if it is merged into the base for describing. */
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
