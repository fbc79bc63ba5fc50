package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.OwnTask;
import io.millsight.cli.SmallDataset;
import io.millsight.cli.option.ComparisonEntryConverter;
import io.millsight.experiment.ComparisonEntry;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.prediction.PredictionFile;
import io.millsight.experiment.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {

    @TempDir
    static Path shared;

    private static Path data;

    @TempDir
    Path place;

    @BeforeAll
    static void makeImages() throws IOException {
        data = SmallDataset.write(shared.resolve("small"), shared.resolve("pixels"));
    }

    @Test
    void perfectPredictionsReachOneAndNoneReachNothing() throws IOException {
        Path perfect = file("perfect.json", IntStream.range(4, 10).mapToObj(CompareCommandTest::byName));
        Path byNumber = file("numbers.json", IntStream.range(4, 10).mapToObj(CompareCommandTest::byNumber));
        Path rejected = file(
                "rejected.json",
                IntStream.range(4, 10)
                        .mapToObj(CompareCommandTest::byName)
                        .map(result -> result.replaceFirst("\\{", "{\"rejected\": true, ")));
        Path empty = file("empty.json", Stream.of());

        CommandLineRun run =
                compare("perfect=" + perfect, "numbers=" + byNumber, "rejected=" + rejected, "nothing=" + empty);

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).isEqualTo("small/val: 6 images; * = best of its column");
        assertThat(lines).anyMatch(line -> line.matches("perfect +\\*1\\.00 +\\*1\\.00 +\\*1\\.00 +\\*0\\.00 +– +–"));
        assertThat(lines).anyMatch(line -> line.matches("nothing +0\\.00 +0\\.00 +0\\.00 +1\\.00 +– +0\\.06."));
        assertThat(lines.subList(0, lines.size() - 1))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(lines).last().isEqualTo("Report: " + place.resolve("out/comparison.html"));
        String verbose =
                compare("perfect=" + perfect, "nothing=" + empty, "--verbose").out();
        assertThat(verbose)
                .startsWith("### Key figures\n")
                .contains("### Costs\n")
                .doesNotContain("Liu")
                .startsWith(Files.readString(place.resolve("out/comparison.md")));
        compare("perfect=" + perfect, "numbers=" + byNumber, "rejected=" + rejected, "nothing=" + empty);
        assertThat(Files.readString(place.resolve("out/comparison.csv")))
                .contains("perfect,ap50,1.0,", "numbers,ap50,1.0,", "nothing,ap50,0.0,", "perfect,type_accuracy,1.0,")
                .contains("rejected,ap50,0.0,", "rejected,ap50_all_candidates,1.0,", "perfect,ap50_all_candidates,1.0,")
                .contains("most frequent sentence,type_accuracy,0.5,")
                .doesNotContain("Liu");
        assertThat(place.resolve("out/comparison.html")).isNotEmptyFile();
    }

    @Test
    void theFormerNameOfRejectedIsReadWithAWarning() throws IOException {
        Path former = file(
                "former.json",
                IntStream.range(4, 10)
                        .mapToObj(CompareCommandTest::byName)
                        .map(result -> result.replaceFirst("\\{", "{\"unsure\": true, ")));

        CommandLineRun run = compare("former=" + former, "nothing=" + file("empty.json", Stream.of()));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err())
                .containsOnlyOnce(
                        "former.json: the key \"unsure\" is now called \"rejected\"; the next version will not"
                                + " read the old name");
        assertThat(Files.readString(place.resolve("out/comparison.csv")))
                .contains("former,ap50,0.0,", "former,ap50_all_candidates,1.0,");
    }

    @Test
    void aModelIsComparedWithItsOwnPredictionFile() throws IOException {
        Path nano = place.resolve("nano");
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
        CommandLineRun.of(
                "evaluate", "--model", nano, "--data", data, "--max-new-tokens", 8, "--out", place.resolve("alone"));

        CommandLineRun run = compare(
                "file=" + place.resolve("alone/predictions.json"), "model=" + nano, "--max-new-tokens", 8, "-v");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("\\| Seconds per image \\| – \\| \\d.*"))
                .anyMatch(line -> line.matches("\\| Recall \\| 0\\.00 \\| 0\\.00 .*"));
        if (Files.isWritable(Path.of("/proc/self/clear_refs"))) {
            assertThat(run.out()).containsPattern("\\| Peak memory \\| – \\| \\d+\\.\\d GiB \\|");
        }
    }

    @Test
    void predictionsThatWereMadeOnOtherImagesAreRefused() throws IOException {
        Path nano = place.resolve("nano");
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
        Path elsewhere = file(
                "elsewhere.json",
                Stream.of("{\"file_name\":\"strip_4.png\",\"category\":\"patches\",\"bbox\":[1,1,9,9],\"score\":1,"
                        + "\"split\":\"sha256:0123\"}"));

        CommandLineRun run = compare("a=" + elsewhere, "b=" + nano);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("millsight: " + elsewhere
                        + ": result 1: it was made on other images, sha256:0123, than those of small/val (sha256:")
                .hasLineCount(1);
    }

    @Test
    void aBoxIsCutAtTheBorderAndOneBeyondItDropped() throws IOException {
        Path cut = file(
                "cut.json",
                Stream.of(
                        "{\"file_name\":\"strip_4.png\",\"category\":\"patches\",\"bbox\":[-9,-9,99,99],\"score\":0.5}",
                        "{\"file_name\":\"strip_4.png\",\"category\":\"patches\",\"bbox\":[70,70,9,9],\"score\":0.5}"));

        var input = PredictionFile.read(cut, "cut", EvaluationSplit.read(data, "val"), ProgressListener.NONE);

        var prediction = input.images().get(0).prediction();
        assertThat(prediction.defects()).hasSize(1);
        assertThat(prediction.defects().get(0).box().xMax()).isEqualTo(56);
        assertThat(prediction.parseErrors().outOfRange()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "[{\"file_name\":\"other.png\"}];result 1: file_name other.png is no image of the split val; give the predictions for this split",
                "[{\"image_id\":7}];result 1: image_id 7 is not from 1 to 6, the number of images; or add file_name",
                "[{\"image_id\":1,\"category_id\":3}];result 1: category_id 3 is not from 1 to 2, the number of types; or add category, its name",
                "[{\"image_id\":1,\"category\":\"rust\"}];result 1: category rust is none of the dataset's types [patches, scratches]",
                "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3]}];result 1: bbox [1,2,3] is not [x, y, width, height]",
                "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":7}];result 1: a score lies from 0 to 1, but this one is 7.0",
                "{\"results\":[]};not a list of results",
                "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":NaN}];result 1: its score is NaN, which is not a finite number",
                "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":\"0.5\"}];result 1: its score is \"0.5\", which is not a finite number",
                "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4]}];result 1: it has no score; give one from 0 to 1, by which results are ranked",
                "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,1e999,4],\"score\":1}];result 1: bbox [1,2,Infinity,4] holds a value that is not a finite number",
                "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,-3,4],\"score\":1}];result 1: bbox [1,2,-3,4] has a negative width or height; give [x, y, width, height]",
                "[{\"image_id\":1,\"category_id\":1,\"score\":1}];result 1: it has no bbox; give [x, y, width, height]",
                "[{\"image_id\":1,\"image_id\":2}];element 1: the key \"image_id\" stands in it twice",
                "[{\"image_id\":99999999999999999999}];result 1: image_id is 99999999999999999999, which has more than 64 bits; give a smaller number",
                "[{\"image_id\":\"strip_0\",\"category_id\":1}];result 1: image_id strip_0 is neither an id of the dataset nor the name of one image of the split val; give the predictions for this split, or add file_name",
                "[{\"image_id\":1}];result 1: it has neither category nor category_id",
                "[7];result 1: it is not an object with image_id, category_id, bbox and score, but 7",
                "[{;line 1: not well-formed JSON"
            })
    void whatIsWrongInAFileIsNamed(String content, String message) throws IOException {
        Path wrong = Files.writeString(place.resolve("wrong.json"), content);

        CommandLineRun run = compare("wrong=" + wrong, "again=" + wrong);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millsight: " + wrong + ": " + message).hasLineCount(1);
    }

    @Test
    void twoOfTheSameNameAreRefusedBeforeAnyWork() throws IOException {
        Path empty = file("empty.json", Stream.of());

        CommandLineRun run = compare("same=" + empty, "same=" + empty);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("millsight: two take part as same; give each a name of its own" + System.lineSeparator());
        assertThat(place.resolve("out")).doesNotExist();
    }

    @Test
    void whatIsNotThereOrHasNoNameIsRefused() {
        assertThat(compare("a=nowhere", "b=nowhere").err())
                .contains(
                        "there is neither a folder nor a file nowhere; give the folder of a model, an adapter or a run, MODEL+ADAPTER, or a file");
        assertThat(compare("nameless", "b=nowhere").err())
                .contains("\"nameless\" is none of NAME=FOLDER, NAME=MODEL+ADAPTER and NAME=FILE.json");
        assertThat(compare("a=x").exitCode()).isEqualTo(2);
    }

    @Test
    void theNameOfTheBaselineIsTaken() throws IOException {
        Path empty = file("empty.json", Stream.of());

        assertThat(compare("most frequent sentence=" + empty, "b=" + empty).err())
                .isEqualTo("millsight: two take part as most frequent sentence; give each a name of its own"
                        + System.lineSeparator());
    }

    @Test
    void anAdapterThatCannotBeReadIsNamedByItsFile() throws IOException {
        Path adapter = Files.createDirectories(place.resolve("tuned"));
        Files.writeString(adapter.resolve("adapter_config.json"), "{}");

        CommandLineRun run = compare("a=" + adapter, "b=" + file("empty.json", Stream.of()));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(adapter.resolve("adapter_config.json")
                        + ": peft_type is \"\", but only LORA and PROMPT_TUNING adapters are")
                .doesNotContain("Exception");
    }

    @Test
    void aModelOfOtherTypesIsRefusedBeforeAnyoneHasAnswered() throws IOException {
        Path model = place.resolve("nano");
        CommandLineRun.of("new-model", "--preset", "nano", "--out", model, "--seed", 3);
        OwnTask.write(model, List.of(SmallDataset.PATCHES), false);

        CommandLineRun run = compare("a=" + file("empty.json", Stream.of()), "other=" + model);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("the dataset has the type scratches, which the model other does not know")
                .hasLineCount(1);
        assertThat(place.resolve("out")).doesNotExist();
    }

    @Test
    void theFolderOfAnEvaluationIsNotOverwritten() throws IOException {
        Path empty = file("empty.json", Stream.of());
        Files.writeString(Files.createDirectories(place.resolve("out")).resolve("comparison.csv"), "mine");

        CommandLineRun run = compare("a=" + empty, "b=" + empty);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("millsight: " + place.resolve("out")
                        + ": the folder is not empty, and 'millsight compare' has"
                        + " not written into it before; choose another, or remove it first" + System.lineSeparator());
        assertThat(place.resolve("out/comparison.csv")).hasContent("mine");
    }

    @Test
    void aComparisonTakesThePlaceOfAnEarlierOne() throws IOException {
        Path empty = file("empty.json", Stream.of());
        assertThat(compare("a=" + empty, "b=" + empty).exitCode()).isZero();

        assertThat(compare("first=" + empty, "second=" + empty).exitCode()).isZero();

        assertThat(Files.readString(place.resolve("out/comparison.csv")))
                .contains("second,")
                .doesNotContain("b,f1");
    }

    @Test
    void fiveImagesCannotTellMoreThanASixteenth() throws IOException {
        Path perfect = file("perfect.json", IntStream.range(4, 10).mapToObj(CompareCommandTest::byName));
        Path empty = file("empty.json", Stream.of());

        CommandLineRun run = compare("nothing=" + empty, "perfect=" + perfect, "-v");

        assertThat(run.out())
                .contains("With 5 groups of images, p cannot be below 0.063.")
                .containsPattern("(?m)^\\| Type accuracy \\| 0\\.06[23] \\| ");
    }

    @Test
    void aPlusMayStandInANameOfAFolder() throws IOException {
        Path model = Files.createDirectories(place.resolve("c++"));
        Path adapter = Files.createDirectories(place.resolve("tuned"));

        assertThat(new ComparisonEntryConverter().convert("x=" + model + "+" + adapter))
                .isEqualTo(new ComparisonEntry.OfModel("x", new EvaluatedModel(model, adapter)));
        assertThat(new ComparisonEntryConverter().convert("x=" + model))
                .isEqualTo(new ComparisonEntry.OfModel("x", new EvaluatedModel(model, null)));
    }

    private CommandLineRun compare(Object... arguments) {
        Object[] all = new Object[arguments.length + 5];
        System.arraycopy(new Object[] {"compare", "--data", data, "--out", place.resolve("out")}, 0, all, 0, 5);
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return CommandLineRun.of(all);
    }

    private Path file(String name, Stream<String> results) throws IOException {
        return Files.writeString(place.resolve(name), results.collect(Collectors.joining(",\n", "[", "]")));
    }

    private static String byName(int image) {
        return "{\"file_name\":\"images/strip_%d.png\",\"category\":\"%s\",\"bbox\":[4,8,%d,32],\"score\":0.9}"
                .formatted(image, image % 2 == 0 ? "Patches" : "scratches", 16 + image);
    }

    private static String byNumber(int image) {
        return "{\"image_id\":%d,\"category_id\":%d,\"bbox\":[4,8,%d,32],\"score\":0.9}"
                .formatted(image - 3, 1 + image % 2, 16 + image);
    }
}
