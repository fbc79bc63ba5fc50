package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.Manifest;
import io.millsight.adapter.ScoreThreshold;
import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.cli.CommandLineRun;
import io.millsight.cli.OwnTask;
import io.millsight.cli.SmallDataset;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.report.TableCell;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code millsight evaluate} with a model that has learned nothing and may say what it likes, so that all its answers are babble. */
class EvaluateCommandTest {

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
    void theReportIsWholeAndTheConsoleSaysWhatTheFilesSay() throws IOException {
        CommandLineRun run = evaluate("--verbose", "--batch-size", 3, "--out", place);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).matches("measuring and writing the report took \\d+\\.\\d s\\R");
        assertThat(place.toFile().list())
                .contains(
                        "metrics.json",
                        "metrics.csv",
                        "per_class.csv",
                        "per_image.csv",
                        "predictions.json",
                        "pr.png",
                        "sheet_annotated_and_predicted.png",
                        "sheet_most_missed.png",
                        "sheet_unreadable_1.png")
                .doesNotContain("robustness.csv");
        JsonNode metrics = JsonMapper.shared().readTree(Files.readString(place.resolve("metrics.json")));
        for (Measure measure : Measure.values()) {
            JsonNode value = metrics.get("metrics").get(measure.key()).get("value");
            String shown = value.isNull() ? "–" : TableCell.shown(value.asDouble());
            String label = measure.dependsOnScores() ? measure.label() + " [token-probability]" : measure.label();
            assertThat(run.out().lines().map(String::strip))
                    .as(label)
                    .anyMatch(line -> line.matches("\\Q" + label + "\\E {2,}" + shown + " .*"));
        }
        assertThat(metrics.get("images").asInt()).isEqualTo(6);
        assertThat(metrics.get("groups").asInt()).isEqualTo(5);
        assertThat(metrics.get("baselines").propertyNames())
                .containsExactly("nano, constant scores", "most frequent sentence");
        assertThat(Files.readString(place.resolve("report.html")))
                .contains(
                        "Answers that could not be read to their end",
                        "<summary>Settings</summary>",
                        "<summary>Dataset</summary>",
                        "<summary>Hashes</summary>",
                        "it may have seen these");
    }

    @Test
    void answersThatAreCutOffAreNotCleanSurfaces() {
        CommandLineRun run = evaluate("--verbose");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).anyMatch(line -> line.matches(" *Answers cut off +1\\.00 .*"));
        assertThat(run.out()).contains("no box was predicted");
    }

    @Test
    void oneImageIsEnough() {
        CommandLineRun run = evaluate("--limit", 1, "--verbose");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "small/val, 1 of 6",
                        "1 image in 1 group;",
                        "no 95 % intervals: they need at least 3 groups of images, but here is 1")
                .doesNotContain("NaN");
    }

    @Test
    void aLimitTakesImagesFromTheWholeSplit() {
        EvaluationSplit split = EvaluationSplit.read(data, "val", 3, ProgressListener.NONE);

        assertThat(split.images()).extracting(AnnotatedImage::id).containsExactly("strip_4", "strip_6", "strip_8");
        assertThat(split.identity().hash())
                .isNotEqualTo(EvaluationSplit.read(data, "val").identity().hash());
    }

    @Test
    void whatWasSaidBeforeTuningStandsBesideWhatIsSaidNow() throws IOException {
        Path adapter = Files.createDirectories(place.resolve("tuned"));
        try (QwenModel model = ModelFolder.open(nano).load(DType.FLOAT32, Device.CPU);
                LoraAdapter initial = LoraAdapter.initialize(model, LoraConfig.paper(), 0)) {
            initial.save(adapter, nano.toString());
        }

        CommandLineRun run =
                evaluate("--adapter", adapter, "--before", "--limit", 2, "--verbose", "--out", place.resolve("report"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("tuned on small/val", "before tuning");
        assertThat(Files.readString(place.resolve("report/report.html")))
                .contains("<dt>Before tuning</dt>", "<dt>After tuning</dt>", "adapter_model.safetensors");
    }

    @Test
    void spoiltPicturesAreAskedAboutAsWell() throws IOException {
        CommandLineRun run = evaluate("--robustness", "--verbose", "--limit", 1, "--batch-size", 3, "--out", place);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("  none +0  original image +0\\.00 .*"))
                .anyMatch(line -> line.matches("  jpeg +3  quality 10 of 100 +0\\.00 .*"))
                .anyMatch(line -> line.matches("  most frequent sentence +0  original image .*"));
        assertThat(Files.readAllLines(place.resolve("robustness.csv"))).hasSize(17);
        assertThat(place.resolve("robustness.svg")).isNotEmptyFile();
    }

    @Test
    void textsCanBeCutAtWhiteSpace() {
        assertThat(evaluate("--tokenization", "whitespace", "--limit", 2).exitCode())
                .isZero();
        assertThat(evaluate("--tokenization", "words").err()).contains("\"words\" is neither ptb nor whitespace");
        assertThat(evaluate("--min-score", 2)).isEqualTo(usage("--min-score 2.0: give a score from 0 to 1"));
        assertThat(evaluate("--score-threshold", 0.5, "--limit", 1).err())
                .isEqualTo("millsight: --score-threshold is now called --min-score; the next version will not read the"
                        + " former name" + System.lineSeparator());
    }

    @Test
    void aPlaceThatCannotBeWrittenToIsNamedBeforeAnyWork() throws IOException {
        Path file = Files.createFile(place.resolve("taken"));

        assertThat(evaluate("--out", file))
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "millsight: " + file + ": is a file; give a folder to write to" + System.lineSeparator()));
        assertThat(evaluate("--out", file.resolve("below")).err())
                .startsWith("millsight: " + file.resolve("below") + ": cannot be written to (")
                .hasLineCount(1);
    }

    @Test
    void aSplitWithoutImagesIsRefused() throws IOException {
        Path hollow = SmallDataset.write(place.resolve("hollow"), place.resolve("pixels"));
        Files.writeString(hollow.resolve("ImageSets/Main/test.txt"), "");

        CommandLineRun run = CommandLineRun.of("evaluate", "--model", nano, "--data", hollow, "--split", "test");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("millsight: " + hollow + ": the split test has no images to measure on"
                        + System.lineSeparator());
    }

    @Test
    void whereNoGroupsAreKnownThePixelsTellThem() throws IOException {
        Path alone = SmallDataset.write(place.resolve("alone"), place.resolve("pixels"));
        List<Path> all;
        try (var files = Files.walk(alone)) {
            all = files.toList();
        }
        for (Path file : all) {
            if (file.endsWith("groups.csv")) {
                Files.delete(file);
            } else if (file.endsWith("strip_9.png")) {
                Files.copy(place.resolve("pixels/strip_4.png"), file, StandardCopyOption.REPLACE_EXISTING);
            }
        }

        Map<String, String> groups = EvaluationSplit.read(alone, "val").groups();

        assertThat(groups).containsEntry("strip_9", "strip_4").containsEntry("strip_4", "strip_4");
        assertThat(groups.values().stream().distinct()).hasSize(5);
    }

    @Test
    void beforeNeedsAnAdapter() {
        assertThat(evaluate("--before"))
                .isEqualTo(usage("--before compares with the model without its adapter; give one with --adapter"));
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThat(evaluate("--limit", 0)).isEqualTo(usage("--limit 0: give at least 1"));
    }

    @Test
    void imagesThatCannotBeReadAreNamedAndCountAsMissed() throws IOException {
        Path broken = SmallDataset.write(place.resolve("broken"), place.resolve("pixels"));
        Path cutOff = image(broken, "strip_9.png");
        Files.write(cutOff, Arrays.copyOf(Files.readAllBytes(cutOff), 200));
        Path noImage = image(broken, "strip_5.png");
        Files.writeString(noImage, "not a picture");
        Path out = place.resolve("out");

        CommandLineRun run = CommandLineRun.of(
                "evaluate", "--model", nano, "--data", broken, "--max-new-tokens", 8, "--batch-size", 2, "--out", out);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines().toList())
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).startsWith("millsight: " + cutOff + ": "))
                .anySatisfy(line -> assertThat(line).startsWith("millsight: " + noImage + ": "))
                .last()
                .isEqualTo("millsight: 2 of 6 images could not be read; what is marked on them counts as missed");
        JsonNode metrics = JsonMapper.shared().readTree(Files.readString(out.resolve("metrics.json")));
        assertThat(metrics.get("images").asInt()).isEqualTo(6);
        assertThat(metrics.get("metrics")
                        .get("unreadable_image_rate")
                        .get("value")
                        .asDouble())
                .isEqualTo(2.0 / 6);
        assertThat(metrics.get("metrics").get("type_accuracy").get("value").asDouble())
                .isLessThanOrEqualTo(4.0 / 6);
        assertThat(Files.readAllLines(out.resolve("per_image.csv")))
                .filteredOn(line -> line.contains(",no_image,"))
                .hasSize(2);
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("Images that could not be read", noImage.toString())
                .doesNotContain("NaN");
    }

    @Test
    void aSplitOfWhichNoImageCanBeReadIsRefused() throws IOException {
        Path broken = SmallDataset.write(place.resolve("broken"), place.resolve("pixels"));
        for (int i = 4; i < 10; i++) {
            Files.writeString(image(broken, "strip_" + i + ".png"), "not a picture");
        }

        CommandLineRun run =
                CommandLineRun.of("evaluate", "--model", nano, "--data", broken, "--out", place.resolve("out"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .endsWith("millsight: " + broken + ": none of the images of the split val can be read"
                        + System.lineSeparator());
        assertThat(place.resolve("out")).doesNotExist();
    }

    @Test
    void aSplitOfCleanSurfacesHasNoFiguresOfBoxes() throws IOException {
        Path clean = cleanImages();
        Path out = place.resolve("out");

        CommandLineRun run = CommandLineRun.of(
                "evaluate",
                "--model",
                nano,
                "--data",
                clean,
                "--max-new-tokens",
                8,
                "--tta",
                "off",
                "-v",
                "--out",
                out);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("AP50: no annotated boxes", "Type F1, mean of the types: no image has a defect");
        for (String file : List.of("metrics.json", "metrics.csv", "report.html", "per_class.csv", "predictions.json")) {
            assertThat(Files.readString(out.resolve(file)).replaceAll("base64,[^\"]*", ""))
                    .as(file)
                    .doesNotContain("NaN", "Infinity");
        }
    }

    /** Three images without defects. */
    private Path cleanImages() throws IOException {
        Path clean = Files.createDirectories(place.resolve("clean"));
        Files.createDirectories(clean.resolve("images/val"));
        Files.createDirectories(clean.resolve("labels/val"));
        Files.writeString(clean.resolve("data.yaml"), "val: images/val\nnames: [patches, scratches]\n");
        for (int i = 0; i < 3; i++) {
            Files.copy(shared.resolve("pixels/strip_" + i + ".png"), clean.resolve("images/val/s" + i + ".png"));
            Files.createFile(clean.resolve("labels/val/s" + i + ".txt"));
        }
        return clean;
    }

    @Test
    void aFolderOfSomebodyElseIsRefusedBeforeAnyWork() throws IOException {
        Path mine = Files.createDirectories(place.resolve("mine"));
        Files.writeString(mine.resolve("sheet_holiday.png"), "mine");
        Files.writeString(mine.resolve("robustness.xlsx"), "mine");

        CommandLineRun run = evaluate("--limit", 1, "--out", mine);

        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "millsight: " + mine
                                + ": the folder is not empty, and 'millsight evaluate' has not written into"
                                + " it before; choose another, or remove it first" + System.lineSeparator()));
        assertThat(mine.toFile().list()).containsExactlyInAnyOrder("sheet_holiday.png", "robustness.xlsx");
    }

    @Test
    void aNewReportTakesThePlaceOfAnEarlierOneOnly() throws IOException {
        Path out = place.resolve("out");
        assertThat(evaluate("--limit", 1, "--out", out).exitCode()).isZero();
        String earlier = Files.readString(out.resolve("metrics.json"));
        Files.writeString(out.resolve("notes.txt"), "mine");

        assertThat(evaluate("--limit", 2, "--out", out).exitCode()).isZero();

        assertThat(Files.readString(out.resolve("metrics.json"))).isNotEqualTo(earlier);
        assertThat(out.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void whatFailsLeavesNoFolderBehind() throws IOException {
        Path model = taught("one", SmallDataset.PATCHES);

        assertThat(CommandLineRun.of("evaluate", "--model", model, "--data", data, "--out", place.resolve("a/b"))
                        .exitCode())
                .isEqualTo(2);

        assertThat(place.resolve("a")).doesNotExist();
    }

    @Test
    void aModelOfOtherTypesCannotBeMeasuredBeforeTuning() throws IOException {
        Path model = taught("six", DefectType.NEU_DET.toArray(DefectType[]::new));
        Path out = place.resolve("out");

        CommandLineRun run = CommandLineRun.of(
                "evaluate", "--model", model, "--adapter", place, "--data", data, "--before", "--out", out);

        assertThat(run)
                .isEqualTo(new CommandLineRun(
                        2,
                        "",
                        "millsight: " + model + ": the model without its adapter knows other types than " + data
                                + " has, so --before cannot measure it; leave out --before" + System.lineSeparator()));
        assertThat(out).doesNotExist();
    }

    private static Path image(Path folder, String name) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    @Test
    void aTypeThatTheModelWasNotTaughtIsNamed() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "evaluate", "--model", taught("one", SmallDataset.PATCHES), "--data", data, "--max-new-tokens", 8);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("millsight: " + data + ": the dataset has the type scratches, which the model one does not"
                        + " know; it knows patches. Evaluate it on a dataset with these types, or train it on this one"
                        + System.lineSeparator());
    }

    @Test
    void aTypeThatTheDatasetDoesNotHaveIsNamed() throws IOException {
        Path model = taught("three", SmallDataset.PATCHES, SmallDataset.SCRATCHES, new DefectType("crazing"));

        CommandLineRun run = CommandLineRun.of("evaluate", "--model", model, "--data", data, "--max-new-tokens", 8);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("the model three knows the type crazing, which is missing among the dataset's types patches,"
                        + " scratches; if the type only does not occur, list all types in the dataset (classes.txt")
                .hasLineCount(1);
    }

    @Test
    void anUnknownSplitIsRefused() {
        CommandLineRun run = evaluate("--split", "test");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("there is no split test, only train, val")
                .hasLineCount(1);
    }

    @Test
    void theSummaryFitsASmallTerminalAndEndsWithThePlaceOfTheReport() {
        CommandLineRun run = evaluate("--min-score", 0.25, "--out", place.resolve("out"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSizeLessThanOrEqualTo(9);
        assertThat(lines.subList(0, lines.size() - 1))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(lines.get(0)).isEqualTo("nano on small/val: 6 images, 6 with defects, 0 clean");
        assertThat(lines)
                .contains("  escapes        0 of 6 defective images called clean; 6 undetermined")
                .contains("Too few images to rely on: 5 independent groups, uncertain by ±60 points.")
                .anyMatch(line -> line.endsWith(" s per image; score threshold 0.250"));
        assertThat(lines).last().isEqualTo("Report: " + place.resolve("out/report.html"));
        assertThat(evaluate("--limit", 1).out().lines())
                .last()
                .isEqualTo("No report was written; --out DIR writes one, --verbose prints all tables.");
    }

    @Test
    void aThresholdThatIsStoredIsTheDefaultFromThenOn() throws IOException {
        Path model = taught("own", SmallDataset.PATCHES, SmallDataset.SCRATCHES);
        Path clean = cleanImages();

        CommandLineRun stored =
                evaluateQuickly(model, clean, "--store-min-score", "overkill=0", "--out", place.resolve("out"));

        assertThat(stored.exitCode()).as(stored.err()).isZero();
        assertThat(stored.out())
                .contains("Stored in " + model.resolve("millsight.json") + ": score threshold ")
                .contains(", chosen on val for an overkill rate of at most 0.0 (0.000)");
        ScoreThreshold threshold = Manifest.read(model).orElseThrow().minScore().orElseThrow();
        assertThat(JsonMapper.shared()
                        .readTree(Files.readString(place.resolve("out/metrics.json")))
                        .at("/settings/min_score")
                        .asDouble())
                .isEqualTo(threshold.value());
        String note = "millsight: note: own: " + threshold.words() + "; --min-score 0 shows all";
        CommandLineRun described =
                CommandLineRun.of("describe", "--model", model, "--tta", "off", image(data, "strip_4.png"));
        assertThat(described.err().lines()).containsOnlyOnce(note);
        assertThat(evaluateQuickly(model, clean).err().lines()).containsOnlyOnce(note);
        assertThat(evaluateQuickly(model, clean, "--min-score", 0).err()).isEmpty();
    }

    @Test
    void aThresholdIsNotChosenWhereItCannotBe() throws IOException {
        Path model = taught("own", SmallDataset.PATCHES, SmallDataset.SCRATCHES);

        assertThat(evaluateQuickly(model, data, "--store-min-score", "f1", "--split", "train")
                        .err())
                .isEqualTo("millsight: a score threshold is not chosen on the split train, because its figures would be"
                        + " too good; choose it on a validation split" + System.lineSeparator());
        assertThat(evaluateQuickly(nano, data, "--store-min-score", "f1").err())
                .isEqualTo("millsight: " + nano.resolve("millsight.json") + ": is missing, so no score threshold can be"
                        + " stored; give --min-score with each command" + System.lineSeparator());
        assertThat(evaluateQuickly(model, data, "--store-min-score", "overkill=0.1")
                        .err())
                .contains("the split has no clean images; add some, or choose by F1");
        assertThat(evaluateQuickly(model, data, "--store-min-score", "recall").err())
                .contains("\"recall\" is neither f1 nor overkill=RATE");
        assertThat(evaluateQuickly(model, data, "--store-min-score", "f1", "--min-score", 0.1)
                        .err())
                .startsWith("millsight: --store-min-score chooses the score threshold; leave --min-score out");
    }

    @Test
    void aModelWithoutCleanTrainingImagesSaysSo() throws IOException {
        Path model = taught("own", SmallDataset.PATCHES, SmallDataset.SCRATCHES);
        Manifest.read(model).orElseThrow().withCleanTrainingImages(0).write(model);

        CommandLineRun run = evaluateQuickly(model, data, "--limit", 1, "--out", place.resolve("out"));

        String caveat = "the model was trained without clean images: expect false alarms on clean steel; a score"
                + " threshold (--min-score) removes the least certain ones";
        assertThat(run.err()).startsWith("millsight: note: own: " + caveat + System.lineSeparator());
        assertThat(JsonMapper.shared()
                        .readTree(Files.readString(place.resolve("out/metrics.json")))
                        .at("/caveats/0")
                        .asString())
                .isEqualTo(caveat);
        CommandLineRun described = CommandLineRun.of(
                "describe", "--model", model, "--tta", "off", "--format", "json", image(data, "strip_4.png"));
        assertThat(described.err()).startsWith("millsight: note: own: " + caveat);
        assertThat(JsonMapper.shared()
                        .readTree(described.out())
                        .at("/caveats/0")
                        .asString())
                .isEqualTo(caveat);
    }

    private static CommandLineRun evaluateQuickly(Path model, Path images, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("evaluate", "--model", model, "--data", images));
        arguments.addAll(List.of("--dtype", "float32", "--tta", "off", "--max-defects", 1));
        arguments.addAll(List.of(options));
        return CommandLineRun.of(arguments.toArray());
    }

    /** A copy of the model that brings a task of its own. */
    private Path taught(String name, DefectType... types) throws IOException {
        Path model = Files.createDirectories(place.resolve(name));
        for (String file : Objects.requireNonNull(nano.toFile().list())) {
            Files.createSymbolicLink(model.resolve(file), nano.resolve(file));
        }
        OwnTask.write(model, List.of(types), false);
        return model;
    }

    private static CommandLineRun evaluate(Object... options) {
        List<Object> arguments = new ArrayList<>(
                List.of("evaluate", "--model", nano, "--data", data, "--max-new-tokens", 8, "--dtype", "float32"));
        arguments.addAll(List.of("--decoding", "free"));
        arguments.addAll(List.of(options));
        return CommandLineRun.of(arguments.toArray());
    }

    private static CommandLineRun usage(String message) {
        return new CommandLineRun(
                2,
                "",
                "millsight: " + message + System.lineSeparator() + "Try 'millsight evaluate --help'."
                        + System.lineSeparator());
    }
}
