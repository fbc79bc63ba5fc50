package io.millsight.qwen.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.millsight.files.MessageText;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.qwen.config.SpecialToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Text to token ids and back, by the Hugging Face tokenizers library from a model folder's tokenizer.json. Nothing is added to a text:
 * special tokens come from the text itself. Safe for use by several threads; holds native memory until closed.
 */
public final class QwenTokenizer implements AutoCloseable {

    /** The file's name inside a model folder. */
    public static final String FILE = "tokenizer.json";

    static {
        // Without these the library looks for a CUDA build of itself and reports its use over the network.
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("RUST_FLAVOR", "cpu");
    }

    /** The published file has 7 MB. */
    private static final long MAXIMUM_BYTES = 32L << 20;

    private static final Map<String, String> PLAIN =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final Path file;
    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, Integer> addedTokens;
    private final int size;

    private QwenTokenizer(Path file, HuggingFaceTokenizer tokenizer, Map<String, Integer> addedTokens, int size) {
        this.file = file;
        this.tokenizer = tokenizer;
        this.addedTokens = addedTokens;
        this.size = size;
    }

    /**
     * Loads a model folder's tokenizer.
     *
     * @throws ModelFolderException if the folder has no usable tokenizer.json
     */
    public static QwenTokenizer read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file) && Files.exists(folder.resolve("vocab.json"))) {
            throw new ModelFolderException(
                    file + " is missing; vocab.json and merges.txt alone do not say which tokens are"
                            + " special, so copy tokenizer.json from the original model");
        }
        JsonSection section = JsonSection.read(file, MAXIMUM_BYTES, ModelFolderException::new);
        VocabularyCheck vocabulary = VocabularyCheck.of(section);
        HuggingFaceTokenizer tokenizer;
        try {
            byte[] text = section.node().toString().getBytes(StandardCharsets.UTF_8);
            tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(text), PLAIN);
        } catch (IOException | RuntimeException e) {
            throw new ModelFolderException(file + " is not a usable tokenizer: " + e.getMessage(), e);
        }
        QwenTokenizer opened = new QwenTokenizer(file, tokenizer, vocabulary.addedTokens(), vocabulary.largestId() + 1);
        try {
            opened.requireStatedIds();
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** The library numbers added tokens by itself where the vocabulary lacks them; then the file's ids are not those of its texts. */
    private void requireStatedIds() {
        for (SpecialToken token : SpecialToken.values()) {
            Integer stated = addedTokens.get(token.text());
            if (stated != null && !Arrays.equals(encode(token.text()), new int[] {stated})) {
                throw new ModelFolderException(file + ": the token " + token.text() + " has the id " + stated
                        + " in added_tokens, but another in use; it does not follow the vocabulary's last id");
            }
        }
    }

    /** The ids of a text, in which the names of special tokens stand for these tokens. */
    public int[] encode(String text) {
        int[] ids = Arrays.stream(tokenizer.encode(text, false, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
        if (ids.length == 0 && !text.isEmpty()) {
            throw new ModelFolderException(file + ": has no tokens for the text \"" + MessageText.excerpt(text)
                    + "\"; it is not a tokenizer of Qwen2.5-VL");
        }
        return ids;
    }

    /** The text of these ids with special tokens written out; ids that the tokenizer does not know are left out. */
    public String decode(int[] ids) {
        return decode(ids, false);
    }

    /** As {@link #decode(int[])}, but without the special tokens: what a person should read. */
    public String decodeText(int[] ids) {
        return decode(ids, true);
    }

    /**
     * The id of a special token.
     *
     * @throws ModelFolderException if this tokenizer has no such token
     */
    public int id(SpecialToken token) {
        Integer id = addedTokens.get(token.text());
        if (id == null) {
            throw new ModelFolderException(
                    file + " has no token " + token.text() + "; it is not a tokenizer of Qwen2.5-VL");
        }
        return id;
    }

    /** One more than the largest id; the model's embedding may have more rows. */
    public int size() {
        return size;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private String decode(int[] ids, boolean skipSpecialTokens) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }
}
