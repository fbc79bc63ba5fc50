package io.millsight.qwen.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a model wants its tokens to be chosen, from generation_config.json.
 *
 * @param sample whether to draw tokens instead of taking the best
 * @param temperature divides the logits before drawing
 * @param topK how many of the best tokens to draw from; 0 for all
 * @param topP the probability that the tokens to draw from make up together; 1 for all
 * @param minP the least probability of a token to draw, as a share of the best one's; 0 for none
 * @param repetitionPenalty divides (or multiplies, if negative) the logit of each token that has occurred; 1 for none
 * @param endTokens any of these ends the answer
 * @param padToken fills finished rows of a batch
 */
public record GenerationConfig(
        boolean sample,
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        List<Integer> endTokens,
        int padToken) {

    /** The file's name inside a model folder. */
    public static final String FILE = "generation_config.json";

    public GenerationConfig {
        Require.positive("temperature", temperature);
        Require.positive("repetition_penalty", repetitionPenalty);
        if (topK < 0) {
            throw new IllegalArgumentException("top_k is " + topK + ", expected 0 (all tokens) or more");
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top_p is " + topP + ", expected a number over 0, at most 1");
        }
        if (!(minP >= 0 && minP <= 1)) {
            throw new IllegalArgumentException("min_p is " + minP + ", expected a number from 0 to 1");
        }
        endTokens = List.copyOf(endTokens);
        if (endTokens.isEmpty()) {
            throw new IllegalArgumentException("eos_token_id is empty, so no answer would ever end");
        }
    }

    /** What a new model with these tokens starts with: the best token each time, lightly kept from repeating itself. */
    public static GenerationConfig forNewModel(TokenIds tokens) {
        return new GenerationConfig(
                false,
                1,
                50,
                1,
                0,
                1,
                List.of(tokens.endOfSequence(), tokens.beginningOfSequence()),
                tokens.beginningOfSequence());
    }

    /** Reads a model folder's file; without one, greedy generation that ends at the end token of config.json. */
    public static GenerationConfig read(Path folder, TokenIds tokens) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return new GenerationConfig(false, 1, 50, 1, 0, 1, List.of(tokens.endOfSequence()), tokens.endOfSequence());
        }
        JsonSection section = JsonSection.read(file);
        List<Integer> endTokens = section.integers("eos_token_id", List.of(tokens.endOfSequence()));
        try {
            return new GenerationConfig(
                    section.flag("do_sample", false),
                    section.number("temperature", 1),
                    section.integer("top_k", 50),
                    section.number("top_p", 1),
                    section.number("min_p", 0),
                    section.number("repetition_penalty", 1),
                    endTokens,
                    section.integer("pad_token_id", endTokens.isEmpty() ? 0 : endTokens.get(0)));
        } catch (IllegalArgumentException e) {
            throw new ModelFolderException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Refuses tokens that the model does not have.
     *
     * @throws ModelFolderException naming the first
     */
    public void requireVocabulary(int size, Path folder) {
        for (int id : endTokens) {
            requireToken("eos_token_id", id, size, folder);
        }
        requireToken("pad_token_id", padToken, size, folder);
    }

    private static void requireToken(String key, int id, int size, Path folder) {
        if (id < 0 || id >= size) {
            throw new ModelFolderException(
                    folder.resolve(FILE) + ": " + key + " is " + id + ", but the vocabulary has " + size + " rows");
        }
    }

    /** Writes generation_config.json. */
    public void write(Path folder) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("bos_token_id", padToken);
        fields.put("pad_token_id", padToken);
        fields.put("eos_token_id", endTokens);
        fields.put("do_sample", sample);
        if (sample) {
            // transformers warns about these beside do_sample false
            fields.put("temperature", temperature);
            fields.put("top_k", topK);
            fields.put("top_p", topP);
            fields.put("min_p", minP);
        }
        fields.put("repetition_penalty", repetitionPenalty);
        JsonFile.write(folder.resolve(FILE), fields);
    }
}
