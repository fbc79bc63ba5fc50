package io.millsight.bench;

import io.millsight.bench.VersusTable.Entry;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.format.Datasets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs Millsight and a peer by turns, each time in a fresh process, and writes a CSV file with every run and a table of medians.
 *
 * <p>The peer is a script that knows three commands, {@code train MODEL DATA --mode shipped|tuned --samples N}, {@code describe MODEL DATA --tokens N
 * --images N} and {@code answer MODEL ADAPTER IMAGE...}, and prints one line of JSON: {@code seconds_per_sample} of a training step,
 * {@code describe} as the median seconds of an answer, or {@code seconds} as a list with an entry for each image.
 */
@Command(
        name = "versus",
        description = {
            "Compares with another program: by turns, in fresh processes, with raw figures as CSV.",
            "Rows: train-as-named, train-text-only, describe-free, describe-answers, describe-folder, describe-views,"
                    + " cold-start."
        })
final class VersusBenchmark implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "ROW", description = "What to compare.")
    private VersusRow row;

    @Option(names = "--model", required = true, description = "A model folder.")
    private Path model;

    @Option(names = "--adapter", description = "Its adapter, for the rows with whole answers.")
    private @Nullable Path adapter;

    @Option(names = "--data", required = true, description = "A dataset folder in Pascal VOC's format.")
    private Path data;

    @Option(names = "--count", defaultValue = "32", description = "Samples or images of a process (default: 32).")
    private int count;

    @Option(names = "--repeats", defaultValue = "3", description = "Processes of each program (default: 3).")
    private int repeats;

    @Option(
            names = "--wait",
            defaultValue = "60",
            description = "Most seconds to wait before each process until no other program computes (default: 60).")
    private int wait;

    @Option(
            names = "--options",
            split = " ",
            splitSynopsisLabel = " ",
            description = "Further options of Millsight's own command, in quotes: \"--parallel 2 --epochs 2\".")
    private List<String> options = List.of();

    @Option(names = "--out", required = true, description = "A folder for ROW.csv and ROW.md.")
    private Path out;

    @ArgGroup(exclusive = false)
    private @Nullable Peer peer;

    /** The other program. */
    static final class Peer {

        @Option(names = "--peer-python", required = true, description = "The peer's interpreter.")
        private Path interpreter;

        @Option(names = "--peer-script", required = true, description = "The peer's script; prints a line of JSON.")
        private Path script;

        @SuppressWarnings("NullAway.Init") // picocli fills the fields
        Peer() {}
    }

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    VersusBenchmark() {}

    @Override
    public Integer call() throws IOException {
        if (repeats < 1 || count < 1) {
            throw new ParameterException(spec.commandLine(), "--repeats and --count: give at least 1");
        }
        if (row.needsAdapter() && adapter == null) {
            throw new ParameterException(spec.commandLine(), row + ": give --adapter, because a trained model answers");
        }
        VersusRow.Work work = new VersusRow.Work(programs(), model, adapter, data, images(), options);
        VersusRow.Run peers = row.peers(work);
        Files.createDirectories(out);
        String processor = Machine.processor();
        List<Entry> entries = new ArrayList<>();
        try (VersusTable table = new VersusTable(row, out.resolve(row + ".csv"), processor)) {
            for (int repeat = 0; repeat < repeats; repeat++) {
                entries.add(table.add(measure(VersusTable.MILLSIGHT, row.ours(work))));
                if (peers != null) {
                    entries.add(table.add(measure(VersusTable.PEER, peers)));
                }
            }
        }
        String text = VersusTable.summary(row, entries, processor);
        Files.writeString(out.resolve(row + ".md"), text);
        PrintWriter printed = spec.commandLine().getOut();
        printed.print(text);
        printed.flush();
        return 0;
    }

    private Entry measure(String program, VersusRow.Run run) throws IOException {
        boolean calm = Machine.awaitCalm(wait);
        double load = Machine.load();
        FreshProcess.Outcome outcome = FreshProcess.run(run.command());
        return new Entry(
                program, run.command(), run.figure().applyAsDouble(outcome), outcome, new VersusTable.Load(calm, load));
    }

    /** Sets the environment of the native libraries for this program alone: the peer would compute differently with it. */
    private VersusRow.Programs programs() {
        String home = System.getProperty("millsight.home", ".");
        return new VersusRow.Programs(
                List.of(
                        "bash",
                        "-c",
                        ". \"$0\"; exec \"$@\"",
                        Path.of(home, "native-environment.sh").toString(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Benchmarks.class.getName()),
                List.of(Path.of(home, "millsight").toString()),
                peer == null ? List.of() : List.of(peer.interpreter.toString(), peer.script.toString()));
    }

    private List<Path> images() {
        List<Path> sorted = Datasets.read(data).images().stream()
                .sorted(Comparator.comparing(AnnotatedImage::id))
                .map(AnnotatedImage::file)
                .toList();
        return PythonShuffle.of(sorted).stream().limit(count).toList();
    }
}
