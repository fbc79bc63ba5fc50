package io.millsight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The commands as a user types them. */
class MainTest {

    @TempDir
    static Path models;

    private static Path nano;

    @TempDir
    Path place;

    @BeforeAll
    static void makeAModel() {
        nano = models.resolve("nano");
        CommandLineRun run =
                CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3, "--dtype", "bf16");
        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        0,
                        nano + ": 8,052,480 parameters in bfloat16, 16.1 MB in 1 file" + System.lineSeparator(),
                        ""));
    }

    // ---- help and usage

    @Test
    void theVersionIsThatOfTheBuild() {
        CommandLineRun run = CommandLineRun.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().strip()).matches("Millsight \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?( \\(commit [0-9a-f]+\\))?");
    }

    @Test
    void helpNamesEveryCommandAndTheExitCodes() {
        CommandLineRun run = CommandLineRun.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("new-model", "info", "env", "Exit codes:", "130", "First steps:", "--quiet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"new-model", "info", "env"})
    void theHelpOfEveryCommandShowsHowToUseIt(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Usage: millsight " + command, System.lineSeparator() + "  millsight " + command);
        assertThat(CommandLineRun.of("help", command).out()).isEqualTo(run.out());
    }

    @Test
    void theLogLevelDecidesWhatIsLogged() {
        Logger logger = LoggerFactory.getLogger("io.millsight.adapter.AdaptedModel");

        assertThat(CommandLineRun.of("env", "--log-level", "info", "--help").exitCode())
                .isZero();
        assertThat(logger.isInfoEnabled()).isTrue();
        assertThat(CommandLineRun.of("env", "--log-level=warn", "--help").exitCode())
                .isZero();
        assertThat(logger.isInfoEnabled()).isFalse();
        CommandLineRun wrong = CommandLineRun.of("env", "--log-level", "loud");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("--log-level").contains("loud");
    }

    @Test
    void withoutACommandItHelpsAndFails() {
        CommandLineRun run = CommandLineRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: millsight");
    }

    @Test
    void anUnknownCommandIsRefusedWithASuggestion() {
        CommandLineRun run = CommandLineRun.of("new-modl");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "millsight: Unmatched argument at index 0: 'new-modl'",
                        "Did you mean: millsight new-model?",
                        "Try 'millsight --help'.");
    }

    @Test
    void aMissingOptionIsNamed() {
        CommandLineRun run = CommandLineRun.of("new-model", "--preset", "nano");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "millsight: Missing required option: '--out=DIR'", "Try 'millsight new-model --help'.");
    }

    @Test
    void wrongValuesAreRefusedWithThoseThatExist() {
        assertThat(CommandLineRun.of("new-model", "--preset", "2b", "--out", place)
                        .err())
                .startsWith("millsight: Invalid value for option '--preset': there is no preset 2b;"
                        + " choose one of nano, 3b, 7b, 32b, 72b");
        assertThat(CommandLineRun.of("new-model", "--preset", "nano", "--dtype", "int4", "--out", place)
                        .err())
                .startsWith("millsight: Invalid value for option '--dtype':"
                        + " dtype: \"int4\" is none of auto, float32, bfloat16, float16");
    }

    // ---- new-model

    @Test
    void aFolderThatIsInUseIsRefusedAndKept() throws IOException {
        Files.writeString(place.resolve("notes.txt"), "precious");

        CommandLineRun run = CommandLineRun.of("new-model", "--preset", "nano", "--out", place);

        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "millsight: " + place + ": the folder is not empty; choose another, or remove it first"
                                + System.lineSeparator()));
        assertThat(Objects.requireNonNull(place.toFile().list())).containsExactly("notes.txt");
    }

    @Test
    void theNanoModelIsStoredInFloat32UnlessSaidOtherwise() {
        CommandLineRun.of("new-model", "--preset", "nano", "--out", place.resolve("model"));

        assertThat(ModelFolder.open(place.resolve("model")).config().dtype()).isEqualTo("float32");
    }

    // ---- info

    @Test
    void infoTellsOfAModel() {
        CommandLineRun run = CommandLineRun.of("info", nano);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .contains(
                        "parameters            8,052,480 (vision 4,640,256, text 3,412,224)",
                        "vision                4 blocks of width 256, 4 heads of 64, windows of 112 pixels but in blocks [1, 3]",
                        "text                  4 layers of width 256, 4 heads of 64 on 2 of keys and values,"
                                + " vocabulary of 1,024, tied head",
                        "tokenizer             1,024 ids",
                        "images                3,136 to 153,664 pixels: 4 to 196 tokens of 28x28",
                        "fingerprint           " + ModelFolder.open(nano).fingerprint(),
                        "LoRA r 16, as named   483,328 parameters on 40 modules",
                        "LoRA r 16, text only  311,296 parameters on 28 modules")
                .anyMatch(line -> line.matches("weights +bfloat16, 16\\.1 MB in 1 file"));
    }

    @Test
    void infoTellsOfAnAdapterAndItsTraining() throws IOException {
        try (QwenModel model = ModelFolder.open(nano).load(DType.BFLOAT16, Device.CPU);
                LoraAdapter adapter =
                        LoraAdapter.initialize(model, LoraConfig.paper().textOnly(), 0)) {
            adapter.save(place, "models/nano");
        }
        OwnTask.write(place, DefectType.NEU_DET, false);

        CommandLineRun run = CommandLineRun.of("info", place);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .startsWith(
                        "adapter       " + place,
                        "kind          LoRA",
                        "rank          16",
                        "alpha         32",
                        "dropout       0.05",
                        "targets       q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj",
                        "but not       .*visual.*",
                        "parameters    311,296 on 28 modules",
                        "base          models/nano",
                        "defect types  crazing, inclusion, patches, pitted surface, rolled-in scale, scratches",
                        "millsight.json:",
                        "  {")
                .contains("    \"dialect\" : \"paper\",", "  }");

        Path notes = place.resolve("millsight.json");
        Files.writeString(notes, Files.readString(notes).replace("\"paper\"", "\"latin\""));
        assertThat(CommandLineRun.of("info", place))
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "millsight: " + notes + ": dialect is \"latin\", expected one of paper, qwen_json, readable"
                                + System.lineSeparator()));
    }

    @Test
    void infoTellsWhatOfAModelsFolderIsNotUsed() throws IOException {
        Path model = linked("own-template");
        Files.writeString(model.resolve("chat_template.jinja"), "{{ messages }}");

        CommandLineRun run = CommandLineRun.of("info", model);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("note +\\Q" + model.resolve("chat_template.jinja")
                        + "\\E: this chat template is not used; it differs from that of Qwen2.5-VL, in whose form the model"
                        + " is asked"));
    }

    /** A folder of links to the model's files, of which one may be replaced. */
    private Path linked(String name) throws IOException {
        Path folder = Files.createDirectory(place.resolve(name));
        try (Stream<Path> files = Files.list(nano)) {
            for (Path file : files.toList()) {
                Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
            }
        }
        return folder;
    }

    // ---- merge

    @Test
    void mergingAsksForAnAdapterOrThatThereIsNone() {
        CommandLineRun run = CommandLineRun.of("merge", "--model", nano, "--out", place.resolve("copy"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millsight: Missing required option: '--adapter=DIR'");
        assertThat(place.resolve("copy")).doesNotExist();
    }

    @Test
    void anAdapterInAFolderThatDoesNotExistIsSaidToBeMissing() {
        Path none = place.resolve("runs/none");

        CommandLineRun run =
                CommandLineRun.of("merge", "--model", nano, "--adapter", none, "--out", place.resolve("copy"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("millsight: " + none + ": there is no such folder; give that of an adapter or of a run"
                        + System.lineSeparator());
    }

    // ---- describe

    @Test
    void aTypeOrADeviceThatDoesNotExistIsRefusedWithThoseThatDo() throws IOException {
        Path image = Files.createFile(place.resolve("a.png"));

        CommandLineRun type = CommandLineRun.of("describe", "--model", nano, "--dtype", "int4", image);
        CommandLineRun device = CommandLineRun.of("describe", "--model", nano, "--device", "gpu", image);
        CommandLineRun tokens = CommandLineRun.of("describe", "--model", nano, "--max-new-tokens", 0, image);

        assertThat(type.exitCode()).isEqualTo(2);
        assertThat(type.err()).contains("int4").contains("bfloat16");
        assertThat(device.exitCode()).isEqualTo(2);
        assertThat(device.err()).contains("gpu").contains("cuda");
        assertThat(tokens.exitCode()).isEqualTo(2);
        assertThat(tokens.err()).contains("--max-new-tokens 0: give at least 1 and at most 32768");
    }

    @Test
    void infoRefusesWhatIsNotThere() {
        CommandLineRun run = CommandLineRun.of("info", place.resolve("nothing"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .containsExactly(
                        "millsight: " + place.resolve("nothing") + ": no such folder; a model is a local folder"
                                + " with config.json, the tokenizer and the weights");
    }

    @Test
    void infoNamesTheFileThatIsBroken() throws IOException {
        Files.copy(nano.resolve("config.json"), place.resolve("config.json"));
        Files.copy(nano.resolve("preprocessor_config.json"), place.resolve("preprocessor_config.json"));
        Files.writeString(place.resolve("model.safetensors"), "not weights at all");

        CommandLineRun run = CommandLineRun.of("info", place);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millsight: " + place.resolve("model.safetensors") + ": ");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void theStackTraceIsShownOnlyWithDebug() {
        assertThat(CommandLineRun.of("info", place).err()).doesNotContain("\tat ");
        assertThat(CommandLineRun.of("info", place, "--debug").err())
                .contains("ModelFolderException")
                .contains("\tat io.millsight.qwen.");
    }

    // ---- env

    @Test
    void envTellsOfTheMachine() {
        CommandLineRun run = CommandLineRun.of("env");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(line -> line.substring(0, line.indexOf(' '))))
                .containsExactly(
                        "millsight",
                        "commit",
                        "java",
                        "system",
                        "processor",
                        "memory",
                        "libtorch",
                        "threads",
                        "device",
                        "dtype",
                        "program",
                        "native",
                        "free");
        assertThat(run.out()).contains(System.getProperty("java.version"), "2.10.0");
    }

    private static String usage(CommandLine program, String command) {
        return Objects.requireNonNull(program.getSubcommands().get(command)).getUsageMessage();
    }

    @Test
    void aCommandThatIsKnownAloneReadsTheSameOptions() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        CommandLine all = new Main(nowhere, nowhere).commandLine();
        for (String name : List.of("describe", "info", "evaluate", "train")) {
            CommandLine alone = Main.forArguments(nowhere, nowhere, name).commandLine();

            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            assertThat(usage(alone, name)).isEqualTo(usage(all, name));
        }
        assertThat(Main.forArguments(nowhere, nowhere, "help").commandLine().getSubcommands())
                .containsOnlyKeys(all.getSubcommands().keySet());
    }
}
