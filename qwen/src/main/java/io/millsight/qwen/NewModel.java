package io.millsight.qwen;

import io.millsight.files.AtomicFolder;
import io.millsight.qwen.chat.ChatTemplateFile;
import io.millsight.qwen.checkpoint.CheckpointWriter;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.tokenizer.BytePairTrainer;
import io.millsight.qwen.tokenizer.BytePairVocabulary;
import io.millsight.qwen.tokenizer.PreTokenizer;
import io.millsight.qwen.tokenizer.TokenizerFiles;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A model that knows nothing yet, as a complete folder in Hugging Face's layout: matrices normal with the configuration's
 * {@code initializer_range}, normalisations 1, biases 0, and a tokenizer learned from given texts. Where numbers are tokens, they begin as
 * {@link NumberEmbedding} says. Equal arguments give equal bytes.
 *
 * @param preset its shape
 * @param dtype of the stored weights: float32, bfloat16 or float16; every type holds the same draws, rounded
 * @param seed of the draws
 */
public record NewModel(ModelPreset preset, DType dtype, long seed) {

    /** Draws are float32; made piece by piece they cost 64 MB beside the tensor, which is up to 0.6 GB for the 3b preset. */
    private static final long DRAWN_AT_ONCE = 1 << 24;

    public NewModel {
        preset.config().withDtype(name(dtype)); // refuses other types
    }

    /** What its config.json will say. */
    public ModelConfig config() {
        return preset.config().withDtype(name(dtype));
    }

    /** The tensors that will be written, in this order. */
    public List<TensorHeader> tensors() {
        return new ParameterShapes(config()).headers(dtype);
    }

    /**
     * Writes the folder, which appears complete or not at all.
     *
     * @param target does not exist, or is an empty folder
     * @param texts whose words the tokenizer shall know
     * @param written hears of every tensor as it goes to its file
     * @throws IOException if the target is not free or cannot be written
     */
    public void write(Path target, Iterable<String> texts, Consumer<TensorHeader> written) throws IOException {
        AtomicFolder.write(target, folder -> {
            ModelConfig config = config();
            config.write(folder);
            GenerationConfig.forNewModel(config.tokens()).write(folder);
            preset.imageProcessor().write(folder);
            int specials = preset.firstSpecialToken();
            PreTokenizer preTokenizer = preset.preTokenizer();
            BytePairVocabulary vocabulary = BytePairTrainer.train(texts, preTokenizer, specials);
            new TokenizerFiles(vocabulary, preTokenizer, specials).write(folder, ChatTemplateFile.standardText());
            try (RandomGenerator generator = RandomGenerator.seeded(seed, Device.CPU)) {
                CheckpointWriter.write(folder, tensors(), header -> {
                    Tensor tensor = initial(header, config.text().initializerRange(), generator);
                    if (preTokenizer == PreTokenizer.NUMBERS && header.name().equals("model.embed_tokens.weight")) {
                        NumberEmbedding.write(
                                tensor, vocabulary.tokens(), config.text().initializerRange(), seed);
                    }
                    written.accept(header);
                    return tensor;
                });
            }
        });
    }

    private static Tensor initial(TensorHeader header, double deviation, RandomGenerator generator) {
        if (header.name().endsWith(".bias")) {
            return Tensor.zeros(header.dtype(), Device.CPU, header.extents());
        }
        if (header.shape().size() == 1) {
            return Tensor.full(1, header.dtype(), Device.CPU, header.extents());
        }
        Tensor values = Tensor.zeros(header.dtype(), Device.CPU, header.elements());
        for (long start = 0; start < header.elements(); start += DRAWN_AT_ONCE) {
            long count = Math.min(DRAWN_AT_ONCE, header.elements() - start);
            try (Scope scope = Scope.open()) {
                values.narrow(0, start, count).copyFrom(generator.normal(0, deviation, count));
            }
        }
        return values.reshape(header.extents());
    }

    private static String name(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }
}
