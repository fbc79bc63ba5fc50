package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests where labels and splits of YOLO datasets are found, and the messages if they are missing. */
class YoloPlacesTest {

    private static final String BOX = "1 0.5 0.5 0.5 0.5";

    @TempDir
    Path root;

    private void configuration(String... lines) throws IOException {
        text(root.resolve("data.yaml"), "names: [crazing, scratches]\n" + String.join("\n", lines));
    }

    private void sample(String images, String labels, String id) throws IOException {
        image(root.resolve(images).resolve(id + ".png"), 40, 20, id.hashCode());
        text(root.resolve(labels).resolve(id + ".txt"), BOX);
    }

    private void sample(String split, String id) throws IOException {
        sample("images/" + split, "labels/" + split, id);
    }

    private List<String> ids(String split) {
        return Datasets.scan(root).dataset().split(split).stream()
                .map(AnnotatedImage::id)
                .toList();
    }

    private List<String> findings() {
        return Datasets.scan(root).findings().stream()
                .map(finding -> finding.rule().id() + " " + finding.message().replace(root + "/", ""))
                .toList();
    }

    // ---- labels

    @ParameterizedTest
    @CsvSource({
        "Images,Labels",
        "IMAGES,LABELS",
        "image,label",
        "images,annotations",
        "images,Annotation",
        "line 1/image,line 1/label",
        "train/images,train/Labels",
        "Images/train,Labels/train",
        "photos,marked",
        "images,images",
        ".,."
    })
    void labelsAreFoundInAFolderOfAnyNameAtTheSameDepth(String images, String labels) throws IOException {
        configuration();
        sample(images, labels, "a");
        sample(images, labels, "b");
        assertThat(Datasets.read(root).images())
                .hasSize(2)
                .allSatisfy(image -> assertThat(image.defects()).hasSize(1));
        assertThat(findings()).isEmpty();
    }

    @Test
    void theUsualFolderGoesBeforeOthers() throws IOException {
        configuration();
        sample("images", "labels", "a");
        text(root.resolve("annotations/a.txt"), "");
        assertThat(Datasets.read(root).images().get(0).defects()).hasSize(1);
        assertThat(findings())
                .containsExactly(
                        "stray-file annotations/a.txt: ignored, since the label of the image of this name is labels/a.txt");
    }

    @Test
    void twoFoldersThatMayHoldTheLabelAreAnError() throws IOException {
        configuration();
        sample("photos", "label", "a");
        text(root.resolve("annotations/a.txt"), BOX);
        assertThat(findings())
                .contains(
                        "unreadable-annotation photos/a.png: both annotations/a.txt and label/a.txt may be its label; remove one");
    }

    @Test
    void captionsBesideTheLabelsAreNoLabels() throws IOException {
        configuration();
        sample("images", "labels", "a");
        image(root.resolve("images/b.png"), 40, 20, 2);
        text(root.resolve("captions/b.txt"), "a scratch in the middle");
        assertThat(findings())
                .containsExactly(
                        "missing-annotation images/b.png: no label file; it is taken for a clean surface",
                        "stray-file captions/b.txt: not a label of an image; it is ignored");
    }

    @Test
    void labelsThatMatchNoImageAreAnErrorAndNotCleanSurfaces() throws IOException {
        configuration();
        for (String id : List.of("a", "b", "c")) {
            image(root.resolve("set/deep/images/" + id + ".png"), 40, 20, id.hashCode());
            text(root.resolve("truth/" + id + "_label.txt"), BOX);
        }
        assertThat(findings())
                .contains(
                        "labels-not-found set/deep/images: no label file for 3 of 3 images, such as"
                                + " set/deep/labels/a.txt, and 3 label files match no image, such as truth/a_label.txt;"
                                + " a label has the name of its image and lies in a folder labels beside images, at the same depth");
        assertThatThrownBy(() -> Datasets.read(root)).isInstanceOf(InputException.class);
    }

    @Test
    void imagesOfWhichNoneHasALabelAreAnError() throws IOException {
        configuration();
        image(root.resolve("images/a.png"), 40, 20, 1);
        assertThat(findings())
                .containsExactly(
                        "labels-not-found images: no label file for 1 of 1 image, such as labels/a.txt; put the labels there, and for a clean surface an empty file");
    }

    @Test
    void aSplitWithoutItsLabelsIsAnErrorEvenIfTheOtherHasThem() throws IOException {
        configuration();
        for (String id : List.of("a", "b", "c")) {
            sample("train", id);
        }
        image(root.resolve("images/val/d.png"), 40, 20, 4);
        text(root.resolve("labels/valid/d.txt"), BOX);
        assertThat(findings())
                .anyMatch(finding -> finding.startsWith(
                        "labels-not-found images/val: no label file for 1 of 1 image, such as labels/val/d.txt"));
    }

    @Test
    void surfacesWithoutLabelsBesideLabelledOnesStayCleanWithAWarning() throws IOException {
        configuration();
        sample("images", "labels", "a");
        image(root.resolve("images/background/b.png"), 40, 20, 2);
        assertThat(Datasets.read(root).images()).hasSize(2);
        assertThat(findings())
                .containsExactly(
                        "missing-annotation images/background/b.png: no label file; it is taken for a clean surface");
    }

    @Test
    void aLabelThatDiffersFromItsImageInCaseNamesIt() throws IOException {
        configuration();
        sample("images", "labels", "a");
        image(root.resolve("images/Coil_7.png"), 40, 20, 7);
        text(root.resolve("labels/coil_7.txt"), BOX);
        assertThat(findings())
                .contains(
                        "missing-image labels/coil_7.txt: there is no image with this name; Coil_7.png is called so but"
                                + " for upper and lower case, rename one of the two");
    }

    @Test
    void aFolderInThePlaceOfALabelIsAnError() throws IOException {
        configuration();
        sample("images", "labels", "a");
        image(root.resolve("images/b.png"), 40, 20, 2);
        Files.createDirectory(root.resolve("labels/b.txt"));
        assertThat(findings()).containsExactly("unreadable-annotation labels/b.txt: is a folder");
    }

    @Test
    void aFieldOfManyDigitsIsCutInMessages() throws IOException {
        configuration();
        sample("images", "labels", "a");
        text(root.resolve("labels/a.txt"), "7".repeat(300) + " 0.5 0.5 0.5 0.5");
        assertThat(findings())
                .containsExactly("unreadable-annotation labels/a.txt: line 1: there is no type " + "7".repeat(80)
                        + "… (300 characters); the types are numbered from 0 to 1");
        text(root.resolve("labels/a.txt"), "1 1e300 0.5 0.5 0.5");
        assertThat(findings())
                .containsExactly(
                        "box-outside labels/a.txt: line 1: the box x 4.00e+301..4.00e+301, y 5..15 is not inside the image of 40x20; correct it or remove the object");
    }

    // ---- types

    @Test
    void aBlankLineAmongTheClassesDoesNotShiftThem() throws IOException {
        Path list = text(root.resolve("classes.txt"), "crazing", "", "scratches");
        sample("images", "labels", "a");
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessage(list + ": line 2 is blank, but labels mean a type by the number of its line; remove the"
                        + " blank line, or write the name of the type that is missing");
        text(list, "crazing", "scratches", "", "");
        assertThat(Datasets.read(root).images().get(0).defects())
                .extracting(Defect::type)
                .containsExactly(new DefectType("scratches"));
    }

    @Test
    void theListOfClassesAmongLabelsIsFoundWhateverTheCase() throws IOException {
        text(root.resolve("Labels/Classes.txt"), "crazing", "scratches");
        sample("Images", "Labels", "a");
        assertThat(Datasets.read(root).types()).hasSize(2);
    }

    @Test
    void twoNumbersOfOneNameAreOneType() throws IOException {
        text(root.resolve("data.yaml"), "names: [crazing, scratches, crazing]");
        sample("images", "labels", "a");
        text(root.resolve("labels/a.txt"), "0 0.5 0.5 0.5 0.5", "2 0.5 0.5 0.25 0.5");
        assertThat(Datasets.read(root).types()).hasSize(2);
        assertThat(Datasets.read(root).images().get(0).defects())
                .extracting(Defect::type)
                .containsOnly(new DefectType("crazing"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nc: 9e99|\"nc\" is 9.0E99, but \"names\" lists 2 types",
                "nc: .nan|\"nc\" is \"NaN\", but \"names\" lists 2 types",
                "nc: two|\"nc\" is \"two\", but \"names\" lists 2 types"
            })
    void aCountThatIsNoNumberOfTypesIsRefused(String line, String text) throws IOException {
        configuration(line);
        assertThatThrownBy(() -> Datasets.scan(root)).hasMessage(root.resolve("data.yaml") + ": " + text);
    }

    @Test
    void anEmptyConfigurationSaysSo() throws IOException {
        text(root.resolve("data.yaml"), "");
        assertThatThrownBy(() -> Datasets.scan(root))
                .hasMessage(root.resolve("data.yaml")
                        + ": it is empty or no list of keys; \"names\" is missing, which lists the types");
    }

    @Test
    void aFolderInThePlaceOfTheConfigurationIsNotPassedOver() throws IOException {
        text(root.resolve("classes.txt"), "crazing", "scratches");
        sample("images", "labels", "a");
        Files.createDirectory(root.resolve("data.yaml"));
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(root.resolve("data.yaml").toString());
    }

    // ---- splits

    @ParameterizedTest
    @ValueSource(
            strings = {
                "path: steel",
                "path: ./steel/",
                "path: /home/somebody/ROOT/steel",
                "path: C:\\Users\\somebody\\ROOT\\steel"
            })
    void placesOfSplitsStartFromThePath(String path) throws IOException {
        configuration(
                path.replace("ROOT", String.valueOf(root.getFileName())), "train: images/set_a", "val: images/set_b");
        sample("steel/images/set_a", "steel/labels/set_a", "a");
        sample("steel/images/set_b", "steel/labels/set_b", "b");
        assertThat(ids("train")).containsExactly("a");
        assertThat(ids("val")).containsExactly("b");
        assertThat(findings()).isEmpty();
    }

    @Test
    void aPathThatEndsInTheDatasetsOwnNameMeansItsFolder() throws IOException {
        configuration("path: ../datasets/" + root.getFileName(), "train: images/one", "val: images/two");
        sample("one", "a");
        sample("two", "b");
        assertThat(ids("val")).containsExactly("b");
        assertThat(findings()).isEmpty();
    }

    @Test
    void aPathThatIsNotThereIsReportedWithItsLine() throws IOException {
        configuration("path: elsewhere", "train: images/one");
        sample("one", "a");
        assertThat(findings())
                .containsExactly(
                        "missing-split data.yaml: line 2: \"path\": \"elsewhere\" is no folder in the dataset's;"
                                + " the places of splits are looked for in the dataset's folder itself");
    }

    @Test
    void aPlaceThatIsNotThereIsReportedWithItsLine() throws IOException {
        configuration("train: images/train", "valid: images/vall", "test: images/test");
        sample("train", "a");
        sample("val", "b");
        assertThat(findings())
                .containsExactlyInAnyOrder(
                        "broken-split data.yaml: line 3: \"valid\": \"images/vall\" is not there; looked for in "
                                + root,
                        "missing-split data.yaml: line 4: \"test\": \"images/test\" is not there; looked for in "
                                + root,
                        "not-in-split images/val: 1 image outside of the folders and lists that data.yaml states, such as b.png; not used");
    }

    @Test
    void aPlaceThatNoFileCanHaveIsReported() throws IOException {
        configuration("train: \"a\\0b\"", "val: images/val");
        sample("val", "b");
        assertThat(findings())
                .contains(
                        "broken-split data.yaml: line 2: \"train\": \"a\\u0000b\" is not there; looked for in " + root);
    }

    @Test
    void aPlaceWithoutImagesIsReported() throws IOException {
        configuration("train: images/train", "val: images/val");
        sample("train", "a");
        Files.createDirectories(root.resolve("images/val"));
        assertThat(findings())
                .containsExactly("broken-split images/val: stated for the split val, but no image in it is annotated");
    }

    @Test
    void severalPlacesMakeOneSplitAndOnePlaceMayMakeTwo() throws IOException {
        configuration("train: [images/one, images/two]", "val: images/two");
        sample("one", "a");
        sample("two", "b");
        assertThat(ids("train")).containsExactly("a", "b");
        assertThat(ids("val")).containsExactly("b");
    }

    @Test
    void aLineOfAListThatNamesNoImageIsReported() throws IOException {
        configuration("train: train.txt", "val: lists/val.txt");
        text(root.resolve("train.txt"), "./images/a.png", "./images/gone.png", "a\0b.png");
        text(root.resolve("lists/val.txt"), "images/b.png");
        sample("images", "labels", "a");
        sample("images", "labels", "b");
        assertThat(ids("val")).containsExactly("b");
        assertThat(findings())
                .containsExactly(
                        "broken-split train.txt: line 2: there is no annotated image gone",
                        "broken-split train.txt: line 3: there is no annotated image a\\u0000b.png");
    }

    @Test
    void aFolderOfDataMayBeCalledRuns() throws IOException {
        configuration();
        sample("images/runs", "labels/runs", "a");
        assertThat(Datasets.read(root).images()).hasSize(1);
    }

    @Test
    void picturesOfResultsAreNeitherDataNorASplit() throws IOException {
        configuration();
        sample("images", "labels", "a");
        sample("runs/detect/train/images", "runs/detect/train/labels", "b");
        image(root.resolve("runs/detect/train/loss.png"), 40, 20, 3);
        image(root.resolve("out/first/val.png"), 40, 20, 4);
        text(root.resolve("out/first/args.yaml"), "epochs: 3");
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.dataset().images()).extracting(AnnotatedImage::id).containsExactly("a");
        assertThat(scan.dataset().splits()).isEmpty();
        assertThat(scan.findings())
                .containsExactly(
                        new Finding(
                                Rule.STRAY_FILE,
                                root.resolve("out/first"),
                                "a folder of results; what lies in it is not part of the dataset"),
                        new Finding(
                                Rule.STRAY_FILE,
                                root.resolve("runs"),
                                "a folder of results; what lies in it is not part of the dataset"));
    }
}
