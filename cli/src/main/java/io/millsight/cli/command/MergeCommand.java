package io.millsight.cli.command;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.cli.option.DTypeConverter;
import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.model.ModelOpener;
import io.millsight.files.AtomicFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millsight merge}. */
@Command(
        name = "merge",
        description = {
            "Adds an adapter to its base model's weights and writes the result as a model folder of its own.",
            "It answers as base and adapter together do, needs no adapter any more, and loads in Hugging Face transformers.",
            "With '--adapter none' the model itself is written: out of the folder of its run, or with another type of weights.",
            "The base stays as it is. Weights in bfloat16 or float16 are rounded once, which may change close answers."
        },
        footer = {
            "",
            "Examples:",
            "  millsight merge --model models/qwen-3b --adapter runs/first --out models/qwen-3b-steel",
            "  millsight merge --model runs/full --adapter none --dtype bfloat16 --out models/small"
        })
public final class MergeCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The base model's folder (default: " + DefaultModel.BASE_WORDS + ").")
    private @Nullable Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            required = true,
            description = "The adapter's folder, or that of a run: its best checkpoint, or RUN/last; none to write the"
                    + " model as it is.")
    private Path adapter;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder to make; it must not exist, or be empty.")
    private Path out;

    @Option(
            names = "--dtype",
            converter = DTypeConverter.class,
            paramLabel = "TYPE",
            description = "How weights are stored: float32, bfloat16 or float16 (default: as the base's).")
    private @Nullable DType dtype;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public MergeCommand() {}

    @Override
    public Integer call() throws IOException {
        Path baseFolder = DefaultModel.base(model);
        ModelFolder base = ModelFolder.open(CheckpointFolder.resolve(baseFolder));
        ModelOpener.reportUnused(
                baseFolder, new TerminalListener(spec.commandLine().getErr()));
        Path given = DefaultModel.adapter(model, adapter);
        String done = given == null ? copy(base) : merge(base, CheckpointFolder.resolve(given));
        spec.commandLine().getOut().println(out + ": " + done);
        if (wanted(base) != DType.FLOAT32 && (given != null || wanted(base) != stored(base))) {
            spec.commandLine()
                    .getErr()
                    .println("millsight: note: the weights are rounded to " + name(wanted(base))
                            + ", so that close answers may differ from before; --dtype float32 keeps them");
        }
        return 0;
    }

    private String merge(ModelFolder base, Path folder) throws IOException {
        Manifest manifest = Manifest.read(folder).orElse(null);
        if (manifest != null) {
            manifest.requireBase(base, folder);
        }
        ModelFolder source = asTrained(base, manifest);
        try (QwenModel loaded = base.load(stored(base), Device.CPU);
                LoraAdapter corrections = LoraAdapter.load(folder, loaded)) {
            write(manifest, target -> corrections.writeMerged(loaded, source, target, wanted(base)));
        }
        return "the model of " + base.path() + " with the adapter of " + folder + " in its weights, stored in "
                + name(wanted(base)) + "; both stay as they were";
    }

    private String copy(ModelFolder base) throws IOException {
        Manifest manifest = Manifest.read(base.path()).orElse(null);
        ModelFolder source = asTrained(base, manifest);
        try (QwenModel loaded = base.load(stored(base), Device.CPU)) {
            write(
                    manifest,
                    target -> source.writeCopy(
                            target,
                            wanted(base),
                            name -> Objects.requireNonNull(loaded.weights().get(name))));
        }
        return "the model of " + base.path() + " without any adapter, stored in " + name(wanted(base));
    }

    /** The base with the pixel budget that the model was trained with. */
    private static ModelFolder asTrained(ModelFolder base, @Nullable Manifest manifest) {
        return manifest == null ? base : base.withImageProcessor(manifest.imageProcessor(base.imageProcessor()));
    }

    private void write(@Nullable Manifest manifest, AtomicFolder.Content weights) throws IOException {
        AtomicFolder.write(out, target -> {
            weights.writeTo(target);
            if (manifest != null) {
                manifest.withoutBase().write(target);
            }
        });
    }

    private static DType stored(ModelFolder base) {
        return DType.parse(base.config().dtype(), Device.CPU);
    }

    private static String name(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }

    private DType wanted(ModelFolder base) {
        return dtype == null ? stored(base) : dtype;
    }
}
