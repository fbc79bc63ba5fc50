package io.millsight.bench;

import io.millsight.detect.Detector;
import io.millsight.detect.LabelledBox;
import io.millsight.detect.Losses;
import io.millsight.detect.Network;
import io.millsight.detect.TrainingBatch;
import io.millsight.detect.folder.DetectorDescription;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.detect.folder.Networks;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.synthetic.SyntheticSteel;
import io.millsight.torch.Autocast;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Scope;
import io.millsight.torch.SgdUpdate;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Seconds per image of a detector: of a training step from fresh weights (forward, assignment, losses, backward, update), and of detecting on one
 * image with its own weights (fitting it, the network, choosing boxes). It is trained on noise, which costs as much as any image, and detects
 * on drawn surfaces, because noise yields more boxes than steel.
 */
@Command(name = "detector", description = "Seconds per image of training a detector and of detecting.")
final class DetectorBenchmark implements Callable<Integer> {

    private static final int BOXES = 3; // of an image
    private static final int WARM_UP = 2; // steps that do not count
    private static final int DETECTIONS = 400;
    private static final int FIRST_DETECTIONS = 300; // do not count: Java compiles until then

    @Parameters(index = "0", paramLabel = "DETECTOR", description = "A detector's folder, or a run that trained one.")
    private Path detector;

    @Option(names = "--batch", defaultValue = "16", description = "Images in a step (default: 16).")
    private int batch;

    @Option(
            names = "--steps",
            defaultValue = "8",
            description = "Steps, of which the first two do not count (default: 8).")
    private int steps;

    @Mixin
    private ComputeOptions compute;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    DetectorBenchmark() {}

    @Override
    public Integer call() throws IOException {
        Device device = compute.device();
        DType computed = compute.dtype(device);
        DetectorFolder folder = DetectorFolder.open(detector);
        DetectorDescription description = folder.description();
        NetworkWeights weights = new NetworkWeights(device);
        try (RandomGenerator random = RandomGenerator.seeded(0, Device.CPU);
                Network network = Networks.build(description, weights, weights.fresh(random))) {
            weights.requireGradients();
            Figures figures = new Figures()
                    .add("network", description.method() + " " + description.variant())
                    .add("parameters", weights.parameterCount())
                    .add("size", description.imageSize())
                    .add("batch", batch)
                    .seconds(
                            "seconds_per_training_image",
                            Figures.median(training(network, images(description, device, random), computed)))
                    .seconds("seconds_per_image", Figures.median(detecting(folder, device, computed)));
            spec.commandLine().getOut().println(figures.line(computed));
        }
        return 0;
    }

    private List<Double> training(Network network, TrainingBatch images, DType computed) {
        List<Double> seconds = new ArrayList<>();
        try (Scope whole = Scope.open()) {
            Device device = network.weights().device();
            List<Tensor> parameters = List.copyOf(network.weights().parameters().values());
            List<Tensor> velocities = parameters.stream()
                    .map(parameter -> Tensor.zeros(DType.FLOAT32, device, parameter.shape()))
                    .toList();
            for (int step = 0; step < steps; step++) {
                Stopwatch time = new Stopwatch();
                try (Scope scope = Scope.open()) {
                    Losses losses;
                    try (Autocast cast = Autocast.open(device, computed)) {
                        losses = network.losses(images, new SplittableRandom(step));
                    }
                    losses.total().backward();
                    new SgdUpdate(1e-4, 0.937, true, 0)
                            .apply(
                                    parameters,
                                    parameters.stream()
                                            .map(parameter -> Objects.requireNonNull(parameter.gradient()))
                                            .toList(),
                                    velocities);
                    parameters.forEach(Tensor::clearGradient);
                }
                if (step >= Math.min(WARM_UP, steps - 1)) {
                    seconds.add(time.seconds() / batch);
                }
            }
        }
        return seconds;
    }

    private TrainingBatch images(DetectorDescription description, Device device, RandomGenerator random) {
        int size = description.imageSize();
        SplittableRandom places = new SplittableRandom(0);
        List<List<LabelledBox>> boxes = new ArrayList<>();
        for (int image = 0; image < batch; image++) {
            List<LabelledBox> ofImage = new ArrayList<>();
            for (int box = 0; box < BOXES; box++) {
                float left = (float) places.nextDouble(0, size * 0.6);
                float top = (float) places.nextDouble(0, size * 0.6);
                ofImage.add(new LabelledBox(
                        places.nextInt(description.types().size()), left, top, left + size * 0.3f, top + size * 0.2f));
            }
            boxes.add(ofImage);
        }
        return new TrainingBatch(
                random.uniform(0, 1, batch, 3, size, size).to(device),
                Collections.nCopies(batch, new ImageSize(size, size)),
                boxes);
    }

    private static List<Double> detecting(DetectorFolder folder, Device device, DType computed) {
        List<RgbImage> images = IntStream.range(0, DETECTIONS)
                .mapToObj(seed -> SyntheticSteel.REAL.draw(seed).image())
                .toList();
        List<Double> seconds = new ArrayList<>();
        try (Detector detector = folder.load(device, computed)) {
            for (int i = 0; i < DETECTIONS; i++) {
                Stopwatch time = new Stopwatch();
                detector.detect(List.of(images.get(i)));
                if (i >= FIRST_DETECTIONS) {
                    seconds.add(time.seconds());
                }
            }
        }
        return seconds;
    }
}
