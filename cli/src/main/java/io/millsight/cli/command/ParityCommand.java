package io.millsight.cli.command;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.cli.option.DeviceConverter;
import io.millsight.cli.terminal.Table;
import io.millsight.experiment.parity.ParityCheck;
import io.millsight.experiment.parity.ParityException;
import io.millsight.experiment.parity.ParityLine;
import io.millsight.experiment.parity.ParityReference;
import io.millsight.files.MessageText;
import io.millsight.qwen.ModelFolder;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millsight parity}. */
@Command(
        name = "parity",
        description = {
            "Checks that a model gives the same numbers as in Hugging Face transformers.",
            "You record the reference numbers once, with transformers and the same model folder. The page"
                    + " docs/real-weights.md shows how. This command then compares the prompt, the image grid, the largest"
                    + " logits and the answer. It ends with 0 if all match and with 2 if one does not."
        },
        footer = {"", "Example:", "  millsight parity --model models/Qwen2.5-VL-3B-Instruct --reference parity.json"})
public final class ParityCommand implements Callable<Integer> {

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "The folder of the model.")
    private Path model;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "FILE",
            description = "The recorded numbers, a JSON file.")
    private Path reference;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "The image that the reference saw (default: the one that the record names, in its folder).")
    private @Nullable Path image;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "The type to compute in: float32, bfloat16 or float16 (default: that of the record).")
    private @Nullable String dtype;

    @Option(
            names = "--device",
            converter = DeviceConverter.class,
            paramLabel = "NAME",
            description = "cpu, cuda or cuda:N (default: cpu).")
    private @Nullable Device device;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public ParityCommand() {}

    @Override
    public Integer call() {
        ParityReference recorded = ParityReference.read(reference);
        Device chosen = device == null ? Device.CPU : device;
        DType type = dtype == null ? recorded.dtype() : DType.parse(dtype, chosen);
        Path seen = image == null ? reference.resolveSibling(recorded.image()) : image;
        List<ParityLine> lines = new ParityCheck(ModelFolder.open(CheckpointFolder.resolve(model)), type, chosen)
                .compare(recorded, seen);
        print(lines);
        List<ParityLine> wrong = lines.stream().filter(line -> !line.matches()).toList();
        if (!wrong.isEmpty()) {
            throw new ParityException(model + " does not match " + reference + ": " + summary(wrong)
                    + "; check that the record was made from the same files, image, instruction and type");
        }
        spec.commandLine()
                .getOut()
                .println(model + " matches " + reference + " in " + type.name().toLowerCase(Locale.ROOT) + ": "
                        + MessageText.count(lines.size(), "number") + " compared");
        return 0;
    }

    private void print(List<ParityLine> lines) {
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table(List.of("", "reference", "Millsight", "difference", "allowed", ""));
        for (ParityLine line : lines) {
            table.add(List.of(
                    line.what(),
                    line.reference(),
                    line.found(),
                    line.difference(),
                    line.allowed(),
                    line.matches() ? "ok" : "DIFFERS"));
        }
        table.print(out);
    }

    private static String summary(List<ParityLine> wrong) {
        ParityLine first = wrong.get(0);
        String what = first.what() + " " + (first.difference().isEmpty() ? "" : first.difference() + " ") + "("
                + first.found() + " instead of " + first.reference() + ")";
        return wrong.size() == 1 ? what : what + " and " + MessageText.count(wrong.size() - 1, "other number");
    }
}
