package io.millsight.detect.rcnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.detect.LabelledBox;
import io.millsight.detect.Losses;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.TrainingBatch;
import io.millsight.detect.box.AnchorGrid;
import io.millsight.detect.box.Sampling;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.detect.net.Norms;
import io.millsight.detect.rcnn.FasterRcnnConfig.Body;
import io.millsight.detect.rcnn.FasterRcnnConfig.Proposals;
import io.millsight.detect.rcnn.FasterRcnnConfig.Proposals.Count;
import io.millsight.detect.rcnn.FasterRcnnConfig.Samples;
import io.millsight.detect.rcnn.FasterRcnnConfig.Variant;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.torch.Autocast;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Scope;
import io.millsight.torch.SgdUpdate;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Training and detection of small networks from nothing. */
class FasterRcnnTrainingTest {

    private static final int SIDE = 128;

    private static FasterRcnnConfig config(int types, double width, int pyramid, int head) {
        return new FasterRcnnConfig(
                new Body(Variant.RESNET18, width, new Norms(false, 1e-5, 0.1), 5),
                types,
                pyramid,
                head,
                new AnchorGrid(
                        IntStream.of(12, 24, 48, 96, 160)
                                .mapToObj(size -> List.of((double) size))
                                .toList(),
                        List.of(0.2, 0.5, 1.0, 2.0, 5.0)),
                new ImageScale(SIDE, SIDE),
                new Proposals(new Count(200, 100), new Count(200, 100), 0.7, 0),
                new Samples(new Sampling(128, 0.5), new Sampling(64, 0.25)),
                FasterRcnnConfig.fromScratch(Variant.RESNET18, types, SIDE).detections());
    }

    /** A network in training, with its velocities. */
    private static final class Training implements AutoCloseable {

        private final FasterRcnn network;
        private final List<Tensor> velocities;
        private final SplittableRandom random = new SplittableRandom(5);

        Training(FasterRcnnConfig config) {
            NetworkWeights weights = new NetworkWeights(Device.CPU);
            try (RandomGenerator generator = RandomGenerator.seeded(4, Device.CPU)) {
                network = FasterRcnn.build(config, weights, weights.fresh(generator));
            }
            weights.requireGradients();
            velocities = weights.parameters().values().stream()
                    .map(parameter -> Tensor.zeros(DType.FLOAT32, Device.CPU, parameter.shape()))
                    .toList();
        }

        double step(TrainingBatch batch, DType dtype) {
            List<Tensor> parameters = List.copyOf(network.weights().parameters().values());
            parameters.forEach(Tensor::clearGradient);
            try (Scope scope = Scope.open()) {
                Losses losses;
                try (Autocast cast = Autocast.open(Device.CPU, dtype)) {
                    losses = network.losses(batch, random);
                }
                losses.total().backward();
                List<Tensor> gradients = parameters.stream()
                        .map(parameter -> Objects.requireNonNull(parameter.gradient()))
                        .toList();
                new SgdUpdate(0.01, 0.9, false, 1e-4).apply(parameters, gradients, velocities);
                return losses.total().item();
            }
        }

        @Override
        public void close() {
            network.close();
            velocities.forEach(Tensor::close);
        }
    }

    private static TrainingBatch drawn(List<List<LabelledBox>> boxes) {
        try (RandomGenerator random = RandomGenerator.seeded(2, Device.CPU)) {
            return new TrainingBatch(
                    random.uniform(0, 1, boxes.size(), 3, 64, 64).channelsLast(),
                    boxes.stream().map(ofImage -> new ImageSize(64, 48)).toList(),
                    boxes);
        }
    }

    private static final List<LabelledBox> SOME =
            List.of(new LabelledBox(0, 5, 6, 30, 20), new LabelledBox(1, 40, 2, 60, 40));

    @Test
    void trainsOnImagesWithoutBoxes() {
        try (Scope scope = Scope.open();
                Training training = new Training(config(2, 0.125, 16, 32))) {
            assertThat(training.step(drawn(List.of(SOME, List.of())), DType.FLOAT32))
                    .isFinite();
            assertThat(training.step(drawn(List.of(List.of(), List.of())), DType.FLOAT32))
                    .isFinite();
            training.network
                    .weights()
                    .tensors()
                    .forEach((name, tensor) ->
                            assertThat(tensor.isFinite()).as(name).isTrue());
        }
    }

    @Test
    void trainsInBfloat16WithLossesInFloat32() {
        try (Scope scope = Scope.open();
                Training training = new Training(config(2, 0.125, 16, 32))) {
            TrainingBatch batch = drawn(List.of(SOME, SOME));
            try (Autocast cast = Autocast.open(Device.CPU, DType.BFLOAT16)) {
                assertThat(training.network
                                .losses(batch, new SplittableRandom(1))
                                .total()
                                .dtype())
                        .isEqualTo(DType.FLOAT32);
            }
            double first = training.step(batch, DType.BFLOAT16);
            double last = first;
            for (int step = 0; step < 20; step++) {
                last = training.step(batch, DType.BFLOAT16);
            }
            assertThat(last).isLessThan(first);
        }
    }

    @Test
    void keepsNoNativeObjectsAndRepeatsItsBits() {
        List<float[]> results = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Scope scope = Scope.open();
                    Training training = new Training(config(2, 0.125, 16, 32))) {
                TrainingBatch batch = drawn(List.of(SOME, List.of()));
                training.step(batch, DType.FLOAT32);
                long before = Scope.liveHandles();
                for (int step = 0; step < (run == 0 ? 200 : 20); step++) {
                    training.step(batch, DType.FLOAT32);
                    if (step == 19) {
                        results.add(training.network
                                .weights()
                                .get("rpn.head.conv.0.0.weight")
                                .toFloats());
                    }
                }
                assertThat(Scope.liveHandles()).isEqualTo(before);
            }
        }
        assertThat(results.get(0)).isEqualTo(results.get(1));
    }

    @Test
    void detectsOnImagesOfAnySizeAndNotOnTheCompanyTheyAreIn() {
        try (Scope scope = Scope.open();
                Training training = new Training(config(2, 0.125, 16, 32))) {
            List<RgbImage> images = List.of(noise(200, 150), noise(31, 400), noise(3, 3), noise(150, 200));
            List<List<ScoredBox>> together = training.network.detect(images);
            for (int i = 0; i < images.size(); i++) {
                RgbImage image = images.get(i);
                assertThat(together.get(i)).hasSizeLessThanOrEqualTo(100).allSatisfy(found -> {
                    assertThat(found.box().isInside(image.width(), image.height()))
                            .isTrue();
                    assertThat(found.score()).isBetween(0.001, 1.0);
                });
                assertThat(training.network.detect(List.of(image))).containsExactly(together.get(i));
            }
            assertThat(together.get(0)).isNotEmpty();
            assertThat(training.network.detect(List.of())).isEmpty();
        }
    }

    private static RgbImage noise(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        new SplittableRandom(width).nextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }
}
