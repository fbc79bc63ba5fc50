package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.Manifest;
import io.millsight.cli.CommandLineRun;
import io.millsight.cli.OwnTask;
import io.millsight.cli.SmallDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code --decoding} and {@code --tta}, with a model that has learned nothing: only the grammar makes its answers readable. */
class DecodingOptionsTest {

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

    @Test
    void answersAreLockedUnlessTheyAreToBeFree() throws IOException {
        assertThat(unreadable("locked", "--max-defects", 2)).isZero();
        assertThat(Files.readString(place.resolve("locked/report.html")))
                .contains("greedy, locked to the grammar of the reports, at most 2 defects");
        assertThat(unreadable("free", "--decoding", "free")).isEqualTo(1);
        assertThat(Files.readString(place.resolve("free/report.html"))).contains("greedy, free");
    }

    @Test
    void testTimeAugmentationIsOnIfItIsAskedForOrWasTrained() throws IOException {
        String all = "12 or more views, the whole image in all four flips and crops of it, with voting";
        String one = "off: one view, the whole image";
        assertThat(unreadable("plain", "--max-defects", 2)).isZero();
        assertThat(Files.readString(place.resolve("plain/report.html"))).contains(one);
        assertThat(unreadable("asked", "--max-defects", 2, "--tta", "on")).isZero();
        assertThat(Files.readString(place.resolve("asked/report.html"))).contains(all);

        Path manifest = nano.resolve(Manifest.FILE);
        OwnTask.write(nano, List.of(SmallDataset.PATCHES, SmallDataset.SCRATCHES), true);
        try {
            assertThat(unreadable("taught", "--max-defects", 2)).isZero();
            assertThat(Files.readString(place.resolve("taught/report.html"))).contains(all);
            assertThat(unreadable("not", "--max-defects", 2, "--tta", "off")).isZero();
            assertThat(Files.readString(place.resolve("not/report.html"))).contains(one);
        } finally {
            Files.delete(manifest);
        }
    }

    private double unreadable(String name, Object... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("evaluate", "--model", nano, "--data", data));
        arguments.addAll(List.of("--max-new-tokens", 120, "--dtype", "float32", "--out", place.resolve(name)));
        arguments.addAll(List.of(options));
        CommandLineRun run = CommandLineRun.of(arguments.toArray());
        assertThat(run.exitCode()).as(run.err()).isZero();
        var metrics = JsonMapper.shared()
                .readTree(Files.readString(place.resolve(name).resolve("metrics.json")))
                .get("metrics");
        return metrics.get("parse_failure_rate").get("value").asDouble()
                + metrics.get("truncation_rate").get("value").asDouble();
    }

    @Test
    void describingIsLockedToo() {
        Path image = shared.resolve("pixels/strip_4.png");

        CommandLineRun locked = CommandLineRun.of("describe", "--model", nano, "--max-defects", 1, image);
        CommandLineRun free = CommandLineRun.of("describe", "--model", nano, "--decoding", "free", image);

        assertThat(locked.exitCode()).as(locked.err()).isZero();
        assertThat(locked.out()).containsPattern("DEFECTS|CLEAN").doesNotContain("UNDETERMINED");
        assertThat(free.out()).contains("UNDETERMINED");
    }

    @Test
    void theSameSeedGivesTheSameAnswer() {
        String greedy = answer();
        String first = answer("--temperature", 1, "--top-k", 0, "--top_p", 1, "--seed", 7);
        assertThat(answer("--temperature", 1, "--top_k", 0, "--top-p", 1, "--seed", 7))
                .isEqualTo(first);
        assertThat(answer("--temperature", 1, "--top-k", 0, "--seed", 8)).isNotEqualTo(first);
        assertThat(first).isNotEqualTo(greedy);
        assertThat(answer("--temperature", 0)).isEqualTo(greedy);
    }

    private static String answer(Object... options) {
        List<Object> describe =
                List.of("describe", "--model", nano, "--max-new-tokens", 8, "--format", "json", "--decoding", "free");
        List<Object> all = new ArrayList<>(List.of(options));
        all.add(shared.resolve("pixels/strip_4.png"));
        CommandLineRun run = run(describe, all.toArray());
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JsonMapper.shared().readTree(run.out()).get("answer").asString();
    }

    @Test
    void samplingIsRefusedWhereItMakesNoSense() {
        assertThat(refusal("--temperature", 0.7))
                .startsWith(
                        "millsight: --temperature: locked answers are greedy; give --decoding free, or leave it out");
        assertThat(refusal("--seed", 3)).startsWith("millsight: --seed: locked answers are greedy");
        assertThat(refusal("--decoding", "free", "--top-p", 0.9))
                .startsWith("millsight: --top-p: nothing is drawn without a temperature; give --temperature above 0");
        assertThat(refusal("--decoding", "free", "--temperature", -1))
                .startsWith("millsight: --temperature -1.0: give 0 (greedy) or a number above it");
        assertThat(refusal("--decoding", "free", "--temperature", "NaN"))
                .startsWith("millsight: --temperature NaN: give 0");
        assertThat(refusal("--decoding", "free", "--temperature", 1, "--top-k", -1))
                .startsWith("millsight: --top-k -1: give 0 (all tokens)");
        assertThat(refusal("--decoding", "free", "--temperature", 1, "--top-p", 1.5))
                .startsWith("millsight: --top-p 1.5: give a number above 0, at most 1");
    }

    private static String refusal(Object... options) {
        List<Object> all = new ArrayList<>(List.of(options));
        all.add(shared.resolve("pixels/strip_4.png"));
        CommandLineRun run = run(List.of("describe", "--model", nano), all.toArray());
        assertThat(run.exitCode()).isEqualTo(2);
        return run.err();
    }

    @Test
    void theFormerNameOfTestTimeAugmentationWorksWithAWarning() {
        Path image = shared.resolve("pixels/strip_4.png");
        List<Object> describe = List.of("describe", "--model", nano, "--max-defects", 1, "--max-new-tokens", 8);

        CommandLineRun former = run(describe, "--looks", "one", image);
        CommandLineRun both = run(describe, "--looks", "several", "--tta", "off", image);

        assertThat(former.exitCode()).as(former.err()).isZero();
        assertThat(former.err())
                .contains(
                        "millsight: --looks one is now called --tta off; the next version will not read the former name");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).startsWith("millsight: --looks several: it is the former name of --tta; leave it out");
    }

    private static CommandLineRun run(List<Object> command, Object... options) {
        List<Object> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(options));
        return CommandLineRun.of(arguments.toArray());
    }

    @Test
    void anAnswerWithoutRoomForADefectIsRefused() {
        CommandLineRun run = CommandLineRun.of(
                "describe", "--model", nano, "--max-defects", 0, shared.resolve("pixels/strip_4.png"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millsight: --max-defects 0: give at least 1");
    }
}
