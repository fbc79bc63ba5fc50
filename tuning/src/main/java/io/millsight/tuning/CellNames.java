package io.millsight.tuning;

import io.millsight.image.ImageSize;
import io.millsight.qwen.LabelledTokens;
import io.millsight.qwen.PatchGrid;
import io.millsight.qwen.QwenTokenizer;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each token of an image shows, as a token of the vocabulary: the first of the words of a type, or of "no".
 *
 * <p>An answer says little about a picture for the work of looking at it. If the image's own tokens are taught to name what lies under them,
 * every look earns as many lessons as there are cells, and the place of each is plain. Nothing is added to the model or to its input: the
 * output head reads the names off the hidden states of the image's tokens, which predict nothing otherwise.
 */
final class CellNames {

    /** A box that covers less of a cell does not give it its name. */
    private static final double LEAST_COVER = 0.12;

    private final Map<DefectType, Integer> names = new HashMap<>();
    private final int clean;

    /** Takes the names of the types from a vocabulary. */
    CellNames(List<DefectType> types, QwenTokenizer tokenizer) {
        for (DefectType type : types) {
            names.put(type, tokenizer.encode(" " + type.words())[0]);
        }
        clean = tokenizer.encode(" no")[0];
    }

    /**
     * Names the cells of an image.
     *
     * @param grid patches of the image
     * @param mergeSize patches a side of a token's cell
     * @param size of the image in whose pixels the defects are given
     * @return a token id for each token of the image, in reading order
     */
    int[] of(PatchGrid grid, int mergeSize, ImageSize size, List<Defect> defects) {
        int rows = grid.height() / mergeSize;
        int columns = grid.width() / mergeSize;
        double cellWidth = (double) size.width() / columns;
        double cellHeight = (double) size.height() / rows;
        int[] ids = new int[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                BoundingBox cell = new BoundingBox(
                        column * cellWidth, row * cellHeight, (column + 1) * cellWidth, (row + 1) * cellHeight);
                ids[row * columns + column] = name(cell, defects);
            }
        }
        return ids;
    }

    /** The type that covers most of the cell; of two that cover it alike, the smaller defect's. */
    private int name(BoundingBox cell, List<Defect> defects) {
        double most = LEAST_COVER;
        double area = Double.POSITIVE_INFINITY;
        int name = clean;
        for (Defect defect : defects) {
            double cover = defect.box().intersection(cell) / cell.area();
            if (cover > most || (cover == most && defect.box().area() < area)) {
                most = cover;
                area = defect.box().area();
                name = names.getOrDefault(defect.type(), clean);
            }
        }
        return name;
    }

    /** Labels for a whole sequence: the cells' names where its placeholders stand, elsewhere nothing. */
    static List<Integer> labels(int[] tokens, int placeholder, int[] cells) {
        int[] labels = new int[tokens.length];
        Arrays.fill(labels, LabelledTokens.IGNORED);
        int next = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] == placeholder) {
                labels[i] = cells[next++];
            }
        }
        return Arrays.stream(labels).boxed().toList();
    }
}
