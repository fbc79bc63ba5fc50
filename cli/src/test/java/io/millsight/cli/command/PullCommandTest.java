package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.MillsightProcess;
import io.millsight.hub.LocalHub;
import io.millsight.qwen.GoldenFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code pull} from a hub on this machine that holds the tiny model of the fixtures. */
@Timeout(300)
class PullCommandTest {

    private static final String LINE = System.lineSeparator();

    @TempDir
    Path place;

    private LocalHub hub;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        hub = new LocalHub();
        try (Stream<Path> files = Files.list(GoldenFolder.model())) {
            for (Path file : files.toList()) {
                hub.with(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        }
        target = place.resolve("tiny");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private CommandLineRun pull(Object... more) {
        Object[] fixed = {"pull", LocalHub.MODEL, "--endpoint", hub.endpoint(), "--out", target};
        return CommandLineRun.of(
                Stream.concat(Stream.of(fixed), Stream.of(more)).toArray());
    }

    private void assertComplete() {
        for (Map.Entry<String, byte[]> file : hub.files().entrySet()) {
            assertThat(target.resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
    }

    @Test
    void theFolderArrivesAndInfoReadsIt() {
        CommandLineRun run = pull();

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith(target + ": " + hub.files().size() + " files, ")
                .contains(
                        ", commit 0123456789abcdef0123456789abcdef01234567" + LINE + "Next:" + LINE,
                        "  millsight info " + target + LINE,
                        "  millsight describe --model " + target + " image.png" + LINE);
        assertComplete();
        assertThat(CommandLineRun.of("info", target).exitCode()).isZero();
        assertThat(pull().out()).startsWith(target + ": is up to date, ");
    }

    @Test
    void theOtherHubIsAskedInItsOwnWay() {
        CommandLineRun run = pull("--mirror", "modelscope");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertComplete();
    }

    @Test
    void mistakesAreOneLineWithARemedy() {
        assertThat(CommandLineRun.of("pull", "Qwen2.5-VL"))
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "millsight: \"Qwen2.5-VL\" is not the name of a model; give owner/name, for example"
                                + " Qwen/Qwen2.5-VL-3B-Instruct" + LINE));
        assertThat(pull("--revision", "v9").err())
                .startsWith(
                        "millsight: " + LocalHub.MODEL + ": " + hub.endpoint() + " has no such model, or no revision");
        assertThat(pull("--mirror", "github").err())
                .startsWith("millsight: Invalid value for option '--mirror': there is no hub \"github\";"
                        + " choose huggingface or modelscope");
        assertThat(CommandLineRun.of("pull", "a/b", "--endpoint", "ftp://x").err())
                .isEqualTo("millsight: --endpoint \"ftp://x\" is not the address of a hub; write it as"
                        + " https://hub.example.com" + LINE);
        assertThat(place.resolve("tiny")).doesNotExist();
    }

    @Test
    void theHelpSaysThatOnlyThisCommandOpensAConnectionAndFitsEightyColumns() {
        String help = CommandLineRun.of("pull", "--help").out();

        assertThat(help.replaceAll("\\s+", " ")).contains("This is the only command that opens a network connection.");
        assertThat(help).contains("  millsight pull Qwen/Qwen2.5-VL-3B-Instruct" + LINE);
    }

    @Test
    void anInterruptedDownloadGoesOnWhereItStopped() throws Exception {
        hub.slow(40);
        try (MillsightProcess process =
                MillsightProcess.start("pull", LocalHub.MODEL, "--endpoint", hub.endpoint(), "--out", target)) {
            while (process.isAlive() && hub.sent() < 100_000) {
                Thread.sleep(20);
            }
            process.signal("INT");
            assertThat(process.await()).as(process.output()).isEqualTo(130);
            assertThat(process.output())
                    .contains("millsight: stopped; ")
                    .contains("run the same command again to go on");
        }
        assertThat(target).doesNotExist();
        assertThat(CommandLineRun.of("info", target).exitCode()).isEqualTo(2);
        assertThat(Objects.requireNonNull(place.toFile().list())).containsExactly(".millsight-pull-tiny.part");
        hub.slow(0);
        long before = hub.sent();

        CommandLineRun again = pull();

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).startsWith("millsight: goes on with ").contains("from an earlier download");
        long all = hub.files().values().stream()
                .mapToLong(content -> content.length)
                .sum();
        assertThat(hub.sent() - before).isLessThan(all - 50_000);
        assertComplete();
    }
}
