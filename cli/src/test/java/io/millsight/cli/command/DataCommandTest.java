package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetWriter;
import io.millsight.steel.format.Datasets;
import io.millsight.steel.split.SplitLeak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The {@code data} commands as a user types them, on a dataset of 40 images from 20 strips. */
class DataCommandTest {

    private static final int STRIPS = 20;
    private static final int SIDE = 96;
    private static final List<DefectType> TYPES = List.of(new DefectType("inclusion"), new DefectType("scratches"));

    @TempDir
    static Path originals;

    private static Dataset dataset;

    @TempDir
    Path place;

    private Path steel;

    @BeforeAll
    static void makeImages() {
        dataset = dataset(originals);
    }

    @BeforeEach
    void copyTheDataset() {
        steel = place.resolve("steel");
        DatasetWriter.write(dataset, DatasetFormat.VOC, steel);
    }

    /** Two overlapping crops of each strip, of one type by turns; {@code groups.csv} does not know about any. */
    private static Dataset dataset(Path folder) {
        List<AnnotatedImage> images = new ArrayList<>();
        for (int strip = 0; strip < STRIPS; strip++) {
            RgbImage steel = strip(strip);
            DefectType type = TYPES.get(strip % TYPES.size());
            for (int crop = 0; crop < 2; crop++) {
                String id = type.name() + "_" + strip + (crop == 0 ? "a" : "b");
                Path file = folder.resolve(id + ".png");
                write(crop(steel, 30 * crop), file);
                List<Defect> defects = List.of(new Defect(type, new BoundingBox(10 + strip, 20, 60, 70)));
                images.add(new AnnotatedImage(id, file, SIDE, SIDE, defects));
            }
        }
        return new Dataset("steel", folder, TYPES, images, Map.of(), Map.of());
    }

    /** Grain of three pixels' size, drawn out along the strip. */
    private static RgbImage strip(long seed) {
        int width = SIDE + 30;
        SplittableRandom random = new SplittableRandom(seed);
        double[] noise = random.doubles((long) (width + 3) * (SIDE + 7)).toArray();
        byte[] pixels = new byte[3 * width * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int x = i / 3 % width;
            int y = i / 3 / width;
            double sum = 0;
            for (int j = 0; j < 7; j++) {
                for (int k = 0; k < 3; k++) {
                    sum += noise[(y + j) * (width + 3) + x + k] - 0.5;
                }
            }
            pixels[i] = (byte) Math.max(0, Math.min(255, 120 + 25 * sum));
        }
        return new RgbImage(width, SIDE, pixels);
    }

    private static RgbImage crop(RgbImage strip, int left) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) strip.value(left + i / 3 % SIDE, i / 3 / SIDE, i % 3);
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }

    private static void write(RgbImage image, Path file) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        ImageFile.writePng(image, file);
    }

    private static void assertRefused(CommandLineRun run, String message) {
        assertThat(run).isEqualTo(new CommandLineRun(2, "", "millsight: " + message + System.lineSeparator()));
    }

    private void writeGroups(String strip) throws IOException {
        Files.writeString(steel.resolve("groups.csv"), "image,group\n" + strip + "a,1\n" + strip + "b,1\n");
    }

    /** Groups of all 20 strips. */
    private Path everyGroup() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (AnnotatedImage image : Datasets.read(steel).images()) {
            lines.append(image.id())
                    .append(',')
                    .append(image.id(), 0, image.id().length() - 1)
                    .append('\n');
        }
        return Files.writeString(place.resolve("known.csv"), lines);
    }

    // ---- help

    @ParameterizedTest
    @ValueSource(strings = {"check", "split", "convert", "show"})
    void theHelpOfEveryCommandShowsHowToUseIt(String command) {
        CommandLineRun run = CommandLineRun.of("data", command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Usage: millsight data " + command, System.lineSeparator() + "  millsight data " + command);
        assertThat(run.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @Test
    void withoutASubcommandItHelpsAndFails() {
        CommandLineRun run = CommandLineRun.of("data");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("Usage: millsight data", "check", "split", "convert", "show");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "split"})
    void aFolderThatIsNotThereIsNamed(String command) {
        assertRefused(
                CommandLineRun.of("data", command, place.resolve("nothing")),
                place.resolve("nothing") + ": there is no such folder; give the folder of a dataset");
    }

    // ---- check

    @Test
    void aSoundDatasetIsSummed() {
        CommandLineRun run = CommandLineRun.of("data", "check", steel);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .contains(
                        "dataset  steel (VOC)",
                        "images   40",
                        "boxes    40",
                        "sizes    96x96 (40)",
                        "splits   none; see 'millsight data split'",
                        "groups   none known",
                        "hash     " + DatasetHash.of(Datasets.read(steel).images()),
                        "warning: no-clean-images (1)")
                .anyMatch(line -> line.matches("inclusion +20 +20 +\\d+\\.\\d % .*"));
    }

    @Test
    void errorsAreNamedWithTheirFilesAndFailTheCheck() throws IOException {
        Path xml = steel.resolve("Annotations/inclusion_0a.xml");
        Files.writeString(xml, Files.readString(xml).replace("<xmax>60</xmax>", "<xmax>600</xmax>"));
        Files.write(steel.resolve("JPEGImages/inclusion_0b.png"), new byte[] {1, 2, 3});

        CommandLineRun run = CommandLineRun.of("data", "check", steel, "--near-duplicates");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("millsight: " + steel + ": 2 errors; correct the dataset before you use it"
                        + System.lineSeparator());
        assertThat(run.out())
                .contains("error: unreadable-image (1)", "  JPEGImages/inclusion_0b.png: not an image that can be read")
                .contains("error: box-outside (1)", "  Annotations/inclusion_0a.xml: ");
    }

    @Test
    void manyFindingsOfAKindAreCountedUnlessAllAreWanted() throws IOException {
        for (int i = 0; i < 8; i++) {
            Files.copy(steel.resolve("JPEGImages/inclusion_0a.png"), steel.resolve("JPEGImages/new_" + i + ".png"));
        }

        CommandLineRun some = CommandLineRun.of("data", "check", steel);
        CommandLineRun all = CommandLineRun.of("data", "check", steel, "--all");

        assertThat(some.exitCode()).isZero();
        assertThat(some.out())
                .contains("warning: missing-annotation (8)", "new_4.png", "  and 3 more (--all shows them)")
                .doesNotContain("new_5.png");
        assertThat(all.out()).contains("new_7.png").doesNotContain("more (");
    }

    @Test
    void nearDuplicatesRevealWhatADivisionLeaks() throws IOException {
        Files.createDirectories(steel.resolve("ImageSets/Main"));
        Files.writeString(steel.resolve("ImageSets/Main/train.txt"), "inclusion_0a\ninclusion_2a\ninclusion_2b\n");
        Files.writeString(steel.resolve("ImageSets/Main/val.txt"), "inclusion_0b\nscratches_1a\n");
        writeGroups("inclusion_2");

        CommandLineRun plain = CommandLineRun.of("data", "check", steel);
        CommandLineRun informed = CommandLineRun.of("data", "check", steel, "--near-duplicates");

        assertThat(plain.out()).doesNotContain("split-leak");
        assertThat(informed.exitCode()).isZero();
        assertThat(informed.out().lines())
                .contains(
                        "groups            1; 2 images (5 %) share theirs with others, the largest has 2",
                        "near-duplicates   20 overlapping pairs",
                        "groups with them  20; 40 images (100 %) share theirs with others, the largest has 2",
                        "agreement of what was marked twice (20 pairs of images with at least 60 % of their steel in common):",
                        "  F1 of scratches  0.000", // the same boxes on images that begin 30 pixels apart
                        "warning: split-leak (1)",
                        "  JPEGImages/inclusion_0b.png: in val, but shows the same steel as inclusion_0a in train");
    }

    @Test
    void aCheckIsReadByProgramsToo() throws IOException {
        Files.copy(steel.resolve("JPEGImages/inclusion_0a.png"), steel.resolve("JPEGImages/new.png"));

        CommandLineRun run = CommandLineRun.of("data", "check", steel, "--format", "json", "--near-duplicates");

        JsonNode check = JsonMapper.shared().readTree(run.out());
        assertThat(run.exitCode()).isZero();
        assertThat(check.path("images").asInt()).isEqualTo(40);
        assertThat(check.path("sizes").path("96x96").asInt()).isEqualTo(40);
        assertThat(check.path("findings").size()).isEqualTo(2);
        assertThat(check.path("findings").path(1).path("rule").asString()).isEqualTo("no-clean-images");
        assertThat(check.path("findings").path(0).path("rule").asString()).isEqualTo("missing-annotation");
        assertThat(check.path("findings").path(0).path("file").asString())
                .isEqualTo(steel.resolve("JPEGImages/new.png").toString());
        assertThat(check.path("near_duplicates").path("overlaps").size()).isEqualTo(20);
        assertThat(check.path("known_groups").path("groups").asInt(-1)).isZero();
        assertThat(check.path("agreement").path("pairs").asInt()).isEqualTo(20);
        assertThat(check.path("agreement").path("f1_per_type").path("scratches").asDouble(-1))
                .isZero();
    }

    @Test
    void whatOthersWroteCannotSteerTheTerminal() throws IOException {
        Path xml = steel.resolve("Annotations/inclusion_0a.xml");
        Files.writeString(xml, Files.readString(xml).replace("inclusion", "in\u202eclusion"));
        Files.writeString(xml.resolveSibling("x\u001b[31my.xml"), "no annotation");
        Files.delete(steel.resolve("classes.txt"));

        CommandLineRun run = CommandLineRun.of("data", "check", steel);

        assertThat(run.out()).doesNotContain("\u001b", "\u202e").contains("in\\u202eclusion", "x\\u001b[31my.xml");
    }

    // ---- split

    @Test
    void imagesOfTheSameSteelStayTogetherWithoutBeingTold() {
        CommandLineRun run = CommandLineRun.of("data", "split", steel, "--ratios", "3:1:1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .contains(
                        "dataset  steel, 40 images",
                        "split    by groups, seed 0",
                        "groups   20 groups from 40 images (near-duplicates included)",
                        "images     train  val  test",
                        "no image of val or test shows the same steel as an image of train, by these groups",
                        "written to " + steel.resolve("ImageSets/Main"));
        Dataset divided = Datasets.read(steel);
        assertThat(divided.splits()).containsOnlyKeys("train", "val", "test");
        assertThat(divided.groups()).hasSize(40).containsEntry("inclusion_0b", "inclusion_0a");
        assertThat(SplitLeak.find(divided)).isEmpty();
        assertThat(steel.resolve("ImageSets/Main/manifest.json")).content().contains("\"grouped\" : true");
    }

    @Test
    void knownGroupsAreTakenAsTheyAreUnlessMoreAreWanted() throws IOException {
        writeGroups("inclusion_0");

        assertThat(CommandLineRun.of("data", "split", steel).out())
                .contains("groups   1 group from 2 images; --find-groups also finds near-duplicates");
        assertThat(CommandLineRun.of("data", "split", steel, "--find-groups", "--replace")
                        .out())
                .contains("groups   20 groups from 40 images (near-duplicates included)");
    }

    @Test
    void aRandomDivisionSaysWhatItLeaks() throws IOException {
        CommandLineRun unknown = CommandLineRun.of("data", "split", steel, "--random", "--out", place.resolve("one"));
        CommandLineRun known = CommandLineRun.of("data", "split", steel, "--random", "--groups", everyGroup());

        assertThat(unknown.out())
                .contains("split    image by image", "it is unknown whether val or test show the same steel as train");
        int leaks = SplitLeak.find(Datasets.read(steel)).size();
        assertThat(leaks).isPositive();
        assertThat(known.out())
                .contains(
                        leaks + " of 8 images in val and test (", "show the same steel as an image of train: figures");
    }

    @Test
    void listsThatExistAreKeptUnlessTheyAreToBeReplaced() throws IOException {
        Path groups = everyGroup();
        CommandLineRun.of("data", "split", steel, "--groups", groups);
        Map<String, List<String>> before = Datasets.read(steel).splits();

        assertRefused(
                CommandLineRun.of("data", "split", steel, "--groups", groups, "--seed", 5),
                steel + ": the dataset already has splits; --replace makes new ones,"
                        + " --out DIR writes them to a new dataset");
        assertThat(Datasets.read(steel).splits()).isEqualTo(before);

        assertThat(CommandLineRun.of("data", "split", steel, "--groups", groups, "--seed", 5, "--replace")
                        .exitCode())
                .isZero();
        assertThat(Datasets.read(steel).splits()).isNotEqualTo(before);
    }

    @Test
    void aDividedDatasetElsewhereNamesTheImagesWhereTheyAre() throws IOException {
        Path out = place.resolve("divided");

        CommandLineRun run = CommandLineRun.of("data", "split", steel, "--groups", everyGroup(), "--out", out);

        assertThat(run.exitCode()).isZero();
        assertThat(steel.resolve("ImageSets")).doesNotExist();
        Dataset divided = Datasets.read(out);
        assertThat(DatasetHash.of(divided.images()))
                .isEqualTo(DatasetHash.of(Datasets.read(steel).images()));
        assertThat(divided.images().get(0).file()).startsWith(steel);
        assertThat(divided.splits()).containsOnlyKeys("train", "val", "test");
        assertThat(divided.groups()).hasSize(40);
        assertThat(SplitLeak.find(divided)).isEmpty();
        assertRefused(
                CommandLineRun.of("data", "split", steel, "--out", out),
                out + ": the folder is not empty; choose another, or remove it first");
    }

    @Test
    void aGroupOfAnImageThatIsNotThereIsTold() throws IOException {
        Path groups = everyGroup();
        Files.writeString(groups, Files.readString(groups) + "gone.png,7\nlost.png,7\n");

        CommandLineRun run = CommandLineRun.of("data", "split", steel, "--groups", groups);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .isEqualTo("millsight: " + groups + ": line 41: there is no image gone.png (and 1 other row of images"
                        + " that are not there)" + System.lineSeparator());
        assertThat(Datasets.read(steel).groups()).hasSize(40);
    }

    @Test
    void aDivisionOfImagesThatAreNumberedIsReadBack() {
        Path numbered = place.resolve("numbered");
        List<AnnotatedImage> images = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Path file = place.resolve("pictures/coil " + i + ".png");
            write(crop(strip(i), 0), file);
            List<Defect> defects = List.of(new Defect(TYPES.get(0), new BoundingBox(10, 20, 60, 70)));
            images.add(new AnnotatedImage("coil " + i, file, SIDE, SIDE, defects));
        }
        DatasetWriter.write(
                new Dataset("numbered", place, TYPES, images, Map.of(), Map.of()), DatasetFormat.VOC, numbered);

        assertThat(CommandLineRun.of("data", "split", numbered, "--random", "--ratios", "2:1:1")
                        .exitCode())
                .isZero();

        assertThat(CommandLineRun.of("data", "check", numbered).out())
                .contains("splits   test (3), train (6), val (3)");
    }

    @Test
    void whatCannotBeDividedIsRefused() throws IOException {
        assertRefused(
                CommandLineRun.of("data", "split", steel, "--ratios", "8:0"),
                "the ratios \"8:0\" are not two or three positive numbers; write them as 8:1:1");
        assertRefused(
                CommandLineRun.of("data", "split", steel, "--groups", place.resolve("none.csv")),
                place.resolve("none.csv") + ": there is no such file; give a list with the columns image,group");
        Path wrong = Files.writeString(place.resolve("wrong.csv"), "image,group\ninclusion_0a\n");
        assertRefused(
                CommandLineRun.of("data", "split", steel, "--groups", wrong),
                wrong
                        + ": line 2: \"inclusion_0a\" is not of the form image,group; a name with a comma stands in quotation marks");
        Path other = Files.writeString(place.resolve("other.csv"), "image,group\ncrazing_1,3\n");
        assertRefused(
                CommandLineRun.of("data", "split", steel, "--groups", other),
                other + ": names none of the images; its first column must be their file names");
        assertThat(CommandLineRun.of("data", "split", steel, "--out", "x", "--replace")
                        .err())
                .contains("mutually exclusive");
        assertThat(steel.resolve("ImageSets")).doesNotExist();
    }

    // ---- convert

    @ParameterizedTest
    @EnumSource(DatasetFormat.class)
    void everyFormatKeepsTheBoxes(DatasetFormat format) {
        Path out = place.resolve("converted");

        CommandLineRun run = CommandLineRun.of("data", "convert", steel, "--to", format, "--out", out);

        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        0, out + ": 40 images with 40 boxes as " + format + System.lineSeparator(), ""));
        assertThat(Datasets.scan(out).format()).isEqualTo(format);
        assertThat(boxes(Datasets.read(out)))
                .usingRecursiveComparison()
                .withEqualsForType((one, other) -> Math.abs(one - other) < 1e-6, Double.class)
                .isEqualTo(boxes(dataset));
    }

    private static Map<String, List<Defect>> boxes(Dataset dataset) {
        Map<String, List<Defect>> boxes = new LinkedHashMap<>();
        dataset.images().forEach(image -> boxes.put(image.id(), image.defects()));
        return boxes;
    }

    @Test
    void oneImageAndOneBoxAreNotMany() {
        Path one = place.resolve("one");
        DatasetWriter.write(
                new Dataset("one", place, TYPES, dataset.images().subList(0, 1), Map.of(), Map.of()),
                DatasetFormat.VOC,
                one);

        assertThat(CommandLineRun.of("data", "convert", one, "--to", "coco", "--out", place.resolve("coco"))
                        .out())
                .isEqualTo(place.resolve("coco") + ": 1 image with 1 box as COCO" + System.lineSeparator());
    }

    @Test
    void conversationsSpeakTheDialectThatIsAskedFor() throws IOException {
        Path out = place.resolve("converted");

        CommandLineRun.of("data", "convert", steel, "--to", "jsonl", "--dialect", "paper", "--out", out);

        assertThat(Files.readString(out.resolve("data.jsonl"))).contains("The steel surface has a scratches in");
        assertThat(boxes(Datasets.read(out))).isEqualTo(boxes(Datasets.read(steel)));
    }

    @Test
    void typesAreRenamedAndJoined() {
        Path mended = place.resolve("mended");

        CommandLineRun run = CommandLineRun.of(
                "data", "convert", steel, "--to", "voc", "--rename", "inclusion=scratches", "--out", mended);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Datasets.read(mended).types()).containsExactly(new DefectType("scratches"));
        assertThat(CommandLineRun.of(
                                "data",
                                "convert",
                                steel,
                                "--to",
                                "voc",
                                "--rename",
                                "rust=scale",
                                "--out",
                                place.resolve("other"))
                        .err())
                .contains("--rename rust: " + steel + " has no such type, only inclusion, scratches");
    }

    @Test
    void whatCannotBeConvertedIsRefused() throws IOException {
        Path out = Files.createDirectory(place.resolve("full"));
        Files.writeString(out.resolve("notes.txt"), "precious");

        assertRefused(
                CommandLineRun.of("data", "convert", steel, "--to", "coco", "--out", out),
                out + ": this already exists; give the name of a new or empty folder");
        assertThat(Objects.requireNonNull(out.toFile().list())).containsExactly("notes.txt");
        CommandLineRun dialect = CommandLineRun.of(
                "data", "convert", steel, "--to", "coco", "--dialect", "paper", "--out", place.resolve("new"));
        assertThat(dialect.exitCode()).isEqualTo(2);
        assertThat(dialect.err()).startsWith("millsight: --dialect is for --to jsonl only; leave it out");
        assertThat(CommandLineRun.of("data", "convert", steel, "--to", "csv", "--out", place.resolve("new"))
                        .err())
                .contains("'--to'", "VOC, COCO, YOLO, JSONL", "'csv'");
        assertThat(place.resolve("new")).doesNotExist();
    }

    // ---- show

    @Test
    void aSheetShowsImagesWithTheirBoxes() {
        Path out = place.resolve("pictures/sheet.png");

        CommandLineRun run = CommandLineRun.of("data", "show", steel, "--out", out, "--type", "Scratches");

        assertThat(run).isEqualTo(new CommandLineRun(0, out + ": 20 images" + System.lineSeparator(), ""));
        assertThat(ImageFile.size(out).width()).isGreaterThan(1000);
    }

    @Test
    void aSeedChoosesTheImages() throws IOException {
        List<byte[]> sheets = new ArrayList<>();
        for (int seed : new int[] {1, 1, 2}) {
            Path out = place.resolve("sheet.png");
            CommandLineRun.of("data", "show", steel, "--out", out, "--count", 2, "--seed", seed);
            sheets.add(Files.readAllBytes(out));
        }

        assertThat(sheets.get(1)).isEqualTo(sheets.get(0));
        assertThat(sheets.get(2)).isNotEqualTo(sheets.get(0));
    }

    @Test
    void imagesAreShownByName() {
        Path out = place.resolve("sheet.png");

        assertThat(CommandLineRun.of("data", "show", steel, "--out", out, "--ids", "scratches_1a,inclusion_0b")
                        .out())
                .startsWith(out + ": 2 images");
    }

    @Test
    void whatCannotBeShownIsRefused() throws IOException {
        CommandLineRun.of("data", "split", steel, "--groups", everyGroup());
        Path out = place.resolve("sheet.png");

        assertRefused(
                CommandLineRun.of("data", "show", steel, "--out", out, "--type", "scratch"),
                "\"scratch\" is not one of the 2 types; did you mean \"scratches\"?");
        assertRefused(
                CommandLineRun.of("data", "show", steel, "--out", out, "--type", "rust"),
                "\"rust\" is not one of the 2 types: inclusion, scratches");
        assertRefused(
                CommandLineRun.of("data", "show", steel, "--out", out, "--split", "vall"),
                steel + ": there is no split vall, only test, train, val");
        assertRefused(
                CommandLineRun.of("data", "show", steel, "--out", out, "--ids", "scratches_1c"),
                steel + ": there is no image scratches_1c; did you mean scratches_1a?");
        assertRefused(
                CommandLineRun.of("data", "show", steel, "--out", place.resolve("sheet.jpg")),
                place.resolve("sheet.jpg") + ": the sheet is a PNG file; give --out a name that ends in .png");
        assertThat(CommandLineRun.of("data", "show", steel, "--out", out, "--count", 500)
                        .err())
                .startsWith("millsight: a sheet takes 1 to 200 images, not 500");
        assertThat(CommandLineRun.of("data", "show", steel, "--out", out, "--ids", "a", "--split", "val")
                        .err())
                .startsWith("millsight: --ids already says which images; leave --split and --type out");
        assertThat(out).doesNotExist();
    }
}
