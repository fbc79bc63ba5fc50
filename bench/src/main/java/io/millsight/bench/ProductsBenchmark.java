package io.millsight.bench;

import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.config.TextConfig;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Seconds of the matrix products of a LoRA step in all decoder layers, without anything between them: what is left of a step if all else costs
 * nothing. Once projection by projection, once with those joined that read the same rows (q, k and v; gate and up).
 */
@Command(name = "products", description = "Seconds of the matrix products of a LoRA step alone, separate and joined.")
final class ProductsBenchmark implements Callable<Integer> {

    private static final int RANK = 16;
    private static final int WARM_UP = 3;

    @Parameters(index = "0", paramLabel = "MODEL", description = "A model folder; only its config.json counts.")
    private Path model;

    @Mixin
    private ComputeOptions compute;

    @Option(
            names = "--rows",
            defaultValue = "556",
            description = "Tokens of a pack (default: 556, four samples of 139).")
    private int rows;

    @Option(names = "--repeats", defaultValue = "20", description = "Of each figure, the median counts (default: 20).")
    private int repeats;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    ProductsBenchmark() {}

    /**
     * Projections of the same rows, with their adapters.
     *
     * @param weight {@code [O, I]}, those of all projections one below the other; and so {@code a}
     * @param a {@code [k * r, I]}
     * @param b of each projection, {@code [O_k, r]}
     * @param input {@code [R, I]}
     * @param gradient of the output, {@code [R, O]}
     */
    private record Projections(Tensor weight, Tensor a, List<Tensor> b, Tensor input, Tensor gradient) {

        void forward() {
            input.linear(weight, null);
        }

        void backward() {
            gradient.matmul(weight);
        }

        void adapters() {
            Tensor reduced = input.linear(a, null); // [R, k * r]
            List<Tensor> back = new ArrayList<>();
            long from = 0;
            for (int k = 0; k < b.size(); k++) {
                Tensor own = reduced.narrow(1, (long) k * RANK, RANK);
                Tensor ownGradient = gradient.narrow(1, from, b.get(k).size(0));
                own.linear(b.get(k), null);
                ownGradient.transpose(0, 1).matmul(own);
                back.add(ownGradient.matmul(b.get(k)));
                from += b.get(k).size(0);
            }
            Tensor reducedGradient = back.size() == 1 ? back.get(0) : Tensor.concatenate(back, 1);
            reducedGradient.matmul(a);
            reducedGradient.transpose(0, 1).matmul(input);
        }
    }

    @Override
    public Integer call() throws IOException {
        Device device = compute.device();
        DType dtype = compute.dtype(device);
        TextConfig config = ModelFolder.open(model).config().text();
        int width = config.hiddenSize();
        int shared = config.keyValueHeads() * config.headSize();
        int inner = config.intermediateSize();
        Figures figures = new Figures().add("program", "millsight products").add("rows", rows);
        try (NoGradient off = NoGradient.open();
                Scope scope = Scope.open();
                RandomGenerator random = RandomGenerator.seeded(0, Device.CPU)) {
            Maker maker = new Maker(random, device, dtype);
            add(
                    figures,
                    "",
                    List.of(
                            maker.projections(width, width),
                            maker.projections(width, shared),
                            maker.projections(width, shared),
                            maker.projections(width, width),
                            maker.projections(width, inner),
                            maker.projections(width, inner),
                            maker.projections(inner, width)),
                    config.layers());
            add(
                    figures,
                    "joined_",
                    List.of(
                            maker.projections(width, width, shared, shared),
                            maker.projections(width, width),
                            maker.projections(width, inner, inner),
                            maker.projections(inner, width)),
                    config.layers());
        }
        spec.commandLine().getOut().println(figures.line(dtype));
        return 0;
    }

    /** Makes projections of random numbers. */
    private final class Maker {

        private final RandomGenerator random;
        private final Device device;
        private final DType dtype;

        Maker(RandomGenerator random, Device device, DType dtype) {
            this.random = random;
            this.device = device;
            this.dtype = dtype;
        }

        Projections projections(int from, int... to) {
            int sum = IntStream.of(to).sum();
            return new Projections(
                    normal(sum, from),
                    normal(RANK * to.length, from),
                    IntStream.of(to).mapToObj(one -> normal(one, RANK)).toList(),
                    normal(rows, from),
                    normal(rows, sum));
        }

        private Tensor normal(int height, int width) {
            return random.normal(0, 1, height, width).to(device).to(dtype);
        }
    }

    private void add(Figures figures, String prefix, List<Projections> layer, int layers) {
        double forward = layers * seconds(layer, Projections::forward);
        double backward = layers * seconds(layer, Projections::backward);
        double adapters = layers * seconds(layer, Projections::adapters);
        figures.seconds(prefix + "forward", forward)
                .seconds(prefix + "backward", backward)
                .seconds(prefix + "adapters", adapters)
                .seconds(prefix + "step", forward + backward + adapters);
    }

    private double seconds(List<Projections> layer, Consumer<Projections> work) {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < WARM_UP + repeats; i++) {
            Stopwatch time = new Stopwatch();
            for (Projections projections : layer) {
                try (Scope scope = Scope.open()) {
                    work.accept(projections);
                }
            }
            if (i >= WARM_UP) {
                seconds.add(time.seconds());
            }
        }
        return Figures.median(seconds);
    }
}
