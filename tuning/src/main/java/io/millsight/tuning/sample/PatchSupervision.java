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
 * Targets of the patch-level auxiliary loss: for each image token the type of the defect under it and the edges of that defect's box, as tokens of
 * the vocabulary. The token of a type is the first token of its words; the token for no defect is that of "no".
 *
 * <p>An answer has few tokens in comparison with the work of encoding an image. Supervising every image token gives many more targets per image, and
 * each target belongs to a known place. The model and its input stay as they are: the output head is applied to the hidden states of the image
 * tokens, which predict nothing otherwise.
 */
public final class PatchSupervision {

    /**
     * The target of one image token.
     *
     * @param position of the image token in the sequence
     * @param type token of the type under it, or of "no"
     * @param edges tokens of the edges of the defect's box, in the order of {@link #EDGES}; empty if there is no defect, or if numbers are not one
     * token each
     */
    public record Target(int position, int type, List<Integer> edges) {

        public Target {
            edges = List.copyOf(edges);
        }
    }

    /** A defect that covers a smaller share of an image token's area is not its target. */
    private static final double MIN_COVER = 0.12;

    /** The edges of a box in the order of the paper's sentence. */
    public static final List<BoxEdge> EDGES = List.of(BoxEdge.X1, BoxEdge.X2, BoxEdge.Y1, BoxEdge.Y2);

    private final Map<DefectType, Integer> typeTokens = new LinkedHashMap<>(); // in the task's order
    private final int noDefect;
    private final NumberTokens numbers;
    private final int mergeSize;

    /**
     * Looks up the tokens of the types and of the numbers in a vocabulary.
     *
     * @param mergeSize side of the square of patches that becomes one token
     */
    PatchSupervision(List<DefectType> types, QwenTokenizer tokenizer, int mergeSize) {
        this.mergeSize = mergeSize;
        for (DefectType type : types) {
            typeTokens.put(type, tokenizer.encode(" " + type.words())[0]);
        }
        noDefect = tokenizer.encode(" no")[0];
        numbers = new NumberTokens(tokenizer, " ");
    }

    /**
     * Returns the targets of an image's tokens.
     *
     * @param positions of the image's tokens in the sequence, in reading order
     * @param grid the patches of the image
     * @param frame of the numbers in the answer
     */
    List<Target> of(List<Integer> positions, PatchGrid grid, CoordinateFrame frame, List<Defect> defects) {
        int columns = grid.width() / mergeSize;
        double width = (double) frame.originalWidth() / columns;
        double height = (double) frame.originalHeight() * mergeSize / grid.height();
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < positions.size(); i++) {
            int column = i % columns;
            int row = i / columns;
            Defect covering = covering(
                    new BoundingBox(column * width, row * height, (column + 1) * width, (row + 1) * height), defects);
            targets.add(new Target(
                    positions.get(i),
                    covering == null ? noDefect : typeTokens.getOrDefault(covering.type(), noDefect),
                    covering == null ? List.of() : edges(covering.box(), frame)));
        }
        return targets;
    }

    /** Returns the defect that covers the largest share of an area; of two with the same share, the smaller one. */
    private static @Nullable Defect covering(BoundingBox area, List<Defect> defects) {
        double largest = MIN_COVER;
        Defect covering = null;
        for (Defect defect : defects) {
            double cover = defect.box().intersection(area) / area.area();
            if (cover > largest
                    || (covering != null
                            && cover == largest
                            && defect.box().area() < covering.box().area())) {
                largest = cover;
                covering = defect;
            }
        }
        return covering;
    }

    /**
     * Returns the hidden states that the output head turns into the logits of an edge. One hidden state encodes five predictions: the type as it is,
     * and each edge after its components have been rotated by another fifth of the width.
     *
     * @param hidden {@code [N, D]}
     * @param edge from 0, in the order of {@link Target#edges}
     * @return {@code [N, D]}
     */
    public static Tensor edge(Tensor hidden, int edge) {
        return hidden.rolled(hidden.size(1) * (edge + 1) / (EDGES.size() + 1));
    }

    /** Whether the vocabulary has one token for each coordinate, so that targets can have edges. */
    boolean hasEdges() {
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
