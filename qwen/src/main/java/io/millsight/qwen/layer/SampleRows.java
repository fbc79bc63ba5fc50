package io.millsight.qwen.layer;

import java.util.ArrayList;
import java.util.List;

/**
 * Which rows of a layer's input belong to which sample. What a layer draws at random in training, it draws for the rows of each sample from the
 * sample's own seed. So a sample's draws do not depend on the other samples of the batch.
 *
 * @param parts the samples, in the order of their rows; empty where nothing is drawn
 */
public record SampleRows(List<Part> parts) {

    /**
     * The rows of one sample.
     *
     * @param rows how many
     * @param seed of what is drawn for them
     */
    public record Part(int rows, long seed) {}

    /** For passes in which nothing is drawn. */
    public static final SampleRows UNSEEDED = new SampleRows(List.of());

    public SampleRows {
        parts = List.copyOf(parts);
    }

    /**
     * Returns the rows of some samples.
     *
     * @param rows of each sample
     * @param seeds of each sample; empty where nothing is drawn
     */
    public static SampleRows of(List<Integer> rows, long[] seeds) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < seeds.length; i++) {
            parts.add(new Part(rows.get(i), seeds[i]));
        }
        return new SampleRows(parts);
    }

    /** Returns the parts after each so many rows of a sample have become one. */
    public SampleRows merged(int rows) {
        return new SampleRows(parts.stream()
                .map(part -> new Part(part.rows() / rows, part.seed()))
                .toList());
    }
}
