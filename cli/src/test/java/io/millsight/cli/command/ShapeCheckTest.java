package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture that is too long and thin, in {@code data check}. */
class ShapeCheckTest {

    private static final Path NANO = Path.of("..", "models", "nano");
    private static final String TOO_THIN =
            "an image of 2x402 pixels is too long and thin; one side may be at most 200 times the other, so cut it"
                    + " into pieces";

    @TempDir
    private Path root;

    @BeforeEach
    void writeADatasetWithAThinPicture() throws IOException {
        Files.createDirectories(root.resolve("images"));
        Files.createDirectories(root.resolve("annotations"));
        for (int width : new int[] {2, 3}) {
            ImageFile.writePng(
                    new RgbImage(width, 402, new byte[3 * 402 * width]), root.resolve("images/p" + width + ".png"));
            Files.writeString(
                    root.resolve("annotations/p" + width + ".xml"),
                    "<annotation><filename>p" + width + ".png</filename></annotation>");
        }
    }

    @Test
    void warnsWithoutAModel() {
        CommandLineRun run = CommandLineRun.of("data", "check", root);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("p2.png", TOO_THIN + ", or check with --model whether your model takes it")
                .doesNotContain("p3.png: an image");
    }

    @Test
    void failsForAModelThatSeesPicturesInTheirOwnSize() {
        Path untaught = root.resolve("model");
        CommandLineRun.of("new-model", "--preset", "nano", "--out", untaught, "--seed", 3);

        CommandLineRun run = CommandLineRun.of("data", "check", root, "--model", untaught);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).contains("p2.png", TOO_THIN).doesNotContain("with --model");
    }

    @Test
    void findsNothingForAModelThatIsShownAllPicturesInOneSize() {
        CommandLineRun run = CommandLineRun.of("data", "check", root, "--model", NANO);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).doesNotContain("too long and thin");
    }
}
