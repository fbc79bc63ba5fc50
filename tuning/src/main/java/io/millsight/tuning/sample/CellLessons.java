package io.millsight.tuning.sample;

import io.millsight.adapter.NumberTokens;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxEdge;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each token of an image shows, in tokens of the vocabulary: the first of the words of a type, or of "no", and where the box of that defect
 * begins and ends.
 *
 * <p>An answer says little about a picture for the work of looking at it. If the image's own tokens are taught to name what lies under them,
 * every look earns as many lessons as there are cells, and the place of each is plain. Nothing is added to the model or to its input: the
 * output head reads the names off the hidden states of the image's tokens, which predict nothing otherwise.
 */
public final class CellLessons {

    /**
     * What one token of an image is to say.
     *
     * @param token its place in the sequence
     * @param name the type under it, or "no"
     * @param edges of the defect's box, in the order of {@link #EDGES}; empty where there is none, or where numbers are not one token each
     */
    public record Cell(int token, int name, List<Integer> edges) {

        public Cell {
            edges = List.copyOf(edges);
        }
    }

    /** A box that covers less of a cell does not give it its name. */
    private static final double LEAST_COVER = 0.12;

    /** In the order of the paper's sentence. */
    public static final List<BoxEdge> EDGES = List.of(BoxEdge.X1, BoxEdge.X2, BoxEdge.Y1, BoxEdge.Y2);

    private final Map<DefectType, Integer> names = new LinkedHashMap<>(); // in the task's order
    private final int clean;
    private final NumberTokens numbers;
    private final int mergeSize;

    /**
     * Takes the names of the types, and numbers, from a vocabulary.
     *
     * @param mergeSize side of the square of patches that becomes one token
     */
    CellLessons(List<DefectType> types, QwenTokenizer tokenizer, int mergeSize) {
        this.mergeSize = mergeSize;
        for (DefectType type : types) {
            names.put(type, tokenizer.encode(" " + type.words())[0]);
        }
        clean = tokenizer.encode(" no")[0];
        numbers = new NumberTokens(tokenizer, " ");
    }

    /**
     * The lessons of an image.
     *
     * @param places of its tokens in the sequence, in reading order
     * @param grid patches of the image
     * @param frame of the numbers in answers about it
     */
    List<Cell> of(List<Integer> places, PatchGrid grid, CoordinateFrame frame, List<Defect> defects) {
        int columns = grid.width() / mergeSize;
        double width = (double) frame.originalWidth() / columns;
        double height = (double) frame.originalHeight() * mergeSize / grid.height();
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < places.size(); i++) {
            int column = i % columns;
            int row = i / columns;
            Defect shown = shown(
                    new BoundingBox(column * width, row * height, (column + 1) * width, (row + 1) * height), defects);
            cells.add(new Cell(
                    places.get(i),
                    shown == null ? clean : names.getOrDefault(shown.type(), clean),
                    shown == null ? List.of() : edges(shown.box(), frame)));
        }
        return cells;
    }

    /** The defect that covers most of the cell; of two that cover it alike, the smaller one. */
    private static @Nullable Defect shown(BoundingBox cell, List<Defect> defects) {
        double most = LEAST_COVER;
        Defect shown = null;
        for (Defect defect : defects) {
            double cover = defect.box().intersection(cell) / cell.area();
            if (cover > most
                    || (shown != null
                            && cover == most
                            && defect.box().area() < shown.box().area())) {
                most = cover;
                shown = defect;
            }
        }
        return shown;
    }

    /**
     * What the output head reads as an edge. Five things are read off one vector: the name as it is, each edge with the components moved on by another fifth
     * of the width.
     *
     * @param hidden {@code [N, D]}
     * @param edge from 0, in the order of {@link Cell#edges}
     */
    public static Tensor edge(Tensor hidden, int edge) {
        return hidden.rolled(hidden.size(1) * (edge + 1) / (EDGES.size() + 1));
    }

    /** Whether a vocabulary can say where something begins and ends in one token. */
    boolean haveEdges() {
        return numbers.size() > 0;
    }

    private List<Integer> edges(BoundingBox box, CoordinateFrame frame) {
        List<Integer> edges =
                EDGES.stream().map(edge -> frame.number(box, edge)).toList();
        return edges.stream().allMatch(number -> number < numbers.size())
                ? edges.stream().map(numbers::id).toList()
                : List.of();
    }
}
