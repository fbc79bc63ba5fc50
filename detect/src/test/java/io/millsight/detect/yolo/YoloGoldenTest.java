package io.millsight.detect.yolo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.detect.ComparatorGoldens;
import io.millsight.detect.Losses;
import io.millsight.detect.OneThread;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.Phase;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.SgdUpdate;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Layers, decoding, assignment, loss, gradients, three steps and the average of the weights, against recorded numbers of the reference
 * implementation.
 */
@ExtendWith(OneThread.class)
class YoloGoldenTest {

    private static final int SIZE = 96;

    /** A narrow network with the recorded weights. */
    private record Case(ComparatorGoldens golden, YoloV7 network) implements AutoCloseable {

        static Case open(String variant) {
            ComparatorGoldens golden = ComparatorGoldens.open("yolov7/" + variant);
            YoloConfig config = new YoloConfig(
                    variant.equals("yolov7") ? YoloConfig.Variant.BASE : YoloConfig.Variant.TINY,
                    6,
                    golden.json("case.json").path("width_multiple").asDouble(),
                    SIZE,
                    YoloConfig.Variant.TINY.anchors());
            NetworkWeights weights = new NetworkWeights(Device.CPU);
            return new Case(
                    golden,
                    YoloV7.build(
                            config,
                            weights,
                            weights.source((name, initial, shape) ->
                                    golden.tensor("model.safetensors", name).reshape(shape))));
        }

        List<String> names(String prefix) {
            return golden.names("case.safetensors").stream()
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }

        Tensor image(String name) {
            return golden.tensor("case.safetensors", name).to(DType.FLOAT32).dividedBy(255);
        }

        /** The recorded targets, of one image only where a number is given. */
        List<AnchorCandidates.Target> targets(int onlyImage) {
            float[] values = golden.tensor("case.safetensors", "targets").toFloats();
            List<AnchorCandidates.Target> targets = new ArrayList<>();
            for (int i = 0; i < values.length; i += 6) {
                if (onlyImage < 0 || values[i] == onlyImage) {
                    targets.add(new AnchorCandidates.Target(
                            (int) values[i],
                            (int) values[i + 1],
                            values[i + 2],
                            values[i + 3],
                            values[i + 4],
                            values[i + 5]));
                }
            }
            return targets;
        }

        YoloLoss loss(YoloLoss.Assignment assignment) {
            return new YoloLoss(network.config(), anchors(), assignment);
        }

        float[][][] anchors() {
            float[] grid = network.weights()
                    .get("model." + network.config().layout().layers().size() + ".anchor_grid")
                    .toFloats();
            float[][][] anchors = new float[3][3][2];
            for (int i = 0; i < grid.length; i++) {
                anchors[i / 6][i / 2 % 3][i % 2] = grid[i];
            }
            return anchors;
        }

        @Override
        public void close() {
            network.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov7-tiny", "yolov7"})
    void computesTheLayersAndTheLogitsOfTheReference(String variant) {
        try (Scope scope = Scope.open();
                Case reference = Case.open(variant);
                NoGradient off = NoGradient.open()) {
            List<Tensor> layers = reference.network.layers(reference.image("image"), Phase.INFERENCE);
            Set<String> names = reference.golden.names("case.safetensors");
            for (int i = 0; i < layers.size(); i++) {
                String name = "eval/layer/" + i;
                if (names.contains(name)) {
                    Tensor first = layers.get(i).narrow(0, 0, 1);
                    assertThat(relative(first, reference.golden.tensor("case.safetensors", name)))
                            .as(name)
                            .isLessThan(3e-4);
                }
            }
            compareLogits(reference, reference.network.logits(reference.image("image"), Phase.INFERENCE), "eval/raw/");
            compareLogits(
                    reference, reference.network.logits(reference.image("rect/image"), Phase.INFERENCE), "rect/raw/");
            try (YoloV7 folded = reference.network.forDetection(DType.FLOAT32)) {
                compareLogits(reference, folded.logits(reference.image("image"), Phase.INFERENCE), "eval/raw/");
            }
        }
    }

    private static void compareLogits(Case reference, List<Tensor> logits, String prefix) {
        for (int level = 0; level < logits.size(); level++) {
            Tensor recorded = reference.golden.tensor("case.safetensors", prefix + level);
            assertThat(logits.get(level).shape()).isEqualTo(recorded.shape());
            assertThat(relative(logits.get(level), recorded)).as(prefix + level).isLessThan(3e-4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov7-tiny", "yolov7"})
    void suppressesBoxesLikeTheReference(String variant) {
        try (Scope scope = Scope.open();
                Case reference = Case.open(variant);
                NoGradient off = NoGradient.open()) {
            List<Tensor> logits = reference.network.logits(reference.image("image"), Phase.INFERENCE);
            for (String kind : List.of("test", "detect")) {
                JsonNode settings =
                        reference.golden.json("case.json").path("nms").path(kind);
                YoloBoxes.Rule rule = new YoloBoxes.Rule(
                        settings.path("conf_thres").asDouble(),
                        kind.equals("test"),
                        settings.path("iou_thres").asDouble(),
                        300);
                for (int image = 0; image < 2; image++) {
                    List<YoloBoxes.Found> found = YoloBoxes.of(logits, reference.anchors(), image, rule);
                    compareBoxes(found, reference.golden.tensor("case.safetensors", "nms/" + kind + "/" + image));
                }
            }
        }
    }

    /** Boxes of equal scores may come in either order: the lists are compared as sets. */
    private static void compareBoxes(List<YoloBoxes.Found> found, Tensor recorded) {
        float[] values = recorded.toFloats();
        assertThat(found).hasSize(values.length / 6);
        List<YoloBoxes.Found> left = new ArrayList<>(found);
        for (int i = 0; i < values.length; i += 6) {
            int row = i;
            YoloBoxes.Found same = left.stream()
                    .filter(box -> box.type() == (int) values[row + 5]
                            && Math.abs(box.score() - values[row + 4]) < 1e-4
                            && Math.abs(box.x1() - values[row]) < 2e-2
                            && Math.abs(box.y1() - values[row + 1]) < 2e-2
                            && Math.abs(box.x2() - values[row + 2]) < 2e-2
                            && Math.abs(box.y2() - values[row + 3]) < 2e-2)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no box like row " + row / 6));
            left.remove(same);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov7-tiny", "yolov7"})
    void listsTheCandidatesAndOverlapsOfTheReference(String variant) {
        try (Scope scope = Scope.open();
                Case reference = Case.open(variant)) {
            List<AnchorCandidates.Target> targets = reference.targets(-1);
            JsonNode recorded = reference.golden.json("case.json").path("candidates");
            for (int level = 0; level < 3; level++) {
                int stride = YoloConfig.STRIDES.get(level);
                float[][] cells = Arrays.stream(reference.anchors()[level])
                        .map(anchor -> new float[] {anchor[0] / stride, anchor[1] / stride})
                        .toArray(float[][]::new);
                List<List<Integer>> found =
                        AnchorCandidates.of(targets, new AnchorCandidates.Grid(SIZE / stride, SIZE / stride, cells))
                                .stream()
                                .map(place -> List.of(place.image(), place.anchor(), place.row(), place.column()))
                                .toList();
                assertThat(found).isEqualTo(rows(recorded.path(level)));
            }
        }
    }

    private static List<List<Integer>> rows(JsonNode node) {
        return node.valueStream()
                .map(row -> row.valueStream().map(JsonNode::asInt).toList())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov7-tiny", "yolov7"})
    void trainsThreeStepsLikeTheReference(String variant) {
        try (Scope scope = Scope.open();
                Case reference = Case.open(variant)) {
            YoloV7 network = reference.network;
            network.weights().requireGradients();
            Map<String, Tensor> parameters = network.weights().parameters();
            Map<String, Tensor> velocities = new LinkedHashMap<>();
            parameters.forEach(
                    (name, tensor) -> velocities.put(name, Tensor.zeros(tensor.dtype(), Device.CPU, tensor.shape())));
            JsonNode steps = reference.golden.json("case.json").path("train").path("steps");
            for (int step = 0; step < 3; step++) {
                double loose = step == 0 ? 1 : 10;
                JsonNode recorded = steps.path(step);
                List<Tensor> logits = network.logits(reference.image("image"), Phase.TRAINING);
                if (step == 0) {
                    for (int level = 0; level < 3; level++) {
                        assertThat(relative(
                                        logits.get(level),
                                        reference.golden.tensor("case.safetensors", "train/raw/" + level)))
                                .isLessThan(1e-3);
                    }
                    compareNoTargets(reference, logits);
                }
                YoloLoss loss = reference.loss(YoloLoss.Assignment.OPTIMAL);
                compareAssigned(loss.assignments(logits, reference.targets(-1)), recorded.path("assigned"), reference);
                Losses losses = loss.of(logits, reference.targets(-1));
                assertThat(losses.total().item())
                        .isCloseTo(recorded.path("loss_times_batch").asDouble(), within(2e-5 * loose));
                assertThat(part(losses, "box")).isCloseTo(recorded.path("box").asDouble(), within(2e-5 * loose));
                assertThat(part(losses, "objectness"))
                        .isCloseTo(recorded.path("obj").asDouble(), within(2e-5 * loose));
                assertThat(part(losses, "type")).isCloseTo(recorded.path("cls").asDouble(), within(2e-5 * loose));
                losses.total().backward();
                if (step == 0) {
                    compareGradients(reference, parameters);
                }
                step(network, parameters, velocities);
            }
            reference.names("after3/").forEach(name -> {
                Tensor own = network.weights().get(name.substring("after3/".length()));
                assertThat(distance(own, reference.golden.tensor("case.safetensors", name)))
                        .as(name)
                        .isLessThan(1e-4);
            });
        }
    }

    private static void compareNoTargets(Case reference, List<Tensor> logits) {
        double alone = reference
                .golden
                .json("case.json")
                .path("no_targets")
                .path("loss_times_batch")
                .asDouble();
        assertThat(reference
                        .loss(YoloLoss.Assignment.OPTIMAL)
                        .of(logits, List.of())
                        .total()
                        .item())
                .isCloseTo(alone, within(2e-5));
        double first = reference
                .golden
                .json("case.json")
                .path("second_image_empty")
                .path("loss_times_batch")
                .asDouble();
        assertThat(reference
                        .loss(YoloLoss.Assignment.OPTIMAL)
                        .of(logits, reference.targets(0))
                        .total()
                        .item())
                .isCloseTo(first, within(2e-5));
        double simple = reference
                .golden
                .json("case.json")
                .path("simple_loss")
                .path("loss_times_batch")
                .asDouble();
        assertThat(reference
                        .loss(YoloLoss.Assignment.ALL)
                        .of(logits, reference.targets(-1))
                        .total()
                        .item())
                .isCloseTo(simple, within(2e-5));
    }

    private static void compareAssigned(List<List<YoloLoss.Match>> own, JsonNode recorded, Case reference) {
        List<AnchorCandidates.Target> targets = reference.targets(-1);
        for (int level = 0; level < 3; level++) {
            List<List<Integer>> found = own.get(level).stream()
                    .map(match -> List.of(
                            match.candidate().image(),
                            match.candidate().anchor(),
                            match.candidate().row(),
                            match.candidate().column(),
                            targets.indexOf(match.target())))
                    .toList();
            assertThat(sorted(found)).isEqualTo(sorted(rows(recorded.path(level))));
        }
    }

    private static List<String> sorted(List<List<Integer>> rows) {
        return rows.stream()
                .map(List::toString)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static void compareGradients(Case reference, Map<String, Tensor> parameters) {
        reference.golden.json("case.json").path("gradient_norms").properties().forEach(entry -> {
            double norm = entry.getValue().asDouble();
            if (norm > 1e-4) {
                Tensor gradient = gradient(parameters, entry.getKey());
                assertThat(gradient.norm()).as(entry.getKey()).isCloseTo(norm, within(1e-3 * norm));
            }
        });
        reference
                .names("gradient/")
                .forEach(name -> assertThat(distance(
                                gradient(parameters, name.substring("gradient/".length())),
                                reference.golden.tensor("case.safetensors", name)))
                        .as(name)
                        .isLessThan(1e-3));
    }

    private static void step(YoloV7 network, Map<String, Tensor> parameters, Map<String, Tensor> velocities) {
        for (boolean decays : new boolean[] {true, false}) {
            List<String> names = parameters.keySet().stream()
                    .filter(name -> network.decays(name) == decays)
                    .toList();
            new SgdUpdate(1e-5, 0.937, true, decays ? 5e-4 : 0)
                    .apply(
                            names.stream().map(parameters::get).toList(),
                            names.stream()
                                    .map(name -> gradient(parameters, name))
                                    .toList(),
                            names.stream().map(velocities::get).toList());
        }
        parameters.values().forEach(Tensor::clearGradient);
    }

    private static double part(Losses losses, String name) {
        return Objects.requireNonNull(losses.parts().get(name)).item();
    }

    private static Tensor gradient(Map<String, Tensor> parameters, String name) {
        return Objects.requireNonNull(
                Objects.requireNonNull(parameters.get(name)).gradient());
    }

    /** The largest difference, relative to the largest recorded value, at least 1. */
    private static double relative(Tensor own, Tensor recorded) {
        float[] a = own.toFloats();
        float[] b = recorded.toFloats();
        assertThat(a).hasSameSizeAs(b);
        double largest = 1;
        double difference = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(b[i]));
            difference = Math.max(difference, Math.abs(a[i] - b[i]));
        }
        return difference / largest;
    }

    /** The norm of the difference, relative to the recorded norm. */
    private static double distance(Tensor own, Tensor recorded) {
        return own.detach().minus(recorded).norm() / Math.max(1e-12, recorded.norm());
    }
}
