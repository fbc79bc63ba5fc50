package io.millsight.qwen.tokenizer;

import io.millsight.qwen.config.JsonFile;
import io.millsight.qwen.config.SpecialToken;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the tokenizer of a new model folder, with all of Qwen's special tokens and the chat template, so that both the tokenizers library
 * and transformers load it: tokenizer.json, vocab.json, merges.txt, tokenizer_config.json and chat_template.json.
 */
public final class TokenizerFiles {

    private static final int MODEL_MAX_LENGTH = 131072;

    private final BytePairVocabulary vocabulary;
    private final PreTokenizer preTokenizer;
    private final int firstSpecialToken;

    /**
     * Lays out the files.
     *
     * @param preTokenizer with which the vocabulary was learned
     * @param firstSpecialToken the id of the first special token, the others follow; ids between the vocabulary and it stay unused
     */
    public TokenizerFiles(BytePairVocabulary vocabulary, PreTokenizer preTokenizer, int firstSpecialToken) {
        if (vocabulary.tokens().size() > firstSpecialToken) {
            throw new IllegalArgumentException("a vocabulary of "
                    + vocabulary.tokens().size() + " tokens does not fit below the special token " + firstSpecialToken);
        }
        this.vocabulary = vocabulary;
        this.preTokenizer = preTokenizer;
        this.firstSpecialToken = firstSpecialToken;
    }

    /**
     * Writes all files into a folder that exists.
     *
     * @param chatTemplate the text of the Jinja template, which the folder states for transformers
     */
    public void write(Path folder, String chatTemplate) {
        JsonFile.write(folder.resolve(QwenTokenizer.FILE), tokenizer());
        JsonFile.write(folder.resolve("vocab.json"), byteVocabulary());
        JsonFile.writeText(
                folder.resolve("merges.txt"), "#version: 0.2\n" + String.join("\n", vocabulary.merges()) + "\n");
        JsonFile.write(folder.resolve("tokenizer_config.json"), settings(chatTemplate));
        JsonFile.write(folder.resolve("chat_template.json"), Map.of("chat_template", chatTemplate));
    }

    private Map<String, Object> tokenizer() {
        List<Object> addedTokens = new ArrayList<>();
        for (SpecialToken token : SpecialToken.values()) {
            Map<String, Object> added = new LinkedHashMap<>();
            added.put("id", token.id(firstSpecialToken));
            added.putAll(description(token));
            addedTokens.add(added);
        }
        Map<String, Object> tokenizer = new LinkedHashMap<>();
        tokenizer.put("version", "1.0");
        tokenizer.put("truncation", null);
        tokenizer.put("padding", null);
        tokenizer.put("added_tokens", addedTokens);
        tokenizer.put("normalizer", Map.of("type", "NFC"));
        tokenizer.put("pre_tokenizer", preTokenizer());
        tokenizer.put("post_processor", byteLevel());
        tokenizer.put("decoder", byteLevel());
        tokenizer.put("model", model());
        return tokenizer;
    }

    private Map<String, Object> preTokenizer() {
        Map<String, Object> split = new LinkedHashMap<>();
        split.put("type", "Split");
        split.put("pattern", Map.of("Regex", preTokenizer.pattern()));
        split.put("behavior", "Isolated");
        split.put("invert", false);
        Map<String, Object> sequence = new LinkedHashMap<>();
        sequence.put("type", "Sequence");
        sequence.put("pretokenizers", List.of(split, byteLevel()));
        return sequence;
    }

    private static Map<String, Object> byteLevel() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", "ByteLevel");
        fields.put("add_prefix_space", false);
        fields.put("trim_offsets", false);
        fields.put("use_regex", false);
        return fields;
    }

    private Map<String, Object> model() {
        Map<String, Object> tokens = byteVocabulary();
        // The library gives an added token the id that the model's vocabulary has for it, else the next free one: only
        // by
        // standing in both places do these tokens get ids that leave a gap.
        for (SpecialToken token : SpecialToken.values()) {
            tokens.put(token.text(), token.id(firstSpecialToken));
        }
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "BPE");
        model.put("dropout", null);
        model.put("unk_token", null);
        model.put("continuing_subword_prefix", "");
        model.put("end_of_word_suffix", "");
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", false);
        model.put("vocab", tokens);
        model.put("merges", vocabulary.merges());
        return model;
    }

    private Map<String, Object> byteVocabulary() {
        Map<String, Object> ids = new LinkedHashMap<>();
        for (String token : vocabulary.tokens()) {
            ids.put(token, ids.size());
        }
        return ids;
    }

    private Map<String, Object> settings(String chatTemplate) {
        Map<String, Object> decoder = new LinkedHashMap<>();
        for (SpecialToken token : SpecialToken.values()) {
            decoder.put(Integer.toString(token.id(firstSpecialToken)), description(token));
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        // Qwen2Tokenizer brings the published pattern with it, whatever tokenizer.json says.
        settings.put(
                "tokenizer_class", preTokenizer == PreTokenizer.DIGITS ? "Qwen2Tokenizer" : "PreTrainedTokenizerFast");
        settings.put("add_bos_token", false);
        settings.put("add_prefix_space", false);
        settings.put("added_tokens_decoder", decoder);
        settings.put("additional_special_tokens", additionalSpecialTokens());
        settings.put("bos_token", null);
        settings.put("eos_token", SpecialToken.IM_END.text());
        settings.put("pad_token", SpecialToken.END_OF_TEXT.text());
        settings.put("unk_token", null);
        settings.put("clean_up_tokenization_spaces", false);
        settings.put("errors", "replace");
        settings.put("model_max_length", MODEL_MAX_LENGTH);
        settings.put("split_special_tokens", false);
        settings.put("chat_template", chatTemplate);
        return settings;
    }

    private static List<String> additionalSpecialTokens() {
        return Arrays.stream(SpecialToken.values())
                .filter(token -> token.isControl() && token != SpecialToken.END_OF_TEXT)
                .map(SpecialToken::text)
                .toList();
    }

    private static Map<String, Object> description(SpecialToken token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("content", token.text());
        fields.put("single_word", false);
        fields.put("lstrip", false);
        fields.put("rstrip", false);
        fields.put("normalized", false);
        fields.put("special", token.isControl());
        return fields;
    }
}
