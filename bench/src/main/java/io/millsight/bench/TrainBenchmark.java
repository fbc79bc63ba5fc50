package io.millsight.bench;

import io.millsight.adapter.lora.LoraConfig;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.step.Packing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Seconds per sample of LoRA training with the paper's settings: rank 16, micro-batches of one sample, four of them to an optimiser step. A sample's
 * share of its optimiser step is in its time.
 */
@Command(name = "train", description = "Seconds per sample of a training step (LoRA: batch 1, accumulation 4).")
final class TrainBenchmark implements Callable<Integer> {

    private static final int ACCUMULATION = 4;
    private static final int SHOWN_LOSSES = 4;
    private static final int WARM_UP_SHARE = 4; // the first quarter of the steps does not count

    @Mixin
    private BenchmarkOptions options;

    @Option(names = "--samples", defaultValue = "12", description = "How many, a multiple of 4 (default: 12).")
    private int samples;

    @Option(names = "--epochs", defaultValue = "1", description = "Passes over them; the last one counts (default: 1).")
    private int epochs;

    @Option(names = "--text-only", description = "Adapt the language model only.")
    private boolean textOnly;

    @Option(
            names = "--packed-tokens",
            defaultValue = "1024",
            description = "The setting packed_tokens of train (default: 1024).")
    private int packedTokens;

    @Option(
            names = "--parallel",
            defaultValue = "1",
            description = "The setting parallel_micro_batches of train (default: 1).")
    private int parallel;

    @Option(names = "--gradient-checkpointing", description = "The setting gradient_checkpointing of train.")
    private boolean checkpointing;

    @Option(names = "--full", description = "Teach the whole model, in steps of one batch.")
    private boolean full;

    @Option(names = "--batch", defaultValue = "16", description = "Samples in such a batch (default: 16).")
    private int batch;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    TrainBenchmark() {}

    @Override
    public Integer call() throws IOException {
        Device device = options.device();
        DType dtype = options.dtype(device);
        ModelFolder folder = ModelFolder.open(options.model());
        Workload workload = new Workload(folder.config(), folder.imageProcessor(), options.data(), samples);
        int group = full ? batch : ACCUMULATION;
        if (workload.size() < group) {
            throw new ParameterException(spec.commandLine(), "--samples and the dataset must give at least " + group);
        }
        Figures figures = new Figures()
                .add("program", "millsight train")
                .add("mode", full ? "full, batch " + batch : textOnly ? "text only" : "as named");
        Stopwatch whole = new Stopwatch();
        if (full) {
            try (TrainingProbe probe = TrainingProbe.full(folder, device, dtype, checkpointing)) {
                figures.seconds("load", whole.seconds());
                train(probe, workload, group, figures);
            }
        } else {
            LoraConfig lora = textOnly ? LoraConfig.paper().textOnly() : LoraConfig.paper();
            try (QwenModel model = folder.load(dtype, device);
                    TrainingProbe probe =
                            TrainingProbe.adapter(model, lora, new Packing(packedTokens, parallel), checkpointing)) {
                figures.seconds("load", whole.seconds());
                train(probe, workload, group, figures);
            }
        }
        spec.commandLine()
                .getOut()
                .println(figures.seconds("total", whole.seconds()).line(dtype));
        return 0;
    }

    private void train(TrainingProbe probe, Workload workload, int size, Figures figures) {
        figures.add("trainable", probe.parameters());
        List<Double> seconds = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        int steps = workload.size() / size;
        for (int number = 0; number < steps * epochs; number++) {
            int start = number % steps * size;
            List<EncodedSample> group = IntStream.range(start, start + size)
                    .mapToObj(workload::sample)
                    .toList();
            Stopwatch step = new Stopwatch();
            losses.addAll(probe.step(
                    full ? List.of(group) : group.stream().map(List::of).toList()));
            seconds.add(step.seconds() / size);
        }
        int first = steps * (epochs - 1);
        int warmUp = Math.max(first, seconds.size() > 1 ? Math.max(1, seconds.size() / WARM_UP_SHARE) : 0);
        figures.seconds("seconds_per_sample", Figures.median(seconds.subList(warmUp, seconds.size())))
                .seconds("seconds_per_sample_by_step", seconds)
                .add("losses", losses.subList(0, Math.min(SHOWN_LOSSES, losses.size())));
    }
}
