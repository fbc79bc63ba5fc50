package io.millsight.detect.box;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.detect.ComparatorGoldens;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NmsTest {

    private static final int ALL = Integer.MAX_VALUE;

    @Test
    void keepsWhatTheReferenceKeeps() {
        ComparatorGoldens goldens = ComparatorGoldens.open("ops");
        for (Map.Entry<String, JsonNode> example :
                goldens.json("ops.json").get("nms").properties()) {
            String name = "nms/" + example.getKey();
            float[] scores = goldens.floats("ops.safetensors", name + "/scores");
            int[] kept = new Nms(example.getValue().get("iou").doubleValue(), ALL)
                    .select(goldens.floats("ops.safetensors", name + "/boxes"), scores, new int[scores.length]);
            assertThat(kept)
                    .as(name)
                    .isEqualTo(ComparatorGoldens.ints(example.getValue().get("kept")));
        }
    }

    @Test
    void comparesBoxesOfOneClassOnly() {
        ComparatorGoldens goldens = ComparatorGoldens.open("ops");
        for (Map.Entry<String, JsonNode> example :
                goldens.json("ops.json").get("batched_nms").properties()) {
            String name = "batched_nms/" + example.getKey();
            int[] kept = new Nms(example.getValue().get("iou").doubleValue(), ALL)
                    .select(
                            goldens.floats("ops.safetensors", name + "/boxes"),
                            goldens.floats("ops.safetensors", name + "/scores"),
                            goldens.ints("ops.safetensors", name + "/classes"));
            assertThat(kept)
                    .as(name)
                    .isEqualTo(ComparatorGoldens.ints(example.getValue().get("kept")));
        }
    }

    @Test
    void keepsAtMostTheGivenNumberOfBoxesTheBestFirst() {
        float[] boxes = {0, 0, 1, 1, 5, 5, 6, 6, 9, 9, 10, 10};
        assertThat(new Nms(0.5, 2).select(boxes, new float[] {0.1f, 0.3f, 0.2f}, new int[3]))
                .containsExactly(1, 2);
    }

    @Test
    void selectsNoBoxOutOfNone() {
        assertThat(new Nms(0.5, 2).select(new float[0], new float[0], new int[0]))
                .isEmpty();
    }

    @Test
    void changesNothingTheSecondTime() {
        RandomBoxes random = RandomBoxes.draw(200, 7);
        int[] kept = new Nms(0.4, ALL).select(random.boxes, random.scores, random.groups);
        RandomBoxes rest = random.at(kept);
        assertThat(new Nms(0.4, ALL).select(rest.boxes, rest.scores, rest.groups))
                .isEqualTo(IntStream.range(0, kept.length).toArray());
    }

    @Test
    void doesNotDependOnTheOrderOfBoxesWithDistinctScores() {
        RandomBoxes random = RandomBoxes.draw(200, 8);
        int[] order = IntStream.range(0, 200).map(i -> (i * 37 + 5) % 200).toArray();
        RandomBoxes shuffled = random.at(order);
        int[] kept = new Nms(0.4, ALL).select(shuffled.boxes, shuffled.scores, shuffled.groups);
        assertThat(Arrays.stream(kept).map(i -> order[i]).toArray())
                .isEqualTo(new Nms(0.4, ALL).select(random.boxes, random.scores, random.groups));
    }

    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    private record RandomBoxes(float[] boxes, float[] scores, int[] groups) {

        static RandomBoxes draw(int count, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            RandomBoxes drawn = new RandomBoxes(new float[4 * count], new float[count], new int[count]);
            for (int i = 0; i < count; i++) {
                float x = (float) random.nextDouble(80);
                float y = (float) random.nextDouble(80);
                float[] box = {x, y, x + (float) random.nextDouble(40), y + (float) random.nextDouble(40)};
                System.arraycopy(box, 0, drawn.boxes, 4 * i, 4);
                drawn.scores[i] = (float) random.nextDouble();
                drawn.groups[i] = random.nextInt(3);
            }
            return drawn;
        }

        RandomBoxes at(int[] indices) {
            RandomBoxes picked =
                    new RandomBoxes(new float[4 * indices.length], new float[indices.length], new int[indices.length]);
            for (int i = 0; i < indices.length; i++) {
                System.arraycopy(boxes, 4 * indices[i], picked.boxes, 4 * i, 4);
                picked.scores[i] = scores[indices[i]];
                picked.groups[i] = groups[indices[i]];
            }
            return picked;
        }
    }
}
