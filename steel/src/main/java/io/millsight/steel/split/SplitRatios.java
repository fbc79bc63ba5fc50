package io.millsight.steel.split;

import io.millsight.steel.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fractions of a dataset for each split.
 *
 * @param shares fractions by split name, in the order of the splits; they sum to 1
 */
public record SplitRatios(Map<String, Double> shares) {

    private static final List<String> NAMES = List.of("train", "val", "test");

    /** 80 % for training, 10 % for validation, 10 % for the test. */
    public static final SplitRatios DEFAULT = parse("8:1:1");

    public SplitRatios {
        double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        if (shares.values().stream().anyMatch(share -> !(share > 0)) || Math.abs(sum - 1) > 1e-9) {
            throw new IllegalArgumentException("shares must be positive and sum to 1, not " + shares);
        }
        shares = Collections.unmodifiableMap(new LinkedHashMap<>(shares));
    }

    /** Parses {@code train:val:test} or {@code train:val} in parts of any size, for example {@code 8:1:1}. */
    public static SplitRatios parse(String text) {
        List<Double> parts = new ArrayList<>();
        for (String part : List.of(text.split(":", -1))) {
            parts.add(positive(part, text));
        }
        if (parts.size() < 2 || parts.size() > NAMES.size()) {
            throw malformed(text);
        }
        double sum = parts.stream().mapToDouble(Double::doubleValue).sum();
        Map<String, Double> shares = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            shares.put(NAMES.get(i), parts.get(i) / sum);
        }
        return new SplitRatios(shares);
    }

    private static double positive(String part, String text) {
        try {
            double value = Double.parseDouble(part);
            if (value > 0 && value < Double.POSITIVE_INFINITY) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw malformed(text);
        }
        throw malformed(text);
    }

    private static InputException malformed(String text) {
        return new InputException(
                "the ratios \"" + text + "\" are not two or three positive numbers; write them as 8:1:1");
    }
}
