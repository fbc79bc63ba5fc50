package io.millsight.qwen.config;

import java.nio.file.Path;

/**
 * What config.json says about a model.
 *
 * @param text the language model
 * @param vision the vision tower
 * @param tokens the ids of the tokens with a meaning of their own
 * @param dtype of the stored weights, in PyTorch's words: float32, bfloat16 or float16
 * @param int8 whether the layers of the language model are stored in int8 instead
 */
public record ModelConfig(TextConfig text, VisionConfig vision, TokenIds tokens, String dtype, boolean int8) {

    /** The file's name inside a model folder. */
    public static final String FILE = "config.json";

    /** A model whose weights are all stored in one type. */
    public ModelConfig(TextConfig text, VisionConfig vision, TokenIds tokens, String dtype) {
        this(text, vision, tokens, dtype, false);
    }

    public ModelConfig {
        if (vision.outHiddenSize() != text.hiddenSize()) {
            throw new IllegalArgumentException("vision_config.out_hidden_size is " + vision.outHiddenSize()
                    + ", but must equal hidden_size " + text.hiddenSize());
        }
        requireInVocabulary("image_token_id", tokens.image(), text);
        requireInVocabulary("vision_start_token_id", tokens.visionStart(), text);
        requireInVocabulary("vision_end_token_id", tokens.visionEnd(), text);
        requireInVocabulary("bos_token_id", tokens.beginningOfSequence(), text);
        requireInVocabulary("eos_token_id", tokens.endOfSequence(), text);
        if (!dtype.equals("float32") && !dtype.equals("bfloat16") && !dtype.equals("float16")) {
            throw new IllegalArgumentException("torch_dtype is " + dtype + ", expected float32, bfloat16 or float16");
        }
    }

    /**
     * Reads a model folder's config.json in any of its layouts: flat (original), hybrid and nested (transformers 4.52 and 5), compact.
     *
     * @throws ModelFolderException if the file is missing, broken, inconsistent or of a model that is not supported
     */
    public static ModelConfig read(Path folder) {
        return readFile(folder.resolve(FILE));
    }

    /** As {@link #read}, from a file of any name. */
    public static ModelConfig readFile(Path file) {
        return new ModelConfigReader(file).read();
    }

    /** Writes config.json in the flat layout, which every release of transformers reads. */
    public void write(Path folder) {
        JsonFile.write(folder.resolve(FILE), ModelConfigWriter.flatLayout(this));
    }

    /** The same model with weights stored in another type. */
    public ModelConfig withDtype(String dtype) {
        return new ModelConfig(text, vision, tokens, dtype, int8);
    }

    /** The same model with the layers of the language model stored in int8. */
    public ModelConfig withInt8() {
        return new ModelConfig(text, vision, tokens, dtype, true);
    }

    /** The same model with an output head of its own. */
    public ModelConfig withHead() {
        return new ModelConfig(text.withHead(), vision, tokens, dtype, int8);
    }

    private static void requireInVocabulary(String key, int id, TextConfig text) {
        if (id < 0 || id >= text.vocabularySize()) {
            throw new IllegalArgumentException(
                    key + " is " + id + ", but the vocabulary has " + text.vocabularySize() + " rows");
        }
    }
}
