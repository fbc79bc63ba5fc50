package io.millsight.bench;

import io.millsight.adapter.AdaptedModel;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.ProductThreads;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import io.millsight.tuning.sample.EncodedSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Seconds until the first token of a description and for each further one, generated greedily and never ended by the model. */
@Command(name = "describe", description = "Seconds of the prefill and per generated token.")
final class DescribeBenchmark implements Callable<Integer> {

    private static final int NO_TOKEN = Integer.MAX_VALUE;

    @Mixin
    private BenchmarkOptions options;

    @Option(
            names = "--images",
            defaultValue = "5",
            description = "How many, after a first one to warm up (default: 5).")
    private int images;

    @Option(names = "--tokens", defaultValue = "34", description = "Of every answer, at least 2 (default: 34).")
    private int tokens;

    @Option(
            names = "--decodings",
            description =
                    "Compare free answers, free ones with guesses and ones locked to the grammar instead: whole ones to"
                            + " the model's own question, of at most --tokens tokens. The model folder needs its"
                            + " tokenizer.")
    private boolean decodings;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    DescribeBenchmark() {}

    @Override
    public Integer call() throws IOException {
        AdaptedModel.Compute compute = options.compute();
        ModelFolder folder = ModelFolder.open(options.model());
        Workload workload = new Workload(folder.config(), folder.imageProcessor(), options.data(), images + 1);
        if (decodings) {
            return compare(folder, compute, workload);
        }
        Stopwatch loading = new Stopwatch();
        try (QwenModel model = AdaptedModel.loadForDescribing(folder, compute)) {
            double load = loading.seconds();
            Generator generator =
                    new Generator(model, new GenerationConfig(false, 1, 0, 1, 0, 1, List.of(NO_TOKEN), 0), 0);
            Figures figures = figures(folder, compute).add("tokens", tokens);
            try (ProductThreads limit = limit(model)) {
                describe(model, generator, workload, figures);
            }
            print(figures, load, compute);
        }
        return 0;
    }

    /** Answers in all ways of decoding, which need the tokenizer and the task as well. */
    private int compare(ModelFolder folder, AdaptedModel.Compute compute, Workload workload) throws IOException {
        Figures figures = figures(folder, compute);
        Stopwatch loading = new Stopwatch();
        try (AdaptedModel model = AdaptedModel.open(options.model(), null, compute, AdaptedModel.Defaults.STANDARD)) {
            double load = loading.seconds();
            try (ProductThreads limit = limit(model.base())) {
                new DecodingComparison(model, tokens).measure(workload, figures);
            }
            print(figures, load, compute);
        }
        return 0;
    }

    /** Gives a small model one processor, as a description does. */
    private static ProductThreads limit(QwenModel model) {
        if (!AdaptedModel.needsOneProcessor(model)) {
            return ProductThreads.UNLIMITED;
        }
        Torch.threads(1);
        return ProductThreads.atMost(1);
    }

    private static Figures figures(ModelFolder folder, AdaptedModel.Compute compute) {
        return new Figures()
                .add("program", "millsight describe")
                .add("int8", compute.int8() || folder.config().int8());
    }

    private void print(Figures figures, double load, AdaptedModel.Compute compute) throws IOException {
        spec.commandLine().getOut().println(figures.seconds("load", load).line(compute.dtype()));
    }

    private void describe(QwenModel model, Generator generator, Workload workload, Figures figures) {
        List<Double> prefill = new ArrayList<>();
        List<Double> perToken = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        for (int i = 0; i < workload.size(); i++) {
            EncodedSample question = workload.question(i);
            double one = answer(model, generator, question, 1);
            double all = answer(model, generator, question, tokens);
            if (i > 0) {
                prefill.add(one);
                perToken.add((all - one) / (tokens - 1));
                whole.add(all);
            }
        }
        figures.seconds("prefill", Figures.median(prefill))
                .seconds("per_token", Figures.median(perToken))
                .seconds("describe", Figures.median(whole))
                .seconds("prefill_by_image", prefill)
                .seconds("per_token_by_image", perToken);
    }

    /** Seconds for an answer of so many tokens. */
    private static double answer(QwenModel model, Generator generator, EncodedSample question, int tokens) {
        Stopwatch time = new Stopwatch();
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = model.batch(List.of(question.sequence()));
            long width = model.config().vision().patchValues();
            Tensor patches = Tensor.of(question.patches(), question.patches().length / width, width)
                    .to(model.device());
            generator.generate(batch, patches, tokens);
        }
        return time.seconds();
    }
}
