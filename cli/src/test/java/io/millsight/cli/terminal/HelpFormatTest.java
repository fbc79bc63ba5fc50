package io.millsight.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of every command, as a person reads it in a terminal of 80 columns. */
class HelpFormatTest {

    private static final int WIDTH = 80;

    /** Words that need a second reading, and the words that stand in their place. */
    private static final List<String> RIDDLES = List.of(
            "looks",
            "unsure",
            "confidence",
            "asked",
            "taught",
            "teaches",
            "spoilt",
            "lessons",
            "bare model",
            "twice as likely");

    static Stream<CommandLine> commands() {
        return below(new Main(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter())).commandLine());
    }

    private static Stream<CommandLine> below(CommandLine command) {
        Stream<CommandLine> subcommands = command.getSubcommands().values().stream()
                .filter(sub -> !sub.getCommandName().equals("help"))
                .flatMap(HelpFormatTest::below);
        return Stream.concat(Stream.of(command), subcommands);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void fitsTheTerminal(CommandLine command) {
        assertThat(command.getUsageMessage().lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(WIDTH));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void showsHowToUseIt(CommandLine command) {
        assertThat(command.getUsageMessage()).containsPattern("Examples?[:,]|First steps:");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysInOneShortLineWhatItDoes(CommandLine command) {
        String[] description = command.getCommandSpec().usageMessage().description();
        assertThat(description[0])
                .as(command.getCommandName())
                .hasSizeLessThanOrEqualTo(WIDTH)
                .endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void needsNoSecondReading(CommandLine command) {
        String text = command.getUsageMessage().toLowerCase(java.util.Locale.ROOT);
        assertThat(RIDDLES).allSatisfy(riddle -> assertThat(text).doesNotContain(riddle));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void namesTheOptionsOfAllCommandsOnThePageOfTheProgramOnly(CommandLine command) {
        boolean top = command.getParent() == null;
        assertThat(command.getUsageMessage().contains("--debug ")).isEqualTo(top);
        assertThat(command.getUsageMessage().contains("interrupted with Ctrl-C"))
                .isEqualTo(top);
    }
}
