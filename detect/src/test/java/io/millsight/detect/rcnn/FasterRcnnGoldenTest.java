package io.millsight.detect.rcnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.detect.ComparatorGoldens;
import io.millsight.detect.LabelledBox;
import io.millsight.detect.OneThread;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.TrainingBatch;
import io.millsight.detect.box.AnchorGrid;
import io.millsight.detect.box.BoxDeltas;
import io.millsight.detect.box.Nms;
import io.millsight.detect.box.Sampling;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.Norms;
import io.millsight.detect.net.Phase;
import io.millsight.detect.rcnn.FasterRcnnConfig.Body;
import io.millsight.detect.rcnn.FasterRcnnConfig.Detections;
import io.millsight.detect.rcnn.FasterRcnnConfig.Proposals;
import io.millsight.detect.rcnn.FasterRcnnConfig.Proposals.Count;
import io.millsight.detect.rcnn.FasterRcnnConfig.Samples;
import io.millsight.detect.rcnn.FasterRcnnConfig.Variant;
import io.millsight.detect.rcnn.ProposalNetwork.Predictions;
import io.millsight.detect.rcnn.ProposalSelection.Proposed;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.ImageOperators;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.SgdUpdate;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Layers, proposals, detections, samples, losses, gradients and three steps of narrow networks, against recorded numbers of torchvision. */
@ExtendWith(OneThread.class)
class FasterRcnnGoldenTest {

    private static final String TENSORS = "case.safetensors";

    /** A narrow network with the recorded weights. */
    private record Case(ComparatorGoldens golden, JsonNode json, FasterRcnn network) implements AutoCloseable {

        static Case open(String variant) {
            ComparatorGoldens golden = ComparatorGoldens.open("faster_rcnn/" + variant);
            JsonNode json = golden.json("case.json");
            NetworkWeights weights = new NetworkWeights(Device.CPU);
            FasterRcnn network = FasterRcnn.build(
                    config(variant, golden, json.get("settings")),
                    weights,
                    weights.source((name, initial, shape) -> golden.tensor("model.safetensors", name)));
            return new Case(golden, json, network);
        }

        private static FasterRcnnConfig config(String variant, ComparatorGoldens golden, JsonNode settings) {
            int pyramid;
            int head;
            try (Scope scope = Scope.open()) {
                pyramid = (int) golden.tensor("model.safetensors", "rpn.head.cls_logits.weight")
                        .size(1);
                head = (int) golden.tensor("model.safetensors", "roi_heads.box_head.fc7.weight")
                        .size(0);
            }
            Variant kind = Variant.valueOf(variant.toUpperCase(Locale.ROOT));
            Norms norms = switch (kind) {
                case RESNET18 -> new Norms(false, 1e-5, 0.1);
                case RESNET50 -> new Norms(true, 1e-5, 0.1);
                case MOBILENET_V3_LARGE -> new Norms(false, 1e-3, 0.01);
            };
            return new FasterRcnnConfig(
                    new Body(kind, kind == Variant.MOBILENET_V3_LARGE ? 0.25 : 0.125, norms, kind.stages()),
                    settings.get("classes_with_background").intValue() - 1,
                    pyramid,
                    head,
                    new AnchorGrid(
                            settings.get("anchor_sizes").values().stream()
                                    .map(Case::doubles)
                                    .toList(),
                            doubles(settings.get("aspect_ratios").get(0))),
                    new ImageScale(
                            settings.get("min_size").intValue(),
                            settings.get("max_size").intValue()),
                    new Proposals(
                            count(settings, "training"),
                            count(settings, "testing"),
                            settings.get("rpn_nms_thresh").doubleValue(),
                            settings.get("rpn_score_thresh").doubleValue()),
                    new Samples(
                            new Sampling(
                                    settings.get("rpn_batch").intValue(),
                                    settings.get("rpn_positive_fraction").doubleValue()),
                            new Sampling(
                                    settings.get("box_batch").intValue(),
                                    settings.get("box_positive_fraction").doubleValue())),
                    new Detections(
                            settings.get("box_score_thresh").doubleValue(),
                            new Nms(
                                    settings.get("box_nms_thresh").doubleValue(),
                                    settings.get("box_detections_per_img").intValue())));
        }

        private static Count count(JsonNode settings, String phase) {
            return new Count(
                    settings.get("rpn_pre_nms_top_n").get(phase).intValue(),
                    settings.get("rpn_post_nms_top_n").get(phase).intValue());
        }

        private static List<Double> doubles(JsonNode list) {
            return list.values().stream().map(JsonNode::doubleValue).toList();
        }

        Tensor tensor(String name) {
            return golden.tensor(TENSORS, name);
        }

        float[] floats(String name) {
            return golden.floats(TENSORS, name);
        }

        List<RgbImage> images() {
            return IntStream.range(0, 2).mapToObj(this::image).toList();
        }

        private RgbImage image(int number) {
            try (Scope scope = Scope.open()) {
                Tensor planes = tensor("image/" + number); // [3, H, W]
                long[] values = planes.permute(1, 2, 0).toLongs();
                byte[] bytes = new byte[values.length];
                IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) values[i]);
                return new RgbImage((int) planes.size(2), (int) planes.size(1), bytes);
            }
        }

        InputImages input() {
            return InputImages.of(images(), network.config().scale(), Device.CPU);
        }

        /** The two images and their boxes in the size in which the network sees them. */
        TrainingBatch batch() {
            List<ImageSize> sizes = input().sizes();
            int height = sizes.stream().mapToInt(ImageSize::height).max().orElseThrow();
            int width = sizes.stream().mapToInt(ImageSize::width).max().orElseThrow();
            Tensor batch = Tensor.full(
                    0.5, DType.FLOAT32, Device.CPU, 2, 3, height, width); // what lies outside does not matter
            List<List<LabelledBox>> boxes = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ImageSize size = sizes.get(i);
                ImageSize original = image(i).size();
                Tensor image =
                        tensor("image/" + i).to(DType.FLOAT32).dividedBy(255).unsqueeze(0);
                batch.narrow(0, i, 1)
                        .narrow(2, 0, size.height())
                        .narrow(3, 0, size.width())
                        .copyFrom(ImageOperators.resizeBilinear(image, size.height(), size.width()));
                float factorX = (float) size.width() / original.width();
                float factorY = (float) size.height() / original.height();
                float[] corners = floats("target/" + i + "/boxes");
                long[] labels = tensor("target/" + i + "/labels").toLongs();
                boxes.add(IntStream.range(0, labels.length)
                        .mapToObj(box -> new LabelledBox(
                                (int) labels[box] - 1,
                                corners[4 * box] * factorX,
                                corners[4 * box + 1] * factorY,
                                corners[4 * box + 2] * factorX,
                                corners[4 * box + 3] * factorY))
                        .toList());
            }
            return new TrainingBatch(batch, sizes, boxes);
        }

        @Override
        public void close() {
            network.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "mobilenet_v3_large"})
    void computesTheMapsProposalsAndRegionsOfTheReference(String variant) {
        try (Scope scope = Scope.open();
                Case reference = Case.open(variant);
                NoGradient off = NoGradient.open()) {
            FasterRcnn network = reference.network;
            InputImages input = reference.input();
            JsonNode geometry = reference.json.get("geometry");
            for (int i = 0; i < 2; i++) {
                int[] size = ComparatorGoldens.ints(geometry.get("image_sizes").get(i));
                assertThat(input.sizes().get(i)).isEqualTo(new ImageSize(size[1], size[0]));
            }
            List<Tensor> maps = network.maps(input, Phase.INFERENCE);
            for (int map = 0; map < maps.size(); map++) {
                String name = map == maps.size() - 1 ? "pool" : String.valueOf(map);
                assertRelative(maps.get(map), reference.tensor("eval/fpn/" + name), 1e-4);
            }
            Predictions predictions = network.predict(maps, input);
            assertThat(predictions.ofMaps().stream().mapToInt(count -> count))
                    .containsExactly(IntStream.of(ComparatorGoldens.ints(geometry.get("anchors_per_level")))
                            .boxed()
                            .toArray(Integer[]::new));
            assertRelative(predictions.objectness(), reference.tensor("eval/rpn_objectness"), 1e-4);
            assertRelative(predictions.deltas(), reference.tensor("eval/rpn_deltas"), 1e-4);

            List<Proposed> proposals = network.propose(predictions, input, Phase.INFERENCE);
            for (int i = 0; i < 2; i++) {
                assertClose(proposals.get(i).boxes(), reference.floats("eval/proposals/" + i), 1e-3);
                assertClose(proposals.get(i).scores(), reference.floats("eval/proposal_scores/" + i), 1e-5);
            }
            RegionHead.Outputs outputs = network.head(
                    maps, input, proposals.stream().map(Proposed::boxes).toList());
            Tensor features = reference.tensor("eval/roi_features"); // for some networks the first regions only
            assertRelative(outputs.features().narrow(0, 0, features.size(0)), features, 1e-4);
            assertRelative(outputs.hidden(), reference.tensor("eval/box_head"), 1e-4);
            assertRelative(outputs.logits(), reference.tensor("eval/class_logits"), 1e-4);
            assertRelative(outputs.deltas(), reference.tensor("eval/box_deltas"), 1e-4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18"})
    void normalisesAndDecodesLikeTheReference(String variant) {
        try (Scope scope = Scope.open();
                Case reference = Case.open(variant);
                NoGradient off = NoGradient.open()) {
            InputImages input = reference.input();
            assertRelative(input.values(), reference.tensor("eval/transformed"), 1e-4);
            Predictions predictions = reference.network.predict(reference.network.maps(input, Phase.INFERENCE), input);
            assertThat(predictions.anchors()).isEqualTo(reference.floats("eval/anchors"));
            float[] decoded = reference.floats("eval/decoded");
            int numbers = predictions.anchors().length;
            for (int i = 0; i < 2; i++) {
                float[] ofImage = new float[numbers];
                System.arraycopy(decoded, i * numbers, ofImage, 0, numbers);
                float[] deltas = predictions.deltas().select(0, i).toFloats();
                assertClose(new BoxDeltas(1, 1).decode(predictions.anchors(), deltas), ofImage, 1e-3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "mobilenet_v3_large"})
    void detectsTheBoxesOfTheReference(String variant) {
        try (Scope scope = Scope.open();
                Case reference = Case.open(variant)) {
            List<List<ScoredBox>> detected = reference.network.detectTogether(reference.images());
            for (int i = 0; i < 2; i++) {
                String name = "eval/detections/" + i + "/";
                long[] labels = reference.tensor(name + "labels").toLongs();
                float[] boxes = reference.floats(name + "boxes");
                float[] scores = reference.floats(name + "scores");
                assertThat(detected.get(i)).hasSize(labels.length);
                for (int k = 0; k < labels.length; k++) {
                    ScoredBox found = detected.get(i).get(k);
                    BoundingBox box = found.box();
                    assertThat(found.type() + 1).isEqualTo((int) labels[k]);
                    assertThat(found.score()).isCloseTo(scores[k], within(1e-5));
                    assertThat(new double[] {box.xMin(), box.yMin(), box.xMax(), box.yMax()})
                            .containsExactly(
                                    new double[] {boxes[4 * k], boxes[4 * k + 1], boxes[4 * k + 2], boxes[4 * k + 3]},
                                    within(1e-3));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet18", "resnet50", "mobilenet_v3_large"})
    void trainsThreeStepsLikeTheReference(String variant) {
        try (Scope scope = Scope.open();
                Case reference = Case.open(variant)) {
            FasterRcnn network = reference.network;
            network.weights().requireGradients();
            List<Tensor> parameters = List.copyOf(network.weights().parameters().values());
            List<Tensor> velocities = parameters.stream()
                    .map(parameter -> Tensor.zeros(DType.FLOAT32, Device.CPU, parameter.shape()))
                    .toList();
            JsonNode optimiser = reference.json.get("optimiser");
            SgdUpdate update = new SgdUpdate(
                    optimiser.get("sgd_lr").doubleValue(),
                    optimiser.get("momentum").doubleValue(),
                    optimiser.get("nesterov").booleanValue(),
                    optimiser.get("weight_decay").doubleValue());
            TrainingBatch batch = reference.batch();
            JsonNode steps = reference.json.get("train_steps");
            for (int i = 0; i < steps.size(); i++) {
                parameters.forEach(Tensor::clearGradient);
                FasterRcnn.Step step = network.losses(
                        batch, (available, wanted) -> IntStream.range(0, wanted).toArray());
                step.losses().total().backward();
                if (i == 0) {
                    assertFirstStep(reference, step);
                }
                assertStep(steps.get(i), step, i == 0 ? 1e-5 : 1e-4);
                List<Tensor> gradients = parameters.stream()
                        .map(parameter -> Objects.requireNonNull(parameter.gradient()))
                        .toList();
                double norm = Math.sqrt(gradients.stream()
                        .mapToDouble(gradient -> gradient.norm() * gradient.norm())
                        .sum());
                double expected = steps.get(i).get("grad_norm").doubleValue();
                assertThat(norm).isCloseTo(expected, within(1e-3 * expected));
                update.apply(parameters, gradients, velocities);
            }
            assertAfterThreeSteps(reference);
        }
    }

    private static void assertFirstStep(Case reference, FasterRcnn.Step step) {
        for (int i = 0; i < 2; i++) {
            assertClose(step.proposals().get(i), reference.floats("train/proposals/" + i), 5e-3);
            assertClose(step.regions().get(i).boxes(), reference.floats("train/roi_sampled/" + i), 5e-3);
            assertTargets(step.regions().get(i), reference.floats("train/roi_targets/" + i));
        }
        Tensor features = reference.tensor("train/roi_features");
        assertRelative(step.outputs().features().narrow(0, 0, features.size(0)), features, 1e-3);
        assertRelative(step.outputs().logits(), reference.tensor("train/class_logits"), 1e-3);
        assertRelative(step.outputs().deltas(), reference.tensor("train/box_deltas"), 1e-3);

        Map<String, Tensor> parameters = reference.network.weights().parameters();
        JsonNode norms = reference.json.get("gradient_norms");
        assertThat(parameters.keySet()).containsExactlyInAnyOrderElementsOf(norms.propertyNames());
        parameters.forEach((name, parameter) -> {
            double expected = norms.get(name).doubleValue();
            Tensor gradient = Objects.requireNonNull(parameter.gradient());
            if (expected > 1e-4) {
                assertThat(gradient.norm()).as(name).isCloseTo(expected, within(1e-3 * expected));
            }
            if (reference.golden.names(TENSORS).contains("gradient/" + name)) {
                assertThat(distance(gradient, reference.tensor("gradient/" + name)))
                        .as(name)
                        .isLessThan(1e-3);
            }
        });
    }

    /** Only the targets of regions that belong to annotations are computed. */
    private static void assertTargets(RegionSamples regions, float[] recorded) {
        int positive = 0;
        for (int region = 0; region < regions.labels().length; region++) {
            if (regions.labels()[region] > 0) {
                for (int i = 0; i < 4; i++) {
                    assertThat(regions.targets()[4 * positive + i]).isCloseTo(recorded[4 * region + i], within(5e-3f));
                }
                positive++;
            }
        }
        assertThat(regions.targets()).hasSize(4 * positive);
    }

    private static void assertStep(JsonNode recorded, FasterRcnn.Step step, double tolerance) {
        for (int i = 0; i < 2; i++) {
            ProposalLoss.Sampled anchors = step.anchors().get(i);
            int[] positive = ComparatorGoldens.ints(
                    recorded.get("anchor_sampled_positive").get(i));
            int[] negative = ComparatorGoldens.ints(
                    recorded.get("anchor_sampled_negative").get(i));
            assertThat(anchors.sample().positive()).isEqualTo(positive);
            assertThat(anchors.sample().all())
                    .isEqualTo(IntStream.concat(IntStream.of(positive), IntStream.of(negative))
                            .sorted()
                            .toArray());
            assertThat(IntStream.range(0, anchors.matched().length).filter(k -> anchors.matched()[k] >= 0))
                    .containsExactly(IntStream.of(ComparatorGoldens.ints(
                                    recorded.get("anchor_positive").get(i)))
                            .boxed()
                            .toArray(Integer[]::new));
            assertThat(step.regions().get(i).labels())
                    .isEqualTo(ComparatorGoldens.ints(recorded.get("roi_labels").get(i)));
        }
        JsonNode losses = recorded.get("losses");
        Map<String, String> names = Map.of(
                "type", "loss_classifier",
                "box", "loss_box_reg",
                "objectness", "loss_objectness",
                "proposal", "loss_rpn_box_reg");
        assertThat(step.losses().parts().keySet()).containsExactlyInAnyOrderElementsOf(names.keySet());
        step.losses()
                .parts()
                .forEach((name, loss) -> assertThat(loss.item())
                        .as(name)
                        .isCloseTo(losses.get(names.get(name)).doubleValue(), within(tolerance)));
        double sum = losses.values().stream().mapToDouble(JsonNode::doubleValue).sum();
        assertThat(step.losses().total().item()).isCloseTo(sum, within(4 * tolerance));
    }

    private static void assertAfterThreeSteps(Case reference) {
        Map<String, Tensor> tensors = reference.network.weights().tensors();
        for (String name : reference.golden.names(TENSORS)) {
            if (name.startsWith("after3/")) {
                Tensor tensor = reference.network.weights().get(name.substring("after3/".length()));
                assertThat(distance(tensor, reference.tensor(name))).as(name).isLessThan(1e-4);
            }
        }
        reference.json.get("after3_parameter_norms").properties().forEach(entry -> {
            double expected = entry.getValue().doubleValue();
            assertThat(Objects.requireNonNull(tensors.get(entry.getKey())).norm())
                    .as(entry.getKey())
                    .isCloseTo(expected, within(1e-4 * Math.max(1, expected)));
        });
    }

    private static void assertClose(float[] computed, float[] reference, double tolerance) {
        assertThat(computed).hasSameSizeAs(reference);
        double largest = 0;
        for (int i = 0; i < computed.length; i++) {
            largest = Math.max(largest, Math.abs((double) computed[i] - reference[i]));
        }
        assertThat(largest).as("largest difference").isLessThanOrEqualTo(tolerance);
    }

    /** Compares with a tolerance that is relative to the largest recorded value, or to 1. */
    private static void assertRelative(Tensor computed, Tensor reference, double tolerance) {
        assertThat(computed.shape()).isEqualTo(reference.shape());
        float[] recorded = reference.toFloats();
        double largest = 1;
        for (float value : recorded) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertClose(computed.toFloats(), recorded, tolerance * largest);
    }

    private static double distance(Tensor computed, Tensor reference) {
        return computed.minus(reference).norm() / Math.max(1e-12, reference.norm());
    }
}
