package io.millsight.cli.command;

import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.Int8Check;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.Int8Conversion;
import io.millsight.files.Quantity;
import io.millsight.qwen.ModelFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millsight quantize}. */
@Command(
        name = "quantize",
        sortOptions = false,
        description = {
            "Writes a model in int8, for describing on a processor.",
            "The layers of the language model are rounded to 8 bits, with one scale for each output channel. The vision"
                    + " encoder and the embedding stay as they are. The adapter is merged first. The new folder of a large model takes about"
                    + " three quarters of the memory and needs no adapter; it cannot be trained. The model and the adapter do not change.",
            "--check measures on a dataset what is lost. If it is more than --margin allows, nothing is written, and the exit"
                    + " code is 1."
        },
        footer = {
            "",
            "Examples:",
            "  millsight quantize --model models/qwen --adapter runs/first --out models/int8",
            "  millsight quantize --model models/qwen --adapter runs/first --check my-steel"
        })
public final class QuantizeCommand implements Callable<Integer> {

    private static final int WORSE_THAN_ALLOWED = 1;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            order = 1,
            description =
                    "The folder of the model (default: the base of the adapter, or " + DefaultModel.BASE_WORDS + ").")
    private @Nullable Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            order = 2,
            description = "The folder of its adapter or of a run; none for no adapter.")
    private @Nullable Path adapter;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            order = 3,
            description = "The folder to write; it must be new or empty.")
    private @Nullable Path out;

    @Option(
            names = "--check",
            paramLabel = "DATA",
            order = 4,
            description =
                    "Compare the answers in int8 with those in the model's usual number format on this dataset first.")
    private @Nullable Path data;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "val",
            order = 5,
            description = "The images for --check: train, val or test (default: ${DEFAULT-VALUE}).")
    private String split;

    @Option(
            names = "--limit",
            paramLabel = "N",
            order = 6,
            description = "Check only N images, spread evenly over the split.")
    private @Nullable Integer limit;

    @Option(
            names = "--margin",
            paramLabel = "X",
            defaultValue = "0.02",
            order = 7,
            description =
                    "How much type accuracy and mAP50 may fall, each a share from 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double margin;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public QuantizeCommand() {}

    @Override
    public Integer call() throws IOException {
        requireSense();
        TerminalListener listener = new TerminalListener(spec.commandLine().getErr());
        EvaluatedModel chosen = DefaultModel.resolve(model, adapter);
        Int8Conversion conversion = new Int8Conversion(chosen);
        if (data != null && !check(chosen, data, listener)) {
            return WORSE_THAN_ALLOWED;
        }
        if (out != null) {
            conversion.write(out, listener);
            spec.commandLine()
                    .getOut()
                    .println(out + ": " + chosen.name() + " in int8, " + Quantity.bytes(weightBytes(out))
                            + " of weights instead of " + Quantity.bytes(weightBytes(chosen.modelFolder()))
                            + "; describe with --model " + out);
        }
        return 0;
    }

    private void requireSense() {
        if (out == null && data == null) {
            throw refused("nothing to do: give --out DIR to write the model, --check DATA to measure it, or both");
        }
        if (!(margin >= 0 && margin <= 1)) {
            throw refused("--margin " + margin + ": give a share from 0 to 1");
        }
        if (limit != null && limit < 1) {
            throw refused("--limit " + limit + ": give at least 1");
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private boolean check(EvaluatedModel chosen, Path dataset, TerminalListener listener) {
        EvaluationSplit images = EvaluationSplit.read(dataset, split, limit, listener);
        Int8Check.Result result = new Int8Check(chosen, listener).run(images);
        PrintWriter console = spec.commandLine().getOut();
        console.printf(
                Locale.ROOT, "%-10s %13s %7s %13s %12s%n", "", "type accuracy", "mAP50", "s per image", "peak memory");
        print(result.plain(), console);
        print(result.rounded(), console);
        console.printf(Locale.ROOT, "exact answers: %d of %d images%n", result.exact(), result.images());
        boolean within = result.isWithin(margin);
        console.printf(
                Locale.ROOT,
                within ? "within the margin of %.3f%n" : "worse by more than the margin of %.3f: nothing is written%n",
                margin);
        console.flush();
        return within;
    }

    private static void print(Int8Check.Row row, PrintWriter console) {
        Long peak = row.peakMemory();
        console.printf(
                Locale.ROOT,
                "%-10s %13.3f %7.3f %13.3f %12s%n",
                row.name(),
                row.typeAccuracy(),
                row.ap50(),
                row.secondsPerImage(),
                peak == null ? "unknown" : Quantity.bytes(peak));
    }

    private static long weightBytes(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : ModelFolder.open(folder).weightFiles()) {
            bytes += Files.size(file);
        }
        return bytes;
    }
}
