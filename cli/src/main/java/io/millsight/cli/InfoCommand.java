package io.millsight.cli;

import io.millsight.files.MessageText;
import io.millsight.qwen.ModelFolder;
import io.millsight.tuning.AdapterFolder;
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
            "Shows what is in a model folder or an adapter folder.",
            "Of a model: its size and shape, its tokenizer, the images that it takes, its fingerprint, and what LoRA"
                    + " would train on it. Of an adapter: its shape, its base, and what Millsight noted while training it."
        },
        footer = {"", "Examples:", "  millsight info models/Qwen2.5-VL-3B-Instruct", "  millsight info runs/first/best"
        })
final class InfoCommand implements Callable<Integer> {

    private static final String MILLSIGHT_FILE = "millsight.json";

    @Parameters(
            paramLabel = "MODEL|ADAPTER",
            arity = "0..1",
            description = "A model folder or an adapter folder (default: " + DefaultModel.BASE_WORDS + ").")
    private @Nullable Path given;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    InfoCommand() {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path folder = DefaultModel.base(given);
        if (AdapterFolder.isAdapter(folder)) {
            AdapterSheet.of(AdapterFolder.read(folder)).print(out);
            printTrainingNotes(folder, out);
        } else {
            ModelSheet.of(ModelFolder.open(folder)).print(out);
        }
        return 0;
    }

    private static void printTrainingNotes(Path folder, PrintWriter out) throws IOException {
        Path notes = folder.resolve(MILLSIGHT_FILE);
        if (Files.exists(notes)) {
            out.println(MILLSIGHT_FILE + ":");
            Files.readString(notes).lines().forEach(line -> out.println("  " + MessageText.printable(line)));
        }
    }
}
