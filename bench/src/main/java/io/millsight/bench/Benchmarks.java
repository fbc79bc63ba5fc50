package io.millsight.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * Whole-program benchmarks. Each prints one line of JSON with medians, all single figures, the peak of resident memory and the circumstances, in the
 * names and units of the peer that it is compared with.
 */
@Command(
        name = "bench/run.sh",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        description = "Measures training, describing, detecting and serving, and whether memory stays.",
        subcommands = {
            TrainBenchmark.class,
            DescribeBenchmark.class,
            ProductsBenchmark.class,
            DetectorBenchmark.class,
            SoakBenchmark.class,
            ServeBenchmark.class,
            VersusBenchmark.class
        })
public final class Benchmarks implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the field
    Benchmarks() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Benchmarks()).registerConverter(VersusRow.class, VersusRow::parse);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
