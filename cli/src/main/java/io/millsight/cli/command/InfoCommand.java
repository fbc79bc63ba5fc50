package io.millsight.cli.command;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.lora.AdapterFolder;
import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.output.AdapterFacts;
import io.millsight.cli.output.ModelFacts;
import io.millsight.cli.terminal.FactSheet;
import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.config.JsonSection;
import io.millsight.qwen.config.ModelConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight info}. */
@Command(
        name = "info",
        description = {
            "Shows what is in a model folder or an adapter folder, and what of it is not used.",
            "Of a model: its size and shape, its tokenizer, the images that it takes, its fingerprint, and what LoRA"
                    + " would train on it. Of an adapter: its shape, its base, and what Millsight noted while training it."
        },
        footer = {"", "Examples:", "  millsight info models/Qwen2.5-VL-3B-Instruct", "  millsight info runs/first/best"
        })
public final class InfoCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "MODEL|ADAPTER",
            arity = "0..1",
            description = "A model folder, an adapter folder, or that of a run: its best checkpoint (default: "
                    + DefaultModel.BASE_WORDS + ").")
    private @Nullable Path given;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public InfoCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = CheckpointFolder.resolve(DefaultModel.base(given));
        FactSheet sheet = AdapterFolder.isAdapter(folder) && !isModel(folder)
                ? AdapterFacts.of(AdapterFolder.read(folder))
                : ModelFacts.of(ModelFolder.open(folder));
        Manifest.read(folder); // a broken one is refused
        sheet.print(out);
        printTrainingNotes(folder, out);
        return 0;
    }

    private static boolean isModel(Path folder) {
        return Files.exists(folder.resolve(ModelConfig.FILE));
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
