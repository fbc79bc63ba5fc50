package io.millsight.bench;

import io.millsight.adapter.lora.LoraConfig;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.step.Packing;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether memory stays: resident memory and native handles before, after a tenth and at the end of many training steps and many descriptions. */
@Command(name = "soak", description = "Memory and native handles over many training steps and descriptions.")
final class SoakBenchmark implements Callable<Integer> {

    private static final int WARM_UP_SHARE = 10;

    @Mixin
    private BenchmarkOptions options;

    @Option(
            names = "--rounds",
            defaultValue = "1000",
            description = "Training steps, and then descriptions (default: 1000).")
    private int rounds;

    @Option(names = "--images", defaultValue = "32", description = "That take turns (default: 32).")
    private int images;

    @Option(names = "--tokens", defaultValue = "12", description = "Of every answer (default: 12).")
    private int tokens;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    SoakBenchmark() {}

    @Override
    public Integer call() throws IOException {
        Device device = options.device();
        DType dtype = options.dtype(device);
        ModelFolder folder = ModelFolder.open(options.model());
        Workload workload = new Workload(folder.config(), folder.imageProcessor(), options.data(), images);
        Figures figures = new Figures().add("program", "millsight soak").add("rounds", rounds);
        try (QwenModel model = folder.load(dtype, device)) {
            try (TrainingProbe probe = TrainingProbe.adapter(model, LoraConfig.paper(), Packing.NONE, false)) {
                watch(
                        "training",
                        figures,
                        round -> probe.step(List.of(List.of(workload.sample(round % workload.size())))));
            }
            Generator generator =
                    new Generator(model, new GenerationConfig(false, 1, 0, 1, 0, 1, List.of(Integer.MAX_VALUE), 0), 0);
            watch(
                    "describing",
                    figures,
                    round -> describe(model, generator, workload.question(round % workload.size())));
        }
        spec.commandLine().getOut().println(figures.line(dtype));
        return 0;
    }

    /** The work of all rounds, with what is held at the start, after a tenth of them, half-way and at the end. */
    private void watch(String name, Figures figures, IntConsumer work) throws IOException {
        int warmUp = Math.max(1, rounds / WARM_UP_SHARE);
        note(name + "_start", figures);
        for (int round = 0; round < rounds; round++) {
            if (round == warmUp) {
                note(name + "_warm", figures);
            } else if (round == rounds / 2) {
                note(name + "_half", figures);
            }
            work.accept(round);
        }
        note(name + "_end", figures);
    }

    private static void note(String moment, Figures figures) throws IOException {
        figures.add(moment + "_rss_mib", Figures.residentMebibytes());
        figures.add(moment + "_handles", Scope.liveHandles());
    }

    private void describe(QwenModel model, Generator generator, EncodedSample question) {
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = model.batch(List.of(question.sequence()));
            long width = model.config().vision().patchValues();
            Tensor patches = Tensor.of(question.patches(), question.patches().length / width, width)
                    .to(model.device());
            generator.generate(batch, patches, tokens);
        }
    }
}
