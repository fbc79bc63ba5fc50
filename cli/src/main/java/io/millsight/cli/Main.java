package io.millsight.cli;

import ch.qos.logback.classic.Logger;
import io.millsight.cli.command.BackupCommand;
import io.millsight.cli.command.CommandRunner;
import io.millsight.cli.command.CompareCommand;
import io.millsight.cli.command.CompletionCommand;
import io.millsight.cli.command.DataCommand;
import io.millsight.cli.command.DemoCommand;
import io.millsight.cli.command.DescribeCommand;
import io.millsight.cli.command.DocsCommand;
import io.millsight.cli.command.EnvCommand;
import io.millsight.cli.command.EvaluateCommand;
import io.millsight.cli.command.InfoCommand;
import io.millsight.cli.command.MergeCommand;
import io.millsight.cli.command.NewModelCommand;
import io.millsight.cli.command.ParityCommand;
import io.millsight.cli.command.PullCommand;
import io.millsight.cli.command.QuantizeCommand;
import io.millsight.cli.command.RestoreCommand;
import io.millsight.cli.command.ServeCommand;
import io.millsight.cli.command.TrainCommand;
import io.millsight.cli.option.OptionNames;
import io.millsight.cli.terminal.ErrorOutput;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.HelpFormat;
import io.millsight.cli.terminal.LogOutput;
import io.millsight.cli.terminal.VersionProvider;
import io.millsight.torch.Torch;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: its commands, and what becomes of their failures. */
@Command(
        name = "millsight",
        scope = ScopeType.INHERIT, // --help, --version and the exit codes are every command's
        mixinStandardHelpOptions = true,
        description = {
            "Finds and describes defects on steel surfaces with Qwen2.5-VL.",
            "Train it on your own annotated images, measure it, and let it describe new ones."
        },
        versionProvider = VersionProvider.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:an error of the program itself",
            "2:a mistake that you can correct: a wrong option, an unusable file, a full disk",
            "130:interrupted with Ctrl-C"
        },
        footer = {
            "",
            "First steps:",
            "  millsight demo              the whole way in two minutes, with drawn images",
            "  millsight docs              the pages of the manual",
            "  millsight train --help      every command explains itself, with examples"
        })
public final class Main implements Callable<Integer>, CommandRunner {

    /** Commands that need libtorch for whatever they are asked. */
    private static final Set<String> COMPUTING = Set.of(
            "describe", "evaluate", "compare", "train", "merge", "quantize", "parity", "info", "new-model", "serve");

    /** All commands in the order of the help. */
    private static final List<Class<?>> COMMANDS = List.of(
            DemoCommand.class,
            PullCommand.class,
            DataCommand.class,
            TrainCommand.class,
            DescribeCommand.class,
            EvaluateCommand.class,
            CompareCommand.class,
            ServeCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            MergeCommand.class,
            QuantizeCommand.class,
            NewModelCommand.class,
            InfoCommand.class,
            ParityCommand.class,
            EnvCommand.class,
            DocsCommand.class,
            CompletionCommand.class,
            HelpCommand.class);

    /** Commands that need not know the others. picocli reads the annotations of each command that it is given, which takes longer than to parse. */
    private static final Map<String, Class<?>> ALONE = Map.of(
            "describe", DescribeCommand.class,
            "info", InfoCommand.class,
            "evaluate", EvaluateCommand.class,
            "train", TrainCommand.class);

    private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

    private final CommandLine commandLine = new CommandLine(this);
    private final ErrorOutput err;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Show the stack trace of an error.")
    private boolean debug;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Show no progress; errors and warnings only.")
    void setQuiet(boolean quiet) {
        err.setQuiet(quiet);
    }

    /** Changes what is logged to the error stream. Without the option {@link LogOutput} decides, and nothing is loaded to find out. */
    @Option(
            names = "--log-level",
            scope = ScopeType.INHERIT,
            paramLabel = "LEVEL",
            description = "Log to the error stream: error, warn, info or debug (default: warn).")
    void setLogLevel(@Nullable Level level) {
        if (level != null && LoggerFactory.getLogger("io.millsight") instanceof Logger logger) {
            logger.setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
        }
    }

    /**
     * @param out what commands answer
     * @param err progress and errors
     */
    public Main(PrintWriter out, PrintWriter err) {
        this(out, err, COMMANDS);
    }

    private Main(PrintWriter out, PrintWriter err, List<Class<?>> commands) {
        commands.forEach(commandLine::addSubcommand);
        this.err = new ErrorOutput(err);
        commandLine
                .setOut(out)
                .setErr(this.err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> refuse(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> Failures.report(failure, this.err, debug));
        HelpFormat.apply(commandLine);
    }

    /** Returns a program that knows all commands, or only the one that the arguments begin with, where that is enough. */
    static Main forArguments(PrintWriter out, PrintWriter err, String... arguments) {
        Class<?> command = arguments.length == 0 ? null : ALONE.get(arguments[0]);
        return new Main(out, err, command == null ? COMMANDS : List.of(command));
    }

    public static void main(String[] arguments) {
        System.setProperty("java.awt.headless", "true"); // curves and pictures are drawn without a display
        boolean computes = computes(arguments);
        if (computes) {
            linkNativeMethods();
            Torch.loadInBackground();
        }
        int exitCode =
                forArguments(writer(System.out), writer(System.err), arguments).run(arguments);
        if (computes) {
            Torch.leaveOutEndings(exitCode);
        }
        System.exit(exitCode);
    }

    /**
     * Does what links the native methods of Java that reading the commands needs. Linking waits while another thread loads a library, which for
     * libtorch takes 0.3 s.
     */
    private static void linkNativeMethods() {
        Array.getLength(Main.class.getAnnotations());
        System.getenv();
        TimeZone.getDefault(); // opens a file
    }

    /** Whether a command is going to need libtorch, as far as its name tells. */
    private static boolean computes(String[] arguments) {
        return arguments.length > 1
                && COMPUTING.contains(arguments[0])
                && Stream.of(arguments).noneMatch(HELP::contains);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** Returns the commands and their options. */
    public CommandLine commandLine() {
        return commandLine;
    }

    /** Runs a command and answers the exit code; what went wrong has been printed then. */
    public int run(String... arguments) {
        try {
            return confirm(commandLine.execute(OptionNames.resolve(commandLine, arguments)));
        } catch (Error e) {
            // picocli catches exceptions only, but a native library that does not load and a full heap are errors.
            return Failures.report(e, commandLine.getErr(), debug);
        }
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        return forArguments(out, err, arguments).run(arguments);
    }

    /** An answer that did not arrive was not given. */
    private int confirm(int exitCode) {
        if (exitCode == 0 && commandLine.getOut().checkError()) {
            commandLine.getErr().println("millsight: " + Failures.OUTPUT_LOST);
            return Failures.TO_MEND;
        }
        return exitCode;
    }

    /** Without a command there is nothing to do but to help. */
    @Override
    public Integer call() {
        commandLine.usage(commandLine.getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /** The nearest command only: those behind it are far off. */
    private static void suggest(ParameterException wrong, PrintWriter err) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return;
        }
        if (unmatched.isUnknownOption()) {
            UnmatchedArgumentException.printSuggestions(wrong, err);
        } else if (!unmatched.getSuggestions().isEmpty()) {
            String program = wrong.getCommandLine().getCommandSpec().qualifiedName();
            err.println("Did you mean: " + program + " "
                    + unmatched.getSuggestions().get(0) + "?");
        }
    }

    private static int refuse(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("millsight: " + Failures.oneLine(String.valueOf(wrong.getMessage())));
        suggest(wrong, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return CommandLine.ExitCode.USAGE;
    }
}
