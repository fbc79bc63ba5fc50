package io.millsight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code --decoding} and {@code --looks}, with a model that has learned nothing: only the grammar makes its answers readable. */
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
    void picturesAreLookedAtInFlipsAndPartsIfThatIsAskedForOrWasTaught() throws IOException {
        String all = "at all four flips of a picture and at parts of it, stating what they agree on";
        String one = "one, at the picture as it is";
        assertThat(unreadable("plain", "--max-defects", 2)).isZero();
        assertThat(Files.readString(place.resolve("plain/report.html"))).contains(one);
        assertThat(unreadable("asked", "--max-defects", 2, "--looks", "several"))
                .isZero();
        assertThat(Files.readString(place.resolve("asked/report.html"))).contains(all);

        Path manifest = nano.resolve(Manifest.FILE);
        OwnTask.write(nano, List.of(SmallDataset.PATCHES, SmallDataset.SCRATCHES), true);
        try {
            assertThat(unreadable("taught", "--max-defects", 2)).isZero();
            assertThat(Files.readString(place.resolve("taught/report.html"))).contains(all);
            assertThat(unreadable("not", "--max-defects", 2, "--looks", "one")).isZero();
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
    void anAnswerWithoutRoomForADefectIsRefused() {
        CommandLineRun run = CommandLineRun.of(
                "describe", "--model", nano, "--max-defects", 0, shared.resolve("pixels/strip_4.png"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millsight: --max-defects 0: give at least 1");
    }
}
