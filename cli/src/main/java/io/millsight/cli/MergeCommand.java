package io.millsight.cli;

import io.millsight.files.AtomicFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.tuning.Checkpoints;
import io.millsight.tuning.LoraAdapter;
import io.millsight.tuning.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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
            "It answers as base and adapter together do, needs no adapter any more, and loads in Hugging Face transformers."
        },
        footer = {
            "",
            "Examples:",
            "  millsight merge --model models/qwen-3b --adapter runs/first --out models/qwen-3b-steel"
        })
final class MergeCommand implements Callable<Integer> {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The base model's folder (default: " + DefaultModel.BASE_WORDS + ").")
    private @Nullable Path model;

    @Option(
            names = "--adapter",
            required = true,
            paramLabel = "DIR",
            description = "The adapter's folder, or that of a run: its best checkpoint, or RUN/last.")
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
    MergeCommand() {}

    @Override
    public Integer call() throws IOException {
        ModelFolder base = ModelFolder.open(Checkpoints.resolve(DefaultModel.base(model)));
        Path folder = Checkpoints.resolve(adapter);
        Optional<Manifest> manifest = Manifest.read(folder);
        manifest.ifPresent(travelled -> travelled.requireBase(base, folder));
        DType stored = DType.parse(base.config().dtype(), Device.CPU);
        try (QwenModel loaded = base.load(stored, Device.CPU);
                LoraAdapter corrections = LoraAdapter.load(folder, loaded)) {
            AtomicFolder.write(out, target -> {
                corrections.writeMerged(loaded, base, target, dtype == null ? stored : dtype);
                if (manifest.isPresent()) {
                    manifest.get().merged().write(target);
                }
            });
        }
        spec.commandLine().getOut().println(out + ": merged " + folder + " into " + base.path());
        return 0;
    }
}
