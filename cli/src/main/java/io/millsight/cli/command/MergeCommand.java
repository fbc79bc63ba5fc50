package io.millsight.cli.command;

import io.millsight.adapter.AdapterFolder;
import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.peft.AdapterException;
import io.millsight.cli.option.DTypeConverter;
import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.model.EvaluatedModel;
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
            "Writes a base model and its adapter as one model folder.",
            "The new folder needs no adapter, and Hugging Face transformers loads it. The base and the adapter stay as they"
                    + " are. Weights in bfloat16 or float16 are rounded once, which can change an answer.",
            "Adapters of LoRA and DoRA can be merged. A soft prompt of prompt tuning cannot: it has no place in the weights.",
            "With '--adapter none' the model is written without an adapter, such as the best checkpoint of a full"
                    + " fine-tuning, or in another data type."
        },
        footer = {
            "",
            "Examples:",
            "  millsight merge --adapter models/nano-neu-det --out merged",
            "  millsight merge --model runs/full --adapter none --dtype bfloat16 --out full"
        })
public final class MergeCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The folder of the base model (default: the base of the adapter).")
    private @Nullable Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            required = true,
            description = "The folder of an adapter or a run; none for no adapter.")
    private Path adapter;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder to write; it must be new or empty.")
    private Path out;

    @Option(
            names = "--dtype",
            converter = DTypeConverter.class,
            paramLabel = "TYPE",
            description = "The data type of the weights: float32, bfloat16 or float16 (default: that of the base).")
    private @Nullable DType dtype;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public MergeCommand() {}

    @Override
    public Integer call() throws IOException {
        EvaluatedModel chosen = DefaultModel.resolve(model, adapter);
        Path baseFolder = chosen.model();
        ModelFolder base = ModelFolder.open(CheckpointFolder.resolve(baseFolder));
        ModelOpener.reportUnused(
                baseFolder, new TerminalListener(spec.commandLine().getErr()));
        Path given = chosen.adapter();
        String done = given == null ? copy(base) : merge(base, CheckpointFolder.resolve(given));
        spec.commandLine().getOut().println(out + ": " + done);
        if (wanted(base) != DType.FLOAT32 && (given != null || wanted(base) != stored(base))) {
            spec.commandLine()
                    .getErr()
                    .println("millsight: note: the weights are rounded to " + name(wanted(base))
                            + ", which can change an answer; --dtype float32 keeps them exact");
        }
        return 0;
    }

    private String merge(ModelFolder base, Path folder) throws IOException {
        if (AdapterFolder.read(folder) instanceof AdapterFolder.Prompt) {
            throw new AdapterException(
                    folder + ": is a soft prompt, which stands before the question and has no place in"
                            + " the weights; use it as it is, with --adapter");
        }
        Manifest manifest = Manifest.read(folder).orElse(null);
        if (manifest != null) {
            manifest.requireBase(base, folder);
        }
        ModelFolder source = asTrained(base, manifest);
        try (QwenModel loaded = base.load(stored(base), Device.CPU);
                LoraAdapter corrections = LoraAdapter.load(folder, loaded)) {
            write(manifest, target -> corrections.writeMerged(loaded, source, target, wanted(base)));
        }
        return "a new model in " + name(wanted(base)) + ", made of " + base.path() + " and the adapter " + folder
                + "; both are unchanged";
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
        return "a copy of " + base.path() + " without an adapter, in " + name(wanted(base));
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
