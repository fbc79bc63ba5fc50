package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.Main;
import io.millsight.cli.terminal.Failures;
import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.qwen.DamagedWeights;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code millsight describe} with a model that has learned nothing; what matters here is what becomes of the files. */
class DescribeCommandTest {

    @TempDir
    static Path shared;

    private static Path nano;

    @TempDir
    private Path place;

    @BeforeAll
    static void makeAModel() {
        nano = shared.resolve("nano");
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
    }

    private static CommandLineRun describe(Object... arguments) {
        return describeWith(nano, arguments);
    }

    private static CommandLineRun describeWith(Path model, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("describe", "--model", model));
        all.addAll(List.of("--max-defects", 1, "--dtype", "float32"));
        all.addAll(Arrays.asList(arguments));
        return CommandLineRun.of(all.toArray());
    }

    private Path image(String name) throws IOException {
        return image(name, 56, 56);
    }

    private Path image(String name, int width, int height) throws IOException {
        Path file = place.resolve(name);
        Files.createDirectories(file.getParent());
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) name.hashCode());
        ImageFile.writePng(new RgbImage(width, height, pixels), file);
        return file;
    }

    private List<String> drawn(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(place.resolve(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file ->
                            place.resolve(folder).relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /** The lines of {@code --format json}. */
    private static List<JsonNode> objects(CommandLineRun run) {
        return run.out().lines().map(JsonMapper.shared()::readTree).toList();
    }

    // ---- what is never written to
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void anImageIsNeverDrawnOver() throws IOException {
        Path image = image("a.png");
        byte[] before = Files.readAllBytes(image);
        Path links = Files.createDirectories(place.resolve("links"));
        Path elsewhere = Files.createSymbolicLink(place.resolve("elsewhere"), place);
        Files.createLink(links.resolve("b.png"), image);
        Path b = image("b.jpg");
        for (CommandLineRun run : List.of(
                describeWithoutModel(image, "--draw", place),
                describeWithoutModel(image, "--draw", elsewhere),
                describeWithoutModel(b, image, "--draw", links))) {
            assertThat(run.exitCode()).isEqualTo(Failures.TO_MEND);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("millsight: " + place)
                    .endsWith(
                            ".png: is one of the images to describe, which are never written to; give --draw another folder"
                                    + System.lineSeparator());
        }
        assertThat(image).hasBinaryContent(before);
    }

    /** That the model is not even opened shows that what is refused is refused before the long work. */
    private static CommandLineRun describeWithoutModel(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("describe", "--model", "no such model"));
        all.addAll(Arrays.asList(arguments));
        return CommandLineRun.of(all.toArray());
    }

    @Test
    void onlyPicturesOfAnEarlierRunAreReplaced() throws IOException {
        Path image = image("a.png");
        Path pictures = place.resolve("pictures");
        assertThat(describe(image, "--draw", pictures).exitCode()).isZero();
        assertThat(describe(image, "--draw", pictures).exitCode()).isZero();

        Path mine = image("pictures/a.png");
        byte[] before = Files.readAllBytes(mine);
        CommandLineRun refused = describeWithoutModel(image, "--draw", pictures);
        assertThat(refused.exitCode()).isEqualTo(Failures.TO_MEND);
        assertThat(refused.err())
                .isEqualTo("millsight: " + mine + ": is already there, and this program did not draw it, so it is not"
                        + " replaced; move it away or write somewhere else" + System.lineSeparator());
        assertThat(mine).hasBinaryContent(before);
    }

    @Test
    void aFileIsNoFolderToDrawInto() throws IOException {
        Path image = image("a.png");
        CommandLineRun run = describeWithoutModel(image, "--draw", image);
        assertThat(run.exitCode()).isEqualTo(Failures.TO_MEND);
        assertThat(run.err()).contains(image + ": is a file; give --draw a folder to write to");
    }

    @Test
    void nothingIsDrawnWhereTheModelCannotBeOpened() throws IOException {
        CommandLineRun run = describeWithoutModel(image("a.png"), "--draw", place.resolve("pictures"));
        assertThat(run.exitCode()).isEqualTo(Failures.TO_MEND);
        assertThat(place.resolve("pictures")).doesNotExist();
    }

    @Test
    void eachImageHasAPictureOfItsOwn() throws IOException {
        CommandLineRun run = describe(
                image("x/s.png"), image("x/s.jpg"), image("y/s.jpg"), "--draw", place.resolve("d"), "--batch-size", 3);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(drawn("d")).containsExactly("x/s.jpg.png", "x/s.png.png", "y/s.jpg.png");
    }

    @Test
    void onePictureThatCannotBeDrawnDoesNotKeepTheOthersFromIt() throws IOException {
        String longName = "a".repeat(250);
        List<Path> images = List.of(image(longName + ".png"), image("b.png"), image(longName + ".jpg"));
        CommandLineRun run = describe(images.get(0), images.get(1), images.get(2), "--draw", place.resolve("d"));
        assumeThat(run.err()).as("a file system that allows no names this long").contains("cannot be drawn");
        assertThat(run.exitCode()).isEqualTo(Failures.TO_MEND);
        assertThat(run.out().lines().filter(line -> line.contains(": DEFECTS") || line.contains(": CLEAN")))
                .hasSize(3);
        assertThat(run.err()).contains("millsight: " + images.get(0) + ": its picture cannot be drawn: ");
        assertThat(run.err()).endsWith("millsight: 2 of 3 images could not be drawn" + System.lineSeparator());
        assertThat(drawn("d")).containsExactly("b.png.png");
    }

    // ---- images that cannot be described
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void everyImageHasOneObjectWhetherItCouldBeDescribedOrNot() throws IOException, InterruptedException {
        Path first = image("first.png");
        Path broken = Files.writeString(place.resolve("broken.png"), "no image");
        Path thin = image("thin.png", 3, 900);
        Path missing = place.resolve("missing.png");
        Path folderName = Files.createDirectory(place.resolve("empty"));
        Path last = image("last.png");
        List<Path> images = new ArrayList<>(List.of(first, broken, thin, missing));
        Path pipe = place.resolve("pipe.png");
        if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0) {
            images.add(pipe);
        }
        images.add(last);
        for (int batch : new int[] {1, 4}) {
            List<Object> arguments = new ArrayList<>(images);
            arguments.addAll(List.of(folderName, "--format", "json", "--batch-size", batch));
            CommandLineRun run = describe(arguments.toArray());

            assertThat(run.exitCode()).isEqualTo(Failures.TO_MEND);
            List<JsonNode> objects = objects(run);
            assertThat(objects)
                    .extracting(object -> object.get("image").asString())
                    .containsExactlyElementsOf(
                            images.stream().map(Path::toString).toList());
            for (JsonNode object : objects) {
                assertThat(object.propertyNames())
                        .containsExactlyElementsOf(objects.get(0).propertyNames());
                String name = object.get("image").asString();
                if (!name.equals(first.toString()) && !name.equals(last.toString())) {
                    assertThat(object.get("verdict").asString()).isEqualTo("UNDETERMINED");
                    assertThat(object.get("width").isNull()).isTrue();
                    String note = object.get("notes").get(0).asString();
                    assertThat(note).startsWith("NOT_INSPECTED: " + name + ": ");
                    assertThat(run.err().lines())
                            .containsOnlyOnce("millsight: " + note.substring("NOT_INSPECTED: ".length()));
                } else {
                    assertThat(object.get("verdict").asString()).isIn("DEFECTS", "CLEAN");
                }
            }
            assertThat(run.err())
                    .contains(folderName + ": there are no images in this folder")
                    .contains(thin + ": an image of 3x900 pixels is too long and thin")
                    .endsWith("millsight: " + (images.size() - 2) + " of " + images.size()
                            + " images could not be described" + System.lineSeparator());
        }
    }

    @Test
    void asTextTheyAreUndeterminedAndNamesCannotSteerATerminal() throws IOException {
        Path broken = Files.writeString(place.resolve("bro\nken\u001b[31m.png"), "no image");
        CommandLineRun run = describe(broken);
        assertThat(run.exitCode()).isEqualTo(Failures.TO_MEND);
        assertThat(run.out())
                .isEqualTo(place.resolve("bro") + "\\u000aken\\u001b[31m.png: UNDETERMINED, could not be described"
                        + System.lineSeparator());
        assertThat(run.err()).doesNotContain("\u001b");
    }

    @Test
    void damagedWeightsAreNeverAnAnswer() throws IOException {
        Path damaged = Files.createDirectory(place.resolve("damaged"));
        try (Stream<Path> files = Files.list(nano)) {
            for (Path file : files.toList()) {
                Files.copy(file, damaged.resolve(file.getFileName()));
            }
        }
        DamagedWeights.set(damaged, "model.layers.0.mlp.up_proj.weight", Float.NaN);
        for (String format : List.of("text", "json", "coco")) {
            CommandLineRun run =
                    describeWith(damaged, image("a.png"), "--format", format, "--draw", place.resolve("d"));
            assertThat(run.exitCode()).isEqualTo(Failures.TO_MEND);
            assertThat(run.out()).doesNotContain("NaN", "DEFECTS", "CLEAN");
            assertThat(run.err())
                    .endsWith("millsight: " + damaged
                            + ": the model computed numbers that are not finite on 1 of 1 image;"
                            + " its weights are damaged, so take another copy" + System.lineSeparator());
        }
        CommandLineRun text = describeWith(damaged, image("a.png"));
        assertThat(text.out())
                .contains("a.png: UNDETERMINED (")
                .contains("  note: the model computed numbers that are not finite, so its answer means nothing;"
                        + " weights of the model or of the adapter are damaged");
        JsonNode object = objects(describeWith(damaged, image("a.png"), "--format", "json"))
                .get(0);
        assertThat(object.get("verdict").asString()).isEqualTo("UNDETERMINED");
        assertThat(object.get("notes").get(0).asString()).startsWith("NOT_FINITE: the model computed");
    }

    // ---- options and output
    // ---------------------------------------------------------------------------------------------------------------

    @Test
    void whatMakesNoSenseIsRefused() throws IOException {
        Path image = image("a.png");
        assertThat(describe(image, "--batch-size", 0).err()).startsWith("millsight: --batch-size 0: give at least 1");
        assertThat(describe(image, "--max-new-tokens", 0).err())
                .startsWith("millsight: --max-new-tokens 0: give at least 1");
        assertThat(describe("").err()).startsWith("millsight: the name of an image is empty; give a file or a folder");
    }

    @Test
    void outputThatDoesNotArriveIsNoSuccess() throws IOException {
        StringWriter err = new StringWriter();
        Main main = new Main(new PrintWriter(new FullDisk()), new PrintWriter(err, true));
        int exitCode =
                main.run("describe", "--model", nano.toString(), image("a.png").toString(), "--max-new-tokens", "1");
        assertThat(exitCode).isEqualTo(Failures.TO_MEND);
        assertThat(err.toString())
                .isEqualTo("millsight: the output cannot be written: its disk is full, or nobody reads it any more"
                        + System.lineSeparator());
        assertThat(new Main(new PrintWriter(new FullDisk()), new PrintWriter(err, true)).run("--version"))
                .isEqualTo(Failures.TO_MEND);
    }

    private static final class FullDisk extends Writer {

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            throw new IOException("No space left on device");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
