package io.millsight.tuning;

import io.millsight.qwen.LanguageModel;
import io.millsight.qwen.PatchGrid;
import io.millsight.qwen.QwenTokenizer;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.torch.DType;
import io.millsight.torch.Scope;
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
final class CellLessons {

    /**
     * What one token of an image is to say.
     *
     * @param token its place in the sequence
     * @param name the type under it, or "no"
     * @param edges of the defect's box, in the order of {@link CellReadings#EDGES}; empty where there is none, or where numbers are not one token each
     */
    record Cell(int token, int name, List<Integer> edges) {

        Cell {
            edges = List.copyOf(edges);
        }
    }

    /** A box that covers less of a cell does not give it its name. */
    private static final double LEAST_COVER = 0.12;

    static final int EDGES = CellReadings.EDGES.size();

    private final Map<DefectType, Integer> names = new LinkedHashMap<>(); // in the task's order
    private final int clean;
    private final NumberTokens numbers;

    /** Takes the names of the types, and numbers, from a vocabulary. */
    CellLessons(List<DefectType> types, QwenTokenizer tokenizer) {
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
        int mergeSize = (int) Math.round(Math.sqrt((double) grid.patches() / places.size()));
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
    static Tensor edge(Tensor hidden, int edge) {
        return hidden.rolled(hidden.size(1) * (edge + 1) / (EDGES + 1));
    }

    /** Whether a vocabulary can say where something begins and ends in one token. */
    boolean haveEdges() {
        return numbers.size() > 0;
    }

    /**
     * Asks what the tokens of an image show.
     *
     * @param hidden {@code [C, D]} of these tokens, what goes into the last layer
     */
    CellReadings read(LanguageModel language, Tensor hidden) {
        try (Scope scope = Scope.open()) {
            double[][] types = probabilities(language, hidden, List.copyOf(names.values()));
            double[][][] edges = new double[types.length][EDGES][];
            for (int edge = 0; edge < EDGES; edge++) {
                double[][] read = probabilities(language, edge(hidden, edge), numbers.ids());
                for (int cell = 0; cell < types.length; cell++) {
                    edges[cell][edge] = read[cell];
                }
            }
            return new CellReadings(types, edges);
        }
    }

    /** The probabilities of some tokens, by row and token. */
    private static double[][] probabilities(LanguageModel language, Tensor hidden, List<Integer> ids) {
        Tensor all = language.logits(hidden).to(DType.FLOAT32).softmax(-1); // [C, V]
        long[] places = ids.stream().mapToLong(Integer::longValue).toArray();
        float[] values = all.indexSelect(1, Tensor.of(places, places.length).to(hidden.device())) // [C, ids]
                .toFloats();
        double[][] found = new double[(int) hidden.size(0)][places.length];
        for (int row = 0; row < found.length; row++) {
            for (int i = 0; i < places.length; i++) {
                found[row][i] = values[row * places.length + i];
            }
        }
        return found;
    }

    private List<Integer> edges(BoundingBox box, CoordinateFrame frame) {
        List<Integer> edges =
                CellReadings.EDGES.stream().map(edge -> frame.number(box, edge)).toList();
        return edges.stream().allMatch(number -> number < numbers.size())
                ? edges.stream().map(numbers::id).toList()
                : List.of();
    }
}
