package io.millsight.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.TypeConversionException;

/**
 * The rows of the comparison with a peer: what both programs are asked, and which figure of their output counts. Where a figure is that of single
 * images, the first image of a process warms up and does not count.
 */
enum VersusRow {
    /** A LoRA step with adapters on all layers that bear the seven names, the vision tower's too; the peer with its defaults. */
    TRAIN_AS_NAMED(
            "s/sample",
            work -> benchmark(work, "train", "--samples").reading(FreshProcess.Outcome::secondsPerSample),
            work -> peer(work, "train", "--mode", "shipped", "--samples")
                    .reading(FreshProcess.Outcome::secondsPerSample)),

    /** A LoRA step with adapters on the language model only; the peer as fast as it can be set. */
    TRAIN_TEXT_ONLY(
            "s/sample",
            work -> benchmark(work, "train", "--text-only", "--samples")
                    .reading(FreshProcess.Outcome::secondsPerSample),
            work -> peer(work, "train", "--mode", "tuned", "--samples")
                    .reading(FreshProcess.Outcome::secondsPerSample)),

    /** Answers of 34 tokens, generated freely and never ended by the model. */
    DESCRIBE_FREE(
            "s/image",
            work -> benchmark(work, "describe", "--tokens", "34", "--images")
                    .reading(outcome -> outcome.number("describe")),
            work -> peer(work, "describe", "--tokens", "34", "--images")
                    .reading(outcome -> outcome.number("describe"))),

    /**
     * Whole answers of a trained model, one image after the other: locked to the grammar here, unless the options say otherwise, and greedy there.
     */
    DESCRIBE_ANSWERS(
            "s/image",
            work -> described(work, work.images(), "--tta", "off").reading(FreshProcess.Outcome::secondsPerImage),
            work -> answered(work, work.images()).reading(FreshProcess.Outcome::secondsPerImage)),

    /** The same images as one call on many files, start of the program included. */
    DESCRIBE_FOLDER(
            "s/image",
            work -> described(work, work.images(), "--tta", "off", "--batch-size", "32")
                    .reading(outcome -> outcome.seconds() / work.images().size()),
            work -> answered(work, work.images())
                    .reading(outcome -> outcome.seconds() / work.images().size())),

    /** Twelve views of each image; the peer knows nothing like it. */
    DESCRIBE_VIEWS(
            "s/image",
            work -> described(work, work.images(), "--tta", "on").reading(FreshProcess.Outcome::secondsPerImage),
            null),

    /** One image from the shell: the seconds of the whole process. */
    COLD_START(
            "s",
            work -> described(work, work.images().subList(0, 1), "--tta", "off").reading(FreshProcess.Outcome::seconds),
            work -> answered(work, work.images().subList(0, 1)).reading(FreshProcess.Outcome::seconds));

    /**
     * What both programs work on.
     *
     * @param programs how to start them
     * @param model a model folder
     * @param adapter its adapter; null where the row needs none
     * @param data a dataset folder in the format of Pascal VOC
     * @param images of the dataset, as many as the row is to take
     * @param options further ones of our own command
     */
    record Work(
            Programs programs, Path model, @Nullable Path adapter, Path data, List<Path> images, List<String> options) {

        private Path requireAdapter() {
            return Objects.requireNonNull(adapter, "the row needs an adapter");
        }
    }

    /**
     * How the programs are started, without their arguments.
     *
     * @param benchmarks this program
     * @param millsight the command line
     * @param peer the peer's interpreter and script; empty for none
     */
    record Programs(List<String> benchmarks, List<String> millsight, List<String> peer) {}

    /**
     * A command and the figure that is read from its output.
     *
     * @param command with all arguments
     * @param figure reads it
     */
    record Run(List<String> command, ToDoubleFunction<FreshProcess.Outcome> figure) {}

    private record Command(List<String> words) {

        Run reading(ToDoubleFunction<FreshProcess.Outcome> figure) {
            return new Run(words, figure);
        }
    }

    private final String unit;

    @SuppressWarnings("ImmutableEnumChecker") // the functions keep nothing
    private final Function<Work, Run> ours;

    @SuppressWarnings("ImmutableEnumChecker")
    private final @Nullable Function<Work, Run> peers;

    VersusRow(String unit, Function<Work, Run> ours, @Nullable Function<Work, Run> peers) {
        this.unit = unit;
        this.ours = ours;
        this.peers = peers;
    }

    /**
     * Finds a row by its name on the command line.
     *
     * @throws TypeConversionException if there is none
     */
    static VersusRow parse(String name) {
        return Stream.of(values())
                .filter(row -> row.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is none of "
                        + Stream.of(values()).map(VersusRow::toString).collect(Collectors.joining(", "))));
    }

    String unit() {
        return unit;
    }

    /** Whether a trained model answers, which takes an adapter. */
    boolean needsAdapter() {
        return switch (this) {
            case TRAIN_AS_NAMED, TRAIN_TEXT_ONLY, DESCRIBE_FREE -> false;
            case DESCRIBE_ANSWERS, DESCRIBE_FOLDER, DESCRIBE_VIEWS, COLD_START -> true;
        };
    }

    Run ours(Work work) {
        return ours.apply(work);
    }

    /** The peer's run; null where it does not do this work, or no peer is given. */
    @Nullable
    Run peers(Work work) {
        return peers == null || work.programs().peer().isEmpty() ? null : peers.apply(work);
    }

    /** As typed on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A benchmark of this program, the last option being the number of samples or images. */
    private static Command benchmark(Work work, String command, String... options) {
        return counted(
                work.programs().benchmarks(),
                work,
                command,
                Stream.concat(work.options().stream(), Stream.of(options)));
    }

    private static Command peer(Work work, String command, String... options) {
        return counted(work.programs().peer(), work, command, Stream.of(options));
    }

    private static Command counted(List<String> program, Work work, String command, Stream<String> options) {
        return command(
                program,
                Stream.of(
                        Stream.of(command, work.model().toString(), work.data().toString()),
                        options,
                        Stream.of(Integer.toString(work.images().size()))));
    }

    private static Command described(Work work, List<Path> images, String... options) {
        return command(
                work.programs().millsight(),
                Stream.of(
                        Stream.of(
                                "describe",
                                "--format",
                                "json",
                                "--model",
                                work.model().toString()),
                        Stream.of("--adapter", work.requireAdapter().toString()),
                        Stream.of(options),
                        work.options().stream(),
                        images.stream().map(Path::toString)));
    }

    private static Command answered(Work work, List<Path> images) {
        return command(
                work.programs().peer(),
                Stream.of(
                        Stream.of(
                                "answer",
                                work.model().toString(),
                                work.requireAdapter().toString()),
                        images.stream().map(Path::toString)));
    }

    private static Command command(List<String> program, Stream<Stream<String>> arguments) {
        List<String> words = new ArrayList<>(program);
        words.addAll(arguments.flatMap(Function.identity()).toList());
        return new Command(words);
    }
}
