package io.millsight.qwen.tokenizer;

import io.millsight.files.MessageText;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.config.ModelFolderException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The ids of a tokenizer.json, read before the native library sees the file, which takes their sense for granted.
 *
 * @param addedTokens ids by text
 * @param largestId of all tokens
 */
record VocabularyCheck(Map<String, Integer> addedTokens, int largestId) {

    VocabularyCheck {
        addedTokens = Map.copyOf(addedTokens);
    }

    /**
     * Reads and checks the ids.
     *
     * @throws ModelFolderException if one is no id, two tokens share one, or the vocabulary could not write every text
     */
    static VocabularyCheck of(JsonSection tokenizer) {
        JsonSection model = tokenizer
                .section("model")
                .orElseThrow(() -> tokenizer.unusable("model", "is missing; it is not a tokenizer of Qwen2.5-VL"));
        JsonSection vocabulary =
                model.section("vocab").orElseThrow(() -> model.unusable("vocab", "is missing; it lists the tokens"));
        Set<Integer> ids = new HashSet<>();
        int largest = 0;
        for (Map.Entry<String, JsonNode> token : vocabulary.node().properties()) {
            int id = id(vocabulary, token.getKey(), token.getValue());
            if (!ids.add(id)) {
                throw vocabulary.unusable(
                        MessageText.excerpt(token.getKey()), "has the id " + id + " of another token");
            }
            largest = Math.max(largest, id);
        }
        for (int symbol : ByteAlphabet.inOrder()) {
            if (!vocabulary.has(Character.toString(symbol))) {
                throw model.unusable("vocab", "has no token for every byte, so that it cannot write every text");
            }
        }
        Map<String, Integer> added = new HashMap<>();
        for (JsonNode token : list(tokenizer, "added_tokens")) {
            JsonNode content = token.path("content");
            if (!content.isString() || content.stringValue().isEmpty()) {
                throw tokenizer.unusable(
                        "added_tokens", "has an entry without content: " + MessageText.excerpt(token.toString()));
            }
            int id = id(tokenizer, "added_tokens", token.path("id"));
            added.put(content.stringValue(), id);
            largest = Math.max(largest, id);
        }
        return new VocabularyCheck(added, largest);
    }

    private static Iterable<JsonNode> list(JsonSection section, String key) {
        JsonNode list = section.node().path(key);
        if (!list.isArray()) {
            throw section.unusable(key, "is not a list; it is not a tokenizer of Qwen2.5-VL");
        }
        return list.values();
    }

    private static int id(JsonSection section, String key, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
            throw section.unusable(
                    MessageText.excerpt(key),
                    "has the id " + MessageText.excerpt(id.toString()) + ", expected a whole number");
        }
        return id.intValue();
    }
}
