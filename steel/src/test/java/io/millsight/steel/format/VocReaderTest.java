package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static io.millsight.steel.Samples.voc;
import static io.millsight.steel.Samples.vocImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VocReaderTest {

    @TempDir
    Path root;

    private static Defect defect(String type, double xMin, double yMin, double xMax, double yMax) {
        return new Defect(new DefectType(type), new BoundingBox(xMin, yMin, xMax, yMax));
    }

    private String error() {
        try {
            Datasets.read(root);
        } catch (InputException e) {
            return String.valueOf(e.getMessage()).replace(root + "/", "");
        }
        throw new AssertionError("no error");
    }

    private List<Rule> rules() {
        return Datasets.scan(root).findings().stream().map(Finding::rule).toList();
    }

    @ParameterizedTest
    @CsvSource({"IMAGES,ANNOTATIONS", "JPEGImages,Annotations", "images,annotations", ".,.", "images,."})
    void readsImagesAndAnnotationsWhereverTheyLie(String images, String annotations) throws IOException {
        image(root.resolve(images).resolve("b.png"), 40, 30, 1);
        image(root.resolve(images).resolve("a.png"), 50, 20, 2);
        text(root.resolve(annotations).resolve("b.xml"), voc("b.png", "scratches 1 2 40 30", "crazing 0 0 3.5 4"));
        text(root.resolve(annotations).resolve("a.xml"), voc("a.png"));

        Dataset dataset = Datasets.read(root);

        assertThat(dataset.types()).containsExactly(new DefectType("crazing"), new DefectType("scratches"));
        assertThat(dataset.images()).extracting(AnnotatedImage::id).containsExactly("a", "b");
        assertThat(dataset.images().get(0).defects()).isEmpty();
        assertThat(dataset.images().get(1).defects())
                .containsExactly(defect("scratches", 1, 2, 40, 30), defect("crazing", 0, 0, 3.5, 4));
        assertThat(dataset.images().get(1).width()).isEqualTo(40);
        assertThat(dataset.images().get(1).height()).isEqualTo(30);
    }

    @Test
    void readsSplitFoldersWithImagesInAFolderPerType() throws IOException {
        image(root.resolve("train/images/crazing/a.png"), 40, 30, 1);
        text(root.resolve("train/annotations/a.xml"), voc("a.png", "crazing 1 2 3 4"));
        image(root.resolve("validation/images/crazing/b.png"), 40, 30, 2);
        text(root.resolve("validation/annotations/b.xml"), voc("b.png", "crazing 1 2 3 4"));

        Dataset dataset = Datasets.read(root);

        assertThat(dataset.splits()).containsOnlyKeys("train", "val");
        assertThat(dataset.split("val")).extracting(AnnotatedImage::id).containsExactly("b");
    }

    @Test
    void readsListsOfSplitsWithAndWithoutExtension() throws IOException {
        vocImage(root, "a", "crazing 1 2 3 4");
        vocImage(root, "b", "crazing 1 2 3 4");
        vocImage(root, "v1.5", "crazing 1 2 3 4");
        text(root.resolve("ImageSets/Main/train.txt"), "a", "images/b.png", "");
        text(root.resolve("ImageSets/Main/val.txt"), "v1.5\r");
        text(root.resolve("ImageSets/Main/crazing_train.txt"), "a  1", "b -1");

        Dataset dataset = Datasets.read(root);

        assertThat(dataset.splits()).containsOnlyKeys("train", "val");
        assertThat(dataset.split("train")).extracting(AnnotatedImage::id).containsExactly("a", "b");
        assertThat(dataset.split("val")).extracting(AnnotatedImage::id).containsExactly("v1.5");
        assertThatThrownBy(() -> dataset.split("test"))
                .isInstanceOf(InputException.class)
                .hasMessage(root + ": there is no split test, only train, val");
    }

    @Test
    void readsGroups() throws IOException {
        vocImage(root, "a");
        vocImage(root, "b");
        text(root.resolve("groups.csv"), "image,group", "a.png,7", "b,x");
        assertThat(Datasets.read(root).groups()).containsEntry("a", "7").containsEntry("b", "x");
    }

    @Test
    void refusesALineOfGroupsWithoutAComma() throws IOException {
        vocImage(root, "a");
        text(root.resolve("groups.csv"), "image,group", "a 7");
        assertThat(error())
                .isEqualTo(
                        "groups.csv: line 2: \"a 7\" is not of the form image,group; a name with a comma stands in quotation marks");
    }

    @Test
    void refusesASplitThatNamesAnUnknownImage() throws IOException {
        vocImage(root, "a");
        text(root.resolve("ImageSets/Main/train.txt"), "a", "c");
        assertThat(error()).isEqualTo("ImageSets/Main/train.txt: line 2: there is no annotated image c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><annotation><filename>&x;</filename></annotation>",
                "<!DOCTYPE annotation SYSTEM \"http://localhost/evil.dtd\"><annotation/>",
                "<!DOCTYPE annotation><annotation/>"
            })
    void refusesADoctype(String xml) throws IOException {
        image(root.resolve("a.png"), 40, 30, 1);
        text(root.resolve("a.xml"), "<?xml version=\"1.0\"?>", xml);
        assertThat(error())
                .isEqualTo("a.xml: line 2: a DOCTYPE is refused, because it can pull in other files; remove it");
    }

    @Test
    void refusesDeepNesting() throws IOException {
        image(root.resolve("a.png"), 40, 30, 1);
        text(root.resolve("a.xml"), "<annotation>" + "<a>".repeat(5000));
        assertThat(error()).isEqualTo("a.xml: line 1: elements are nested more than 16 deep");
    }

    @Test
    void refusesAHugeAnnotation() throws IOException {
        image(root.resolve("a.png"), 40, 30, 1);
        text(root.resolve("a.xml"), "<annotation>" + " ".repeat(5 << 20) + "</annotation>");
        assertThat(error()).isEqualTo("a.xml: has more than the 4,194,304 bytes that are allowed here");
    }

    @Test
    void refusesBrokenXml() throws IOException {
        image(root.resolve("a.png"), 40, 30, 1);
        text(root.resolve("a.xml"), "<annotation>", "<object></annotation>");
        assertThat(error()).isEqualTo("a.xml: line 2: not well-formed XML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.png", "x/../../a.png", "/etc/a.png", "C:\\a.png", "..\\a.png"})
    void refusesAFileNameThatLeadsOutOfTheDataset(String filename) throws IOException {
        vocImage(root, "a");
        text(root.resolve("Annotations/a.xml"), voc(filename));
        assertThat(error())
                .isEqualTo("Annotations/a.xml: <filename>: the file name \"" + filename.replace('\\', '/')
                        + "\" leads out of the dataset; give a name inside the folder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 2 60 20|BOX_OUTSIDE|the box x 1..60, y 2..20 is not inside the image of 40x30; correct it or remove the object",
                "-5.5 2 6 20|BOX_OUTSIDE|the box x -5.50..6, y 2..20 is not inside the image of 40x30; correct it or remove the object",
                "9 2 3 20|BOX_UNORDERED|the box x 9..3, y 2..20 has a minimum above its maximum; exchange the two",
                "9 2 9 20|BOX_EMPTY|the box x 9..9, y 2..20 has no extent; correct it or remove the object",
                "40 2 41 20|BOX_EMPTY|the box x 40..41, y 2..20 has no extent; correct it or remove the object"
            })
    void refusesABoxThatIsNoneAndReportsItInAScan(String box, Rule rule, String text) throws IOException {
        vocImage(root, "a", "crazing 1 2 3 4", "crazing " + box);
        assertThat(error()).isEqualTo("Annotations/a.xml: object 2 (line 4): " + text);
        assertThat(rules()).containsExactly(rule);
        assertThat(Datasets.scan(root).dataset().images().get(0).defects())
                .containsExactly(defect("crazing", 1, 2, 3, 4));
    }

    @Test
    void cutsABoxThatReachesOnePixelBeyondTheImage() throws IOException {
        vocImage(root, "a", "crazing 1 -1 41 20");
        assertThat(Datasets.read(root).images().get(0).defects()).containsExactly(defect("crazing", 1, 0, 40, 20));
        assertThat(rules()).containsExactly(Rule.BOX_CLIPPED);
    }

    @Test
    void refusesACoordinateThatIsNoNumber() throws IOException {
        vocImage(root, "a", "crazing 1 2 3px 4");
        assertThat(error())
                .isEqualTo("Annotations/a.xml: object 1 (line 3): <xmax> in line 3 is \"3px\", not a number");
        vocImage(root, "a", "crazing 1 2 NaN 4");
        assertThat(error()).contains("\"NaN\", not a number");
    }

    @Test
    void refusesAnObjectWithoutABox() throws IOException {
        vocImage(root, "a");
        text(root.resolve("Annotations/a.xml"), "<annotation><object><name>crazing</name></object></annotation>");
        assertThat(error()).isEqualTo("Annotations/a.xml: object 1 (line 1): <bndbox> is missing from <object>");
    }

    @Test
    void refusesAnAnnotationMadeForAnotherSize() throws IOException {
        vocImage(root, "a");
        text(
                root.resolve("Annotations/a.xml"),
                "<annotation><size><width>30</width><height>40</height></size></annotation>");
        assertThat(error()).isEqualTo("Annotations/a.xml: it was made for an image of 30x40, but a.png is 40x30");
    }

    @Test
    void takesASizeOfZeroForAMissingOne() throws IOException {
        vocImage(root, "a");
        text(
                root.resolve("Annotations/a.xml"),
                "<annotation><size><width>0</width><height>0</height></size></annotation>");
        assertThat(Datasets.read(root).images()).hasSize(1);
    }

    @Test
    void refusesAnUnknownTypeAndSuggestsTheNearest() throws IOException {
        vocImage(root, "a", "pitted_surfase 1 2 3 4");
        assertThatThrownBy(() -> Datasets.read(root, DefectType.NEU_DET))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        root.resolve("Annotations/a.xml")
                                + ": object 1 (line 3): \"pitted_surfase\" is not one of the 6 types; did you mean \"pitted_surface\"?");
    }

    @Test
    void takesTheTypesFromAListBesideTheImages() throws IOException {
        vocImage(root, "a", "Rolled_in_scale 1 2 3 4");
        text(root.resolve("classes.txt"), "scratches", "rolled-in_scale");
        Dataset dataset = Datasets.read(root);
        assertThat(dataset.types()).extracting(DefectType::name).containsExactly("scratches", "rolled-in_scale");
        assertThat(dataset.images().get(0).defects()).containsExactly(defect("rolled-in_scale", 1, 2, 3, 4));
    }

    @Test
    void aBlankLineInTheListOfTypesShiftsNothingHere() throws IOException {
        vocImage(root, "a", "scratches 1 2 3 4");
        text(root.resolve("classes.txt"), "crazing", "", "scratches", "scratches");
        assertThat(Datasets.read(root).types()).extracting(DefectType::name).containsExactly("crazing", "scratches");
    }

    @Test
    void refusesAnAnnotationWithoutItsImage() throws IOException {
        vocImage(root, "a");
        text(root.resolve("Annotations/b.xml"), voc("b.png"));
        assertThat(error()).isEqualTo("Annotations/b.xml: its image JPEGImages/b.png does not exist");
    }

    @Test
    void usesTheStatedFileNameWhereNoImageHasTheNameOfTheAnnotation() throws IOException {
        image(root.resolve("JPEGImages/other.png"), 40, 30, 1);
        text(root.resolve("Annotations/a.xml"), voc("other", "crazing 1 2 3 4"));
        assertThat(Datasets.read(root).images()).extracting(AnnotatedImage::id).containsExactly("other");
    }

    @Test
    void refusesAnImageThatIsNone() throws IOException {
        vocImage(root, "a");
        text(root.resolve("JPEGImages/a.png"), "no image");
        assertThat(error()).startsWith("JPEGImages/a.png: not an image that can be read");
    }

    @Test
    void refusesTwoImagesOfOneName() throws IOException {
        vocImage(root, "a");
        image(root.resolve("JPEGImages/a.jpg"), 40, 30, 3);
        assertThat(error()).contains("has the same name as").endsWith("rename one of them");
    }

    @Test
    void toleratesStrayFilesAndUnannotatedImages() throws IOException {
        vocImage(root, "a");
        image(root.resolve("JPEGImages/b.png"), 40, 30, 3);
        text(root.resolve("Annotations/readme.md"), "hello");
        text(root.resolve("Annotations/.DS_Store"), "");
        assertThat(Datasets.read(root).images()).extracting(AnnotatedImage::id).containsExactly("a");
        assertThat(rules()).containsExactly(Rule.STRAY_FILE, Rule.MISSING_ANNOTATION);
    }

    @Test
    void tellsTheFirstErrorAndTheNumberOfOthers() throws IOException {
        vocImage(root, "a", "crazing 9 2 3 20", "crazing 9 2 9 20");
        assertThat(error()).endsWith("exchange the two (and 1 more; `millsight data check " + root + "` lists all)");
    }

    @Test
    void refusesAFolderThatIsNoDataset() throws IOException {
        assertThat(error()).contains("no dataset found here");
        Files.delete(root);
        assertThat(error()).endsWith("there is no such folder; give the folder of a dataset");
    }

    @Test
    void readsNeuDet() {
        Dataset dataset = Datasets.read(Samples.neuDet());
        assertThat(dataset.types()).isEqualTo(DefectType.NEU_DET);
        assertThat(dataset.images()).hasSize(1620);
        assertThat(dataset.images().stream()
                        .mapToInt(image -> image.defects().size())
                        .sum())
                .isEqualTo(3776);
        assertThat(dataset.split("train")).hasSize(1440);
        assertThat(dataset.split("val")).hasSize(180);
        assertThat(dataset.groups()).hasSize(1620);
    }
}
