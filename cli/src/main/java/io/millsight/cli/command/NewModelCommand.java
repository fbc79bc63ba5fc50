package io.millsight.cli.command;

import io.millsight.cli.option.DTypeConverter;
import io.millsight.cli.option.PresetConverter;
import io.millsight.cli.terminal.Progress;
import io.millsight.experiment.model.TokenizerCorpus;
import io.millsight.experiment.progress.Work;
import io.millsight.files.Quantity;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.ModelPreset;
import io.millsight.qwen.NewModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.TensorHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millsight new-model}. */
@Command(
        name = "new-model",
        description = {
            "Writes a model with random weights.",
            "Millsight and Hugging Face transformers load the folder. The model has learned nothing yet. nano can be trained from scratch; the larger presets serve to measure speed and memory before the published weights are downloaded."
        },
        footer = {
            "",
            "Presets: nano has 8 million parameters; 3b, 7b, 32b and 72b have the published",
            "shapes.",
            "",
            "Examples:",
            "  millsight new-model --preset nano --out models/my-nano --seed 7",
            "  millsight new-model --preset 3b --out models/random-3b"
        })
public final class NewModelCommand implements Callable<Integer> {

    @Option(
            names = "--preset",
            required = true,
            converter = PresetConverter.class,
            paramLabel = "NAME",
            description = "Shape of the model: nano, 3b, 7b, 32b or 72b.")
    private ModelPreset preset;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder to write; it must be new or empty.")
    private Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the random weights (default: 0).")
    private long seed;

    @Option(
            names = "--dtype",
            converter = DTypeConverter.class,
            paramLabel = "TYPE",
            description = "Data type of the weights: float32, bfloat16 or float16"
                    + " (default: float32 for nano, else bfloat16).")
    private @Nullable DType dtype;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public NewModelCommand() {}

    @Override
    public Integer call() throws IOException {
        DType stored = dtype == null ? DType.parse(preset.config().dtype(), Device.CPU) : dtype;
        NewModel model = new NewModel(preset, stored, seed);
        List<TensorHeader> tensors = model.tensors();
        long bytes = tensors.stream().mapToLong(TensorHeader::bytes).sum();
        try (Progress progress = Progress.of(
                Work.bytes("writing " + preset.label(), bytes),
                spec.commandLine().getErr())) {
            model.write(out, TokenizerCorpus.texts(), tensor -> progress.advance(tensor.bytes()));
        }
        int files = ModelFolder.open(out).weightFiles().size();
        spec.commandLine()
                .getOut()
                .println(out + ": "
                        + Quantity.count(tensors.stream()
                                .mapToLong(TensorHeader::elements)
                                .sum())
                        + " parameters in " + model.config().dtype() + ", " + Quantity.bytes(bytes) + " in "
                        + files + (files == 1 ? " file" : " files"));
        return 0;
    }
}
