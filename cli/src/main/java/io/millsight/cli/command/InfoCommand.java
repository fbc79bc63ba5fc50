package io.millsight.cli.command;

import io.millsight.adapter.AdapterFolder;
import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.output.AdapterFacts;
import io.millsight.cli.output.DetectorFacts;
import io.millsight.cli.output.ModelFacts;
import io.millsight.cli.terminal.FactSheet;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.config.JsonSection;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight info}. */
@Command(
        name = "info",
        description = {
            "Shows what a folder of a model, an adapter, a detector or a run holds.",
            "For a model: its size, its layers, the image sizes that it takes, and the number of parameters that LoRA would"
                    + " train. For an adapter: its shape, its base and its defect types. For a detector: its method, its size and its defect"
                    + " types. Files that are not used are named."
        },
        footer = {"", "Examples:", "  millsight info models/nano-neu-det", "  millsight info runs/first"})
public final class InfoCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The folder of a model, an adapter, a detector or a run (default: " + DefaultModel.BASE_WORDS
                    + ").")
    private @Nullable Path given;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public InfoCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path named = DefaultModel.base(given);
        if (DetectorFolder.is(named)) {
            DetectorFacts.of(DetectorFolder.open(named)).print(out);
            return 0;
        }
        Path folder = CheckpointFolder.resolve(named);
        FactSheet sheet = DefaultModel.isAdapter(folder)
                ? AdapterFacts.of(AdapterFolder.read(folder))
                : ModelFacts.of(ModelFolder.open(folder));
        Manifest.read(folder).ifPresent(manifest -> sheet.add("defect types", names(manifest)));
        sheet.print(out);
        printTrainingNotes(folder, out);
        return 0;
    }

    private static String names(Manifest manifest) {
        return manifest.task().types().stream().map(DefectType::words).collect(Collectors.joining(", "));
    }

    private static void printTrainingNotes(Path folder, PrintWriter out) throws IOException {
        Path notes = folder.resolve(Manifest.FILE);
        if (Files.exists(notes)) {
            out.println(Manifest.FILE + ":");
            InputFile.readText(notes, JsonSection.SETTINGS_BYTES)
                    .lines()
                    .forEach(line -> out.println("  " + MessageText.printable(line)));
        }
    }
}
