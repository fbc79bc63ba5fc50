package io.millsight.qwen;

import io.millsight.files.Hashes;
import io.millsight.qwen.chat.ChatTemplateFile;
import io.millsight.qwen.checkpoint.CheckpointWriter;
import io.millsight.qwen.checkpoint.Int8Writer;
import io.millsight.qwen.checkpoint.LayerDevices;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.checkpoint.Shards;
import io.millsight.qwen.checkpoint.StrictTensors;
import io.millsight.qwen.checkpoint.WeightChange;
import io.millsight.qwen.checkpoint.WeightForm;
import io.millsight.qwen.checkpoint.WeightReader;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Int8Linear;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * A Qwen2.5-VL model in Hugging Face's layout: settings, tokenizer and weights in one folder.
 */
public final class ModelFolder {

    /** The files besides config.json that go with other weights as well. */
    private static final Set<String> COMPANIONS = Set.of(
            "generation_config.json",
            "video_preprocessor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "added_tokens.json",
            "special_tokens_map.json",
            "vocab.json",
            "merges.txt",
            "chat_template.json",
            "chat_template.jinja");

    /** The mark of an adapter's folder. */
    private static final String ADAPTER_FILE = "adapter_config.json";

    private final Path path;
    private final ModelConfig config;
    private final ImageProcessorConfig imageProcessor;
    private final GenerationConfig generation;
    private final List<String> notices;

    private ModelFolder(
            Path path,
            ModelConfig config,
            ImageProcessorConfig imageProcessor,
            GenerationConfig generation,
            List<String> notices) {
        this.path = path;
        this.config = config;
        this.imageProcessor = imageProcessor;
        this.generation = generation;
        this.notices = List.copyOf(notices);
    }

    /**
     * Reads the settings of a folder and compares them with the list of its weights; the weights themselves are not loaded yet.
     *
     * @throws ModelFolderException if it is no folder of a model that is supported
     */
    public static ModelFolder open(Path path) {
        if (!Files.isDirectory(path)) {
            throw new ModelFolderException(path + ": no such folder; a model is a local folder with " + ModelConfig.FILE
                    + ", the tokenizer and the weights");
        }
        if (!Files.exists(path.resolve(ModelConfig.FILE)) && Files.exists(path.resolve(ADAPTER_FILE))) {
            throw new ModelFolderException(
                    path
                            + ": is an adapter, not a model; give it with --adapter and its base with --model, to compare as MODEL+ADAPTER");
        }
        ModelConfig config = ModelConfig.read(path);
        ImageProcessorConfig imageProcessor = ImageProcessorConfig.read(path);
        imageProcessor.requireFit(config.vision(), path);
        GenerationConfig generation = GenerationConfig.read(path, config.tokens());
        generation.requireVocabulary(config.text().vocabularySize(), path);
        List<String> notices = new ArrayList<>();
        ChatTemplateFile.unused(path).ifPresent(notices::add);
        Shards.unused(path).ifPresent(notices::add);
        if (Files.exists(path.resolve(ADAPTER_FILE))) {
            notices.add(path.resolve(ADAPTER_FILE)
                    + ": the adapter in the model's folder is not used; name the folder with --adapter if it is meant");
        }
        try (Shards shards = Shards.open(path)) {
            Map<String, String> keys = StrictTensors.match(shards, config);
            if (StrictTensors.hasOwnHead(shards, config, keys)) {
                notices.add(path.resolve(ModelConfig.FILE) + ": tie_word_embeddings is true, but lm_head.weight is not"
                        + " the embedding; the file's own head is used, as in transformers");
                config = config.withHead();
            }
        }
        return new ModelFolder(path, config, imageProcessor, generation, notices);
    }

    public Path path() {
        return path;
    }

    public ModelConfig config() {
        return config;
    }

    public ImageProcessorConfig imageProcessor() {
        return imageProcessor;
    }

    /** The same folder, for a model that sees images in another way; a copy says so. */
    public ModelFolder withImageProcessor(ImageProcessorConfig other) {
        return new ModelFolder(path, config, other, generation, notices);
    }

    /** What a user should know of the folder: each a line that names a file which is not used, or not as it says. Empty in general. */
    public List<String> notices() {
        return notices;
    }

    public GenerationConfig generation() {
        return generation;
    }

    /**
     * Loads the tokenizer; the caller closes it.
     *
     * @throws ModelFolderException if it is not usable, or not the one of this model
     */
    public QwenTokenizer openTokenizer() {
        QwenTokenizer tokenizer = QwenTokenizer.read(path);
        try {
            requireFit(tokenizer);
            return tokenizer;
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private void requireFit(QwenTokenizer tokenizer) {
        Path file = path.resolve(QwenTokenizer.FILE);
        int rows = config.text().vocabularySize();
        if (tokenizer.size() > rows) {
            throw new ModelFolderException(file + ": has ids up to " + (tokenizer.size() - 1) + ", but vocab_size of "
                    + ModelConfig.FILE + " is " + rows + "; it is the tokenizer of another model");
        }
        requireSame(
                file,
                tokenizer.id(SpecialToken.IMAGE_PAD),
                "image_token_id",
                config.tokens().image());
        requireSame(
                file,
                tokenizer.id(SpecialToken.VISION_START),
                "vision_start_token_id",
                config.tokens().visionStart());
        requireSame(
                file,
                tokenizer.id(SpecialToken.VISION_END),
                "vision_end_token_id",
                config.tokens().visionEnd());
    }

    private static void requireSame(Path file, int id, String key, int configured) {
        if (id != configured) {
            throw new ModelFolderException(file + ": has the id " + id + " where " + key + " of " + ModelConfig.FILE
                    + " is " + configured + "; it is the tokenizer of another model");
        }
    }

    /**
     * Loads the weights as they are stored; the caller closes the model. Weights stored in the wanted type stay mapped: their pages are read when
     * they are used.
     *
     * @throws ModelFolderException if a tensor or a file is missing, unexpected or of the wrong shape, or the layers are stored in int8
     */
    public QwenModel load(DType dtype, Device device) {
        return load(dtype, LayerDevices.all(device, config));
    }

    /**
     * Loads the weights as {@link #load(DType, Device)} does, perhaps on several devices.
     *
     * @throws ModelFolderException as {@link #load(DType, Device)}
     */
    public QwenModel load(DType dtype, LayerDevices devices) {
        return load(dtype, devices, WeightForm.PLAIN, WeightChange.NONE);
    }

    /**
     * Loads the weights in the form in which a model describes best; the caller closes the model.
     *
     * @param form of the language model's layers; int8 if they are stored in int8
     * @param change what becomes of each weight on the way
     * @throws ModelFolderException if a tensor or a file is missing, unexpected or of the wrong shape, or the form does not suit what is stored
     * @throws io.millsight.torch.DeviceException if the device cannot compute in this form
     */
    public QwenModel load(DType dtype, Device device, WeightForm form, WeightChange change) {
        if (form == WeightForm.INT8) {
            Int8Linear.requireDevice(device);
        }
        return load(dtype, LayerDevices.all(device, config), form, change);
    }

    private QwenModel load(DType dtype, LayerDevices devices, WeightForm form, WeightChange change) {
        if (config.int8() && (form != WeightForm.INT8 || change != WeightChange.NONE)) {
            throw new ModelFolderException(path + ": its weights are in int8, which serve for describing only;"
                    + " give the model that it was quantized from");
        }
        try (Shards shards = Shards.open(path)) {
            WeightReader reader = new WeightReader(shards, config, StrictTensors.match(shards, config));
            return QwenModel.of(config, reader.read(new WeightReader.Target(dtype, devices, form, change)));
        }
    }

    /**
     * The files that hold the weights, in the order of their names.
     *
     * @throws ModelFolderException if one is missing
     */
    public List<Path> weightFiles() {
        try (Shards shards = Shards.open(path)) {
            return shards.names().stream().map(shards::path).distinct().sorted().toList();
        }
    }

    /**
     * A hash that tells models apart: of all names, shapes and some values of each tensor. It is the same for a model in bfloat16 and its copy in
     * float32, and takes well under a second for 7.5 GB.
     */
    public String fingerprint() {
        MessageDigest digest = Hashes.sha256();
        try (Shards shards = Shards.open(path)) {
            Map<String, String> keys = new TreeMap<>(StrictTensors.match(shards, config));
            keys.forEach((name, key) -> {
                digest.update((name + shards.header(key).shape()).getBytes(StandardCharsets.UTF_8));
                try (Scope scope = Scope.open()) {
                    Tensor flat = shards.tensor(key).reshape(-1);
                    long count = Math.min(FINGERPRINT_VALUES, flat.elements());
                    update(digest, flat.narrow(0, 0, count));
                    update(digest, flat.narrow(0, (flat.elements() - count) / 2, count));
                }
            });
        }
        return Hashes.hex(digest.digest());
    }

    private static final long FINGERPRINT_VALUES = 16;

    private static void update(MessageDigest digest, Tensor values) {
        for (float value : values.to(DType.BFLOAT16).toFloats()) {
            digest.update((byte) (Float.floatToIntBits(value) >> 24));
            digest.update((byte) (Float.floatToIntBits(value) >> 16));
        }
    }

    /**
     * Writes a folder with these settings, the same tokenizer and other weights.
     *
     * @param target exists and is empty of weights
     * @param dtype of the weights in the file
     * @param values makes the tensor of a name, in any type, within a scope that frees it
     */
    public void writeCopy(Path target, DType dtype, Function<String, Tensor> values) throws IOException {
        writeSettings(target, config.withDtype(dtype.name().toLowerCase(Locale.ROOT)));
        List<TensorHeader> headers = new ParameterShapes(config).headers(dtype);
        CheckpointWriter.write(
                target, headers, header -> values.apply(header.name()).to(dtype));
    }

    /**
     * Writes a folder of the same model with the layers of the language model in int8.
     *
     * @param target exists and is empty of weights
     * @param dtype of all other weights
     * @param change what becomes of each weight before it is rounded
     * @param written is told the bytes of each tensor that has been made
     */
    public void writeInt8(Path target, DType dtype, WeightChange change, LongConsumer written) throws IOException {
        ModelConfig rounded =
                config.withDtype(dtype.name().toLowerCase(Locale.ROOT)).withInt8();
        writeSettings(target, rounded);
        try (Shards shards = Shards.open(path)) {
            Int8Writer writer = new Int8Writer(shards, StrictTensors.match(shards, config), change);
            CheckpointWriter.write(target, new ParameterShapes(rounded).headers(dtype), header -> {
                Tensor values = writer.tensor(header);
                written.accept(header.bytes());
                return values;
            });
        }
    }

    private void writeSettings(Path target, ModelConfig written) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(file -> COMPANIONS.contains(String.valueOf(file.getFileName())))
                    .toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
        }
        imageProcessor.write(target);
        written.write(target);
    }
}
