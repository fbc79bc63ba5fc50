package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.MillsightProcess;
import io.millsight.cli.SmallDataset;
import io.millsight.cli.terminal.Failures;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Real trainings in several processes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
class SeveralProcessesTest {

    @TempDir
    static Path shared;

    private static Path nano;
    private static Path data;

    @TempDir
    Path place;

    @BeforeAll
    static void makeAModelAndImages() throws IOException {
        nano = shared.resolve("nano");
        data = SmallDataset.write(shared.resolve("small"), shared.resolve("pixels"));
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
    }

    private static Object[] training(Path run, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(
                "train",
                "--model=" + nano,
                "--data=" + data,
                "--out=" + run,
                "--preset=paper",
                "--max_steps=4",
                "--eval_strategy=steps",
                "--eval_steps=2",
                "--per_device_train_batch_size=1",
                "--gradient_accumulation_steps=2",
                "--logging_steps=1",
                "--packed_tokens=0",
                "--dtype=float32"));
        arguments.addAll(Arrays.asList(more));
        return arguments.toArray();
    }

    /** Trains in the process of the test. */
    private static void trainHere(Object... arguments) {
        CommandLineRun run = CommandLineRun.of(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static String train(Object... arguments) throws IOException, InterruptedException {
        try (MillsightProcess process = MillsightProcess.start(arguments)) {
            assertThat(process.await()).as(process.output()).isZero();
            return process.output();
        }
    }

    /** The figures by step, without times. */
    private static List<String> course(Path run) throws IOException {
        List<String> course = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = JsonMapper.shared().readTree(line);
            course.add(node.path("step") + " " + node.path("loss") + " " + node.path("eval_loss") + " "
                    + node.path("learning_rate") + " " + node.path("grad_norm"));
        }
        return course;
    }

    private static void assertSame(Path run, Path other, String weights) throws IOException {
        assertThat(course(run)).isEqualTo(course(other));
        for (String file : List.of(weights, "optimizer.safetensors")) {
            assertThat(run.resolve("checkpoint-4").resolve(file))
                    .hasSameBinaryContentAs(other.resolve("checkpoint-4").resolve(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--lora_dropout=0.1", "--method=prompt_tuning", "--method=full"})
    void twoProcessesGiveTheBitsOfAnAccumulationOfTwo(String option) throws IOException, InterruptedException {
        Path one = place.resolve("one");
        Path two = place.resolve("two");
        trainHere(training(one, option));
        String output = train(training(two, option, "--nproc=2"));

        assertSame(two, one, option.equals("--method=full") ? "model.safetensors" : "adapter_model.safetensors");
        assertThat(output).doesNotContain("process 1").contains("done: " + two);
    }

    @Test
    void aKilledProcessEndsAllAndAnyNumberOfProcessesGoesOn() throws IOException, InterruptedException {
        Path whole = place.resolve("whole");
        Path killed = place.resolve("killed");
        trainHere(training(whole, "--lora_dropout=0.1"));
        for (int rank = 0; rank < 2; rank++) {
            Object[] command = rank == 0
                    ? training(killed, "--lora_dropout=0.1", "--nproc=2")
                    : new Object[] {"train", "--resume", killed, "--nproc", 2};
            try (MillsightProcess process = MillsightProcess.start(command)) {
                process.awaitLines(rank == 0 ? "saved " : "resuming after step 2 of 4", 1);
                process.killChild(rank);
                assertThat(process.await()).as(process.output()).isEqualTo(Failures.INTERNAL);
                assertThat(process.output().lines().filter(line -> line.startsWith("millsight: ")))
                        .containsExactly("millsight: process " + rank
                                + " of 2 was killed (signal 9), so all have ended; go on from the last checkpoint with:"
                                + " millsight train --resume " + killed);
            }
        }
        trainHere("train", "--resume", killed);
        assertSame(killed, whole, "adapter_model.safetensors");
    }

    @Test
    void aSignalToTheLauncherSaves() throws IOException, InterruptedException {
        Path run = place.resolve("run");
        List<Path> before = meetingPlaces();
        try (MillsightProcess process = MillsightProcess.start(training(run, "--max_steps=10000", "--nproc=2"))) {
            process.awaitLines("saved ", 1);
            assertThat(meetingPlaces()).hasSize(before.size() + 1);
            process.signal("INT");
            assertThat(process.await()).as(process.output()).isEqualTo(Failures.INTERRUPTED);
            assertThat(process.output()).contains("interrupted and saved; go on with: millsight train --resume " + run);
        }
        assertThat(run.resolve("last")).isDirectory();
        assertThat(meetingPlaces()).isEqualTo(before);
    }

    /** The folders in which processes of this machine find each other. */
    private static List<Path> meetingPlaces() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("millsight-processes"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void processesWithTorchrunsVariablesTrainTogether() throws IOException, InterruptedException {
        Path one = place.resolve("one");
        Path two = place.resolve("two");
        Object[] more = {"--lora_dropout=0.1"};
        trainHere(training(one, more));
        int port = freePort();
        try (MillsightProcess first = MillsightProcess.startIn(variables(0, port), training(two, more));
                MillsightProcess second = MillsightProcess.startIn(variables(1, port), training(two, more))) {
            assertThat(first.await()).as(first.output()).isZero();
            assertThat(second.await()).as(second.output()).isZero();
            assertThat(second.output().lines().filter(line -> !line.startsWith("[Gloo]")))
                    .isEmpty();
        }
        assertSame(two, one, "adapter_model.safetensors");
    }

    @Test
    void anotherBaseIsRefused() throws IOException, InterruptedException {
        Path other = place.resolve("other");
        CommandLineRun.of("new-model", "--preset", "nano", "--out", other, "--seed", 4);
        int port = freePort();
        Path run = place.resolve("run");
        try (MillsightProcess first = MillsightProcess.startIn(variables(0, port), training(run));
                MillsightProcess second =
                        MillsightProcess.startIn(variables(1, port), training(run, "--model=" + other))) {
            assertThat(second.await()).as(second.output()).isEqualTo(Failures.TO_MEND);
            assertThat(second.output())
                    .contains("millsight: process 1 of 2 does not have the same base model as process 0;");
            assertThat(first.await()).isEqualTo(Failures.TO_MEND);
            assertThat(first.output()).contains("millsight: process 0 of 2 lost another one:");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static Map<String, String> variables(int rank, int port) {
        return Map.of(
                "RANK",
                Integer.toString(rank),
                "WORLD_SIZE",
                "2",
                "MASTER_ADDR",
                "127.0.0.1",
                "MASTER_PORT",
                Integer.toString(port));
    }

    @Test
    void aMistakeInTheDataIsToldOnce() throws IOException, InterruptedException {
        try (MillsightProcess process = MillsightProcess.start(
                training(place.resolve("run"), "--data=" + place.resolve("nowhere"), "--nproc=2"))) {
            assertThat(process.await()).isEqualTo(Failures.TO_MEND);
            assertThat(process.output().lines()).hasSize(1).first().asString().contains("nowhere");
        }
    }

    @Test
    void refusesToStartProcessesWithinSeveralAndWrongNumbersAndDetectors() throws IOException, InterruptedException {
        try (MillsightProcess process =
                MillsightProcess.startIn(variables(1, 29_500), training(place.resolve("run"), "--nproc=2"))) {
            assertThat(process.await()).isEqualTo(Failures.TO_MEND);
            assertThat(process.output())
                    .startsWith("millsight: --nproc: another program has started this process as one of 2 (");
        }
        CommandLineRun none = CommandLineRun.of(training(place.resolve("run"), "--nproc=0"));
        assertThat(none.exitCode()).isEqualTo(Failures.TO_MEND);
        assertThat(none.err()).startsWith("millsight: --nproc: 0 is no number of processes; give 1 or more");
        CommandLineRun detector = CommandLineRun.of(
                "train", "--method=yolov7", "--data=" + data, "--out=" + place.resolve("yolo"), "--nproc=2");
        assertThat(detector.exitCode()).isEqualTo(Failures.TO_MEND);
        assertThat(detector.err()).startsWith("millsight: method: yolov7 trains in one process, because its batch");
        assertThat(place.resolve("yolo")).doesNotExist();
    }
}
