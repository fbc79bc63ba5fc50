package io.millsight.cli.command;

import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.terminal.Browser;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.files.AtomicFolder;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.synthetic.SyntheticDataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millsight demo}: the other commands one after the other, each shown as a user would type it. */
@Command(
        name = "demo",
        description = {
            "Shows the whole way in two minutes: describe, train, evaluate.",
            "The demo trains an adapter of the small model that comes with the program. It needs no network and no data: without --data it draws steel surfaces lit from the side, which the model has never seen. Every step is a command, which is printed so that you can repeat it."
        },
        footer = {"", "Examples:", "  millsight demo", "  millsight demo --data my-steel --out runs/my-demo"})
public final class DemoCommand implements Callable<Integer> {

    private static final int FEWEST_SURFACES = SyntheticDataset.MINIMUM;
    private static final int DRAWN_SEED = 7;
    private static final int DESCRIBED = 3;
    private static final int EVALUATED = 60;
    private static final String SPLIT = "val";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Your dataset with the splits train and val (default: drawn surfaces).")
    private @Nullable Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "The folder to write everything to (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--surfaces",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Number of surfaces to draw without --data (default: ${DEFAULT-VALUE}).")
    private int surfaces;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "110",
            description = "Training steps of 16 images each (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DemoCommand() {}

    /** A command, and what it is for. */
    private record Step(String title, List<String> arguments) {

        static Step of(String title, Object... arguments) {
            return new Step(title, Stream.of(arguments).map(Object::toString).toList());
        }

        /** As a shell takes it. */
        String line() {
            return "millsight "
                    + String.join(
                            " ",
                            arguments.stream()
                                    .map(argument ->
                                            argument.matches("[^\\s'\"\\\\$]+") ? argument : "'" + argument + "'")
                                    .toList());
        }
    }

    @Override
    public Integer call() throws IOException {
        requireSense();
        Path base = DefaultModel.resolve(null, null).model(); // also refuses now if the adapter is missing
        AtomicFolder.requireFree(out);
        if (data == null) {
            int exitCode = run(Step.of(
                    "Draw steel surfaces in a light that the small model has not seen",
                    "data",
                    "synth",
                    "--count",
                    surfaces,
                    "--seed",
                    DRAWN_SEED,
                    "--lighting",
                    "dark_field",
                    "--out",
                    drawn()));
            if (exitCode != 0) {
                return exitCode;
            }
        }
        Path images = data == null ? drawn() : data;
        for (Step step : steps(
                images,
                EvaluationSplit.read(
                        images,
                        SPLIT,
                        DESCRIBED,
                        new TerminalListener(spec.commandLine().getErr())),
                base)) {
            int exitCode = run(step);
            if (exitCode != 0) {
                return exitCode;
            }
        }
        conclude();
        return 0;
    }

    private void requireSense() {
        if (surfaces < FEWEST_SURFACES) {
            throw new ParameterException(
                    spec.commandLine(), "--surfaces " + surfaces + ": give at least " + FEWEST_SURFACES);
        }
        if (steps < 1) {
            throw new ParameterException(spec.commandLine(), "--steps " + steps + ": give at least 1");
        }
    }

    private Path drawn() {
        return out.resolve("synthetic");
    }

    private List<Step> steps(Path images, EvaluationSplit examples, Path base) {
        Object[] files = examples.images().stream().map(AnnotatedImage::file).toArray();
        Path run = out.resolve("run");
        List<Object> evaluation = new ArrayList<>(
                List.of("evaluate", "--adapter", run, "--data", images, "--split", SPLIT, "--limit", EVALUATED));
        if (new EvaluatedModel(base, null).bareModelKnows(examples.types())) {
            evaluation.add("--before");
        }
        evaluation.addAll(List.of("--batch-size", 8, "--out", out.resolve("report")));
        return List.of(
                Step.of(
                        "Describe three images with the small base model",
                        with(files, "describe", "--adapter", "none")),
                Step.of("Describe them with the adapter that was trained on photographs", with(files, "describe")),
                Step.of(
                        "Train a LoRA adapter on the images of the split train",
                        "train",
                        "--data",
                        images,
                        "--out",
                        run,
                        "--preset",
                        "paper",
                        "--max_steps",
                        steps,
                        "--per_device_train_batch_size",
                        8,
                        "--gradient_accumulation_steps",
                        2,
                        "--parallel_micro_batches",
                        2,
                        "--lora_dropout",
                        0,
                        "--learning_rate",
                        "1e-3",
                        "--eval_strategy",
                        "no"),
                Step.of("Describe the three images again", with(files, "describe", "--adapter", run)),
                Step.of("Evaluate before and after, on images that were not trained on", evaluation.toArray()));
    }

    private static Object[] with(Object[] files, Object... command) {
        return Stream.concat(Stream.of(command), Stream.of(files)).toArray();
    }

    private int run(Step step) {
        PrintWriter console = spec.commandLine().getOut();
        say(step.title());
        console.println("$ " + step.line());
        console.flush();
        CommandRunner runner = (CommandRunner) spec.root().userObject();
        return runner.run(console, spec.commandLine().getErr(), step.arguments().toArray(String[]::new));
    }

    private void say(String title) {
        PrintWriter console = spec.commandLine().getOut();
        console.println();
        console.println(title);
        console.flush();
    }

    private void conclude() {
        Path report = out.resolve("report").resolve("report.html");
        say("Open the report in a browser: " + report.toAbsolutePath());
        Browser.show(report);
        PrintWriter console = spec.commandLine().getOut();
        console.println();
        console.println("Next steps:");
        console.println("  millsight describe --adapter " + out.resolve("run") + " --draw pictures some-image.png");
        console.println("  millsight demo --data my-steel --out runs/my-demo    the same with your own images");
        console.println("  millsight data check my-steel                        what your dataset holds");
        console.println("  millsight docs                                       the pages of the manual");
        console.flush();
    }
}
