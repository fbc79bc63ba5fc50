package io.millsight.adapter;

import io.millsight.qwen.tokenizer.QwenTokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole numbers from 0 up that a vocabulary has one token each for, as {@code models/nano} has for coordinates and the published models have not.
 */
public final class NumberTokens {

    /** Single digits are parts of numbers in most vocabularies; from here on a token is a number of its own. */
    private static final int LEAST = 100;

    private final List<Integer> ids = new ArrayList<>();
    private final Map<Integer, Integer> values = new HashMap<>();

    /**
     * Looks the numbers up.
     *
     * @param before what stands before them within the token: a blank, or nothing
     */
    public NumberTokens(QwenTokenizer tokenizer, String before) {
        for (int number = 0; ; number++) {
            int[] tokens = tokenizer.encode(before + number);
            if (tokens.length != 1) {
                break;
            }
            ids.add(tokens[0]);
        }
        if (ids.size() < LEAST) {
            ids.clear();
        }
        for (int number = 0; number < ids.size(); number++) {
            values.put(ids.get(number), number);
        }
    }

    /** How many there are: the first number that is not one token; 0 if numbers are written digit by digit. */
    public int size() {
        return ids.size();
    }

    public int id(int number) {
        return ids.get(number);
    }

    /** The number that a token says, -1 if it says none. */
    public int value(int token) {
        return values.getOrDefault(token, -1);
    }
}
