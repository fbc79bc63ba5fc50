package io.millsight.cli.command;

import io.millsight.cli.terminal.Progress;
import io.millsight.experiment.progress.Work;
import io.millsight.files.Quantity;
import io.millsight.steel.synthetic.Lighting;
import io.millsight.steel.synthetic.SyntheticDataset;
import io.millsight.steel.synthetic.SyntheticSteel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millsight data synth}. */
@Command(
        name = "synth",
        sortOptions = false,
        description = {
            "Draws steel surfaces with the six defect types of NEU-DET.",
            "The dataset is written in Pascal VOC form with exact boxes, split 8:1:1. The same seed gives the same surfaces."
        },
        footer = {
            "",
            "Examples:",
            "  millsight data synth --count 200 --out my-steel",
            "  millsight data synth --count 200 --lighting dark_field --out dark-steel"
        })
public final class DataSynthCommand implements Callable<Integer> {

    @Option(names = "--count", required = true, paramLabel = "N", description = "Number of images, at least 60.")
    private int count;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "Seed of the surfaces (default: 0).")
    private long seed;

    @Option(
            names = "--realism",
            paramLabel = "X",
            defaultValue = "1",
            description =
                    "0: one strong defect on an even surface, to 1: grain and unevenness of real steel (default: 1).")
    private double realism;

    @Option(
            names = "--lighting",
            paramLabel = "HOW",
            defaultValue = "BRIGHT_FIELD",
            description =
                    "bright_field: dark defects on bright steel, as in NEU-DET; dark_field: bright edges on dark steel"
                            + " (default: bright_field).")
    private Lighting lighting;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder to write; it must be new or empty.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DataSynthCommand() {}

    @Override
    public Integer call() throws IOException {
        if (!(realism >= 0 && realism <= 1)) {
            throw new ParameterException(spec.commandLine(), "--realism " + realism + ": give a number from 0 to 1");
        }
        SyntheticDataset dataset = new SyntheticDataset(new SyntheticSteel(realism, lighting), count, seed);
        try (Progress progress = Progress.of(
                Work.items("drawing", count, "images"), spec.commandLine().getErr())) {
            dataset.write(out, number -> progress.advance(1));
        }
        spec.commandLine().getOut().println(out + ": " + Quantity.of(count, "image"));
        return 0;
    }
}
