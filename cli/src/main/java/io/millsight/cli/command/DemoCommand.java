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
            "Shows in about two minutes what this program is for: describes images, learns from others, measures what it learned.",
            "It takes the small model of the installation and needs neither network nor data: without --data it draws steel"
                    + " surfaces of its own, lit from the side. Every step is a command that is shown, to be tried out afterwards."
        },
        footer = {
            "",
            "Examples:",
            "  millsight demo",
            "  millsight demo --data my-steel --out runs/my-demo     the same on your own images, divided by 'data split'"
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int FEWEST_SURFACES = SyntheticDataset.MINIMUM;
    private static final int DRAWN_SEED = 7;
    private static final int DESCRIBED = 3;
    private static final int EVALUATED = 60;
    private static final String SPLIT = "val";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Your own dataset, with the splits train and val (default: surfaces drawn for the demo).")
    private @Nullable Path data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "runs/demo",
            description = "The folder to make, for all that comes out (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Option(
            names = "--surfaces",
            paramLabel = "N",
            defaultValue = "1000",
            description = "To draw, where there are no data (default: ${DEFAULT-VALUE}).")
    private int surfaces;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "110",
            description = "Of learning, each from sixteen images (default: ${DEFAULT-VALUE}).")
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
        Path base = DefaultModel.base(null);
        DefaultModel.adapter(null, null); // says now if it is missing
        AtomicFolder.requireFree(out);
        if (data == null) {
            int exitCode = run(Step.of(
                    "Drawing steel surfaces in a light that the small model does not know",
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
                        "What the small model says that comes with the program",
                        with(files, "describe", "--adapter", "none")),
                Step.of("What it says with the adapter that learned from photographs", with(files, "describe")),
                Step.of(
                        "Learning from the images of the split train: a LoRA adapter",
                        "train",
                        "--data",
                        images,
                        "--out",
                        run,
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
                Step.of("What it says now", with(files, "describe", "--adapter", run)),
                Step.of("How good that is, on images that it did not learn from", evaluation.toArray()));
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
        say("The report, to be opened in a browser: " + report.toAbsolutePath());
        Browser.show(report);
        PrintWriter console = spec.commandLine().getOut();
        console.println();
        console.println("What to try next:");
        console.println("  millsight describe --adapter " + out.resolve("run") + " --draw pictures some-image.png");
        console.println("  millsight demo --data my-steel --out runs/my-demo    the same on your own images");
        console.println("  millsight data check my-steel                        what is in them, and what is wrong");
        console.println("  millsight train --help                               longer, and larger models");
        console.flush();
    }
}
