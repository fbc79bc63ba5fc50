package io.millsight.detect.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.detect.ComparatorGoldens;
import io.millsight.detect.OneThread;
import io.millsight.image.ImageSize;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Overlap, deltas, anchors and assignment against recorded numbers of the reference. */
@ExtendWith(OneThread.class)
class BoxGoldenTest {

    private static final String TENSORS = "ops.safetensors";

    private final ComparatorGoldens goldens = ComparatorGoldens.open("ops");
    private final JsonNode json = goldens.json("ops.json");

    @Test
    void overlapsAreThoseOfTheReference() {
        JsonNode example = json.get("box_iou");
        float[] first = flat(example.get("a"));
        float[] second = flat(example.get("b"));
        for (int i = 0; i < first.length / 4; i++) {
            for (int j = 0; j < second.length / 4; j++) {
                assertThat(Iou.of(first, i, second, j))
                        .isCloseTo(example.get("iou").get(i).get(j).floatValue(), within(1e-6f));
            }
        }
    }

    @Test
    void encodesAndDecodesLikeTheReference() {
        for (String kind : List.of("rpn", "roi")) {
            JsonNode weights = json.get("coder").get(kind + "_weights");
            BoxDeltas deltas =
                    new BoxDeltas(weights.get(0).floatValue(), weights.get(2).floatValue());
            float[] proposals = goldens.floats(TENSORS, "coder/proposals");
            assertClose(
                    deltas.encode(proposals, goldens.floats(TENSORS, "coder/truth")),
                    goldens.floats(TENSORS, "coder/" + kind + "/encoded"));
            assertClose(
                    deltas.decode(proposals, goldens.floats(TENSORS, "coder/" + kind + "/deltas")),
                    goldens.floats(TENSORS, "coder/" + kind + "/decoded"));
        }
    }

    @Test
    void decodingUndoesEncoding() {
        BoxDeltas deltas = new BoxDeltas(10, 5);
        float[] boxes = {3, 4, 20, 30, 0, 0, 7, 2};
        float[] truths = {1, 5, 18, 40, 2, 1, 5, 9};
        assertClose(deltas.decode(boxes, deltas.encode(boxes, truths)), truths);
    }

    @Test
    void anchorsOfACellAreRoundedLikeTheReference() {
        for (String name : List.of("default", "small", "mobilenet")) {
            JsonNode example = json.get("anchors").get(name);
            AnchorGrid grid = new AnchorGrid(
                    lists(example.get("sizes")), lists(example.get("ratios")).get(0));
            for (int map = 0; map < grid.sizes().size(); map++) {
                assertThat(withoutNegativeZero(grid.ofCell(map)))
                        .isEqualTo(flat(example.get("cell_anchors").get(map)));
            }
        }
    }

    @Test
    void anchorsOfAnImageComeInTheOrderOfTheReference() {
        JsonNode example = json.get("anchors").get("grid_example");
        List<ImageSize> maps = example.get("feature_sizes").values().stream()
                .map(BoxGoldenTest::size)
                .toList();
        AnchorGrid grid = new AnchorGrid(List.of(List.of(16.0), List.of(32.0)), List.of(0.5, 1.0, 2.0));
        assertThat(grid.all(size(example.get("batch")), maps)).isEqualTo(flat(example.get("anchors")));
    }

    @Test
    void assignsLikeTheReference() {
        JsonNode example = json.get("matcher");
        float[][] quality = example.get("quality").values().stream()
                .map(ComparatorGoldens::floats)
                .toArray(float[][]::new);
        Matching ofRegions = new Matching(
                example.get("roi_low").floatValue(), example.get("roi_high").floatValue(), false);
        assertThat(ofRegions.match(quality, quality[0].length)).isEqualTo(ComparatorGoldens.ints(example.get("roi")));

        // The third annotation overlaps no anchor. In the reference it turns every anchor positive that it does not
        // overlap; here it takes none.
        int[] reference = ComparatorGoldens.ints(example.get("rpn_with_low_quality"));
        Matching ofAnchors = new Matching(
                example.get("rpn_low").floatValue(), example.get("rpn_high").floatValue(), true);
        int[] matched = ofAnchors.match(quality, quality[0].length);
        assertThat(IntStream.of(0, 1, 3, 4).map(i -> matched[i]))
                .containsExactly(reference[0], reference[1], reference[3], reference[4]);
        assertThat(IntStream.of(2, 5, 6).map(i -> matched[i]))
                .containsExactly(Matching.IGNORED, Matching.BACKGROUND, Matching.IGNORED);
    }

    @Test
    void withoutAnnotationsEverythingIsBackground() {
        assertThat(new Matching(0.3f, 0.7f, true).match(new float[0], new float[8]))
                .containsExactly(Matching.BACKGROUND, Matching.BACKGROUND);
    }

    private static void assertClose(float[] computed, float[] reference) {
        assertThat(computed).hasSameSizeAs(reference);
        for (int i = 0; i < computed.length; i++) {
            assertThat(computed[i]).isCloseTo(reference[i], within(1e-5f * Math.max(1, Math.abs(reference[i]))));
        }
    }

    private static float[] withoutNegativeZero(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] += 0f;
        }
        return values;
    }

    private static ImageSize size(JsonNode heightAndWidth) {
        return new ImageSize(
                heightAndWidth.get(1).intValue(), heightAndWidth.get(0).intValue());
    }

    private static float[] flat(JsonNode rows) {
        List<float[]> parts =
                rows.values().stream().map(ComparatorGoldens::floats).toList();
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static List<List<Double>> lists(JsonNode rows) {
        List<List<Double>> lists = new ArrayList<>();
        for (JsonNode row : rows.values()) {
            lists.add(row.values().stream().map(JsonNode::doubleValue).toList());
        }
        return lists;
    }
}
