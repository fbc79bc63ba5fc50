package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static io.millsight.steel.Samples.voc;
import static io.millsight.steel.Samples.vocImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.InputException;
import io.millsight.steel.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests where annotations of Pascal VOC datasets are found, and the messages about invalid files. */
class VocPlacesTest {

    private static final String BOX = "crazing 1 2 3 4";

    @TempDir
    Path root;

    private List<String> findings() {
        return Datasets.scan(root).findings().stream()
                .map(finding -> finding.rule().id() + " " + finding.message().replace(root + "/", ""))
                .toList();
    }

    private void sample(String images, String annotations, String id) throws IOException {
        image(root.resolve(images).resolve(id + ".png"), 40, 30, id.hashCode());
        text(root.resolve(annotations).resolve(id + ".xml"), voc(id + ".png", BOX));
    }

    // ---- places

    @ParameterizedTest
    @CsvSource({
        "JPEGImages/line1,Annotations/line1",
        "IMAGES/line1/monday,ANNOTATIONS/line1/monday",
        "1,lable",
        "pictures/2,truth/2",
        "images/a,xml"
    })
    void annotationsAreFoundInSubfoldersAndInFoldersOfAnyName(String images, String annotations) throws IOException {
        sample(images, annotations, "a");
        sample(images, annotations, "b");
        assertThat(Datasets.read(root).images())
                .hasSize(2)
                .allSatisfy(image -> assertThat(image.defects()).hasSize(1));
        assertThat(findings()).isEmpty();
    }

    @Test
    void annotationsPartlyInSubfoldersAreAllRead() throws IOException {
        sample("IMAGES", "ANNOTATIONS", "a");
        sample("IMAGES/line1", "ANNOTATIONS/line1", "b");
        assertThat(Datasets.read(root).images()).hasSize(2);
        assertThat(findings()).isEmpty();
    }

    @Test
    void subfoldersThatAreCalledAfterASplitAreOne() throws IOException {
        sample("JPEGImages/train", "Annotations/train", "a");
        sample("JPEGImages/valid", "Annotations", "b");
        assertThat(Datasets.read(root).split("train"))
                .extracting(AnnotatedImage::id)
                .containsExactly("a");
        assertThat(Datasets.read(root).split("val"))
                .extracting(AnnotatedImage::id)
                .containsExactly("b");
    }

    @Test
    void oneAnnotationBesideTheFoldersOfSplitsDoesNotHideThem() throws IOException {
        sample("train/images", "train/annotations", "a");
        sample("val/images", "val/annotations", "b");
        sample(".", ".", "c");
        assertThat(Datasets.read(root).splits()).containsOnlyKeys("train", "val");
        assertThat(Datasets.read(root).images()).hasSize(3);
    }

    @Test
    void twoFoldersForOneSplitAreRefused() throws IOException {
        sample("val", "val", "a");
        sample("valid", "valid", "b");
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessage(root.resolve("valid")
                        + ": stands for the split val as val beside it does; join the two folders, or rename one");
    }

    @Test
    void anAnnotationThatAnImageLacksIsNotPassedOverElsewhere() throws IOException {
        sample("IMAGES", "ANNOTATIONS", "a");
        sample("IMAGES", "new", "b");
        text(root.resolve("old/a.xml"), voc("a.png"));
        assertThat(findings())
                .containsExactly(
                        "unreadable-annotation new/b.xml: not read, since it lies outside of ANNOTATIONS, but b.png has no other annotation; move it there",
                        "stray-file old/a.xml: ignored, since it lies outside of ANNOTATIONS");
    }

    @Test
    void aSecondAnnotationOfAnImageIsAnError() throws IOException {
        sample("IMAGES", "ANNOTATIONS", "a");
        text(root.resolve("ANNOTATIONS/old/a.xml"), voc("a.png"));
        assertThat(findings())
                .containsExactly(
                        "duplicate-id ANNOTATIONS/old/a.xml: a second annotation of IMAGES/a.png; remove one of the two");
    }

    @Test
    void aLoopOfLinksIsPassedOver() throws IOException {
        vocImage(root, "a", BOX);
        Files.createSymbolicLink(root.resolve("JPEGImages/again"), root.resolve("JPEGImages"));
        Files.createSymbolicLink(root.resolve("JPEGImages/itself"), root.resolve("JPEGImages/itself"));
        Files.createSymbolicLink(root.resolve("Annotations/up"), root);
        assertThat(Datasets.read(root).images()).hasSize(1);
    }

    @Test
    void anImageWithALineBreakInItsNameIsRead() throws IOException {
        vocImage(root, "a\nb", BOX);
        assertThat(Datasets.read(root).images()).extracting(AnnotatedImage::id).containsExactly("a\nb");
    }

    // ---- missing images

    @ParameterizedTest
    @CsvSource({"IMG_1.JPG, upper and lower case", "img_2.png, ''"})
    void aMissingImageNamesTheOneThatDiffersInCase(String present, String difference) throws IOException {
        vocImage(root, "a", BOX);
        image(root.resolve("JPEGImages/" + present), 40, 30, 1);
        text(root.resolve("Annotations/img_1.xml"), voc("img_1.jpg", BOX));
        String hint = difference.isEmpty()
                ? ""
                : "; " + present + " is called so but for " + difference + ", rename one of the two";
        assertThat(findings())
                .contains("missing-image Annotations/img_1.xml: its image JPEGImages/img_1.jpg does not exist" + hint);
    }

    @Test
    void aMissingImageNamesTheOneThatDiffersInItsUnicodeForm() throws IOException {
        assumeTrue(System.getProperty("sun.jnu.encoding").startsWith("UTF"), "skipped: no Unicode in file names");
        vocImage(root, "a", BOX);
        image(root.resolve("JPEGImages/o\u0308l.png"), 40, 30, 1);
        text(root.resolve("Annotations/\u00f6l.xml"), voc("\u00f6l.png", BOX));
        assertThat(findings())
                .contains("missing-image Annotations/\u00f6l.xml: its image JPEGImages/\u00f6l.png does not exist;"
                        + " o\u0308l.png is called so but for the Unicode form of its letters, rename one of the two");
    }

    // ---- files that are not regular or have another purpose

    @Test
    void pipesAndFoldersAreNamedAndNeverRead() throws IOException, InterruptedException {
        vocImage(root, "a", BOX);
        vocImage(root, "b", BOX);
        vocImage(root, "c", BOX);
        Samples.pipe(root.resolve("Annotations/a.xml"));
        Samples.pipe(root.resolve("JPEGImages/b.png"));
        Files.delete(root.resolve("Annotations/c.xml"));
        Files.createDirectory(root.resolve("Annotations/c.xml"));
        Samples.pipe(root.resolve("ImageSets/Main/train.txt"));
        Samples.pipe(root.resolve("groups.csv"));
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(findings())
                        .containsExactlyInAnyOrder(
                                "unreadable-annotation Annotations/a.xml: is not a regular file",
                                "unreadable-image JPEGImages/b.png: is not a regular file",
                                "unreadable-annotation Annotations/c.xml: is a folder",
                                "broken-split ImageSets/Main/train.txt: is not a regular file",
                                "broken-groups groups.csv: is not a regular file"));
    }

    @Test
    void anEmptyAnnotationSaysSo() throws IOException {
        vocImage(root, "a", BOX);
        text(root.resolve("Annotations/a.xml"), "");
        assertThat(findings())
                .containsExactly(
                        "unreadable-annotation Annotations/a.xml: the file is empty; an image without defects needs an annotation without objects");
    }

    // ---- encodings

    private void write(String declaration, String charset) throws IOException {
        String xml = declaration + "<annotation><object><name>划痕</name><bndbox><xmin>1</xmin><ymin>2</ymin>"
                + "<xmax>3</xmax><ymax>4</ymax></bndbox></object></annotation>";
        image(root.resolve("a.png"), 40, 30, 1);
        Files.write(root.resolve("a.xml"), xml.getBytes(Charset.forName(charset)));
    }

    @ParameterizedTest
    @CsvSource({
        "'<?xml version=\"1.0\" encoding=\"GBK\"?>', GBK",
        "'<?xml version=''1.0'' encoding=''gb18030''?>', GB18030",
        "'<?xml version=\"1.0\" encoding=\"UTF-8\"?>', UTF-8",
        "'', UTF-8",
        "\uFEFF, UTF-8",
        "'<?xml version=\"1.0\" encoding=\"UTF-16\"?>', UTF-16"
    })
    void annotationsAreReadInTheEncodingThatTheyName(String declaration, String charset) throws IOException {
        write(declaration, charset);
        assertThat(Datasets.read(root).images().get(0).defects())
                .extracting(Defect::type)
                .extracting(type -> type.name())
                .containsExactly("划痕");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|GBK|not encoded in UTF-8, which is expected where the first line names no other encoding; save it as UTF-8 or name its encoding, as in <?xml version=\"1.0\" encoding=\"GBK\"?>",
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>|GBK|not encoded in \"utf-8\", as its first line says; save it as UTF-8 and say so there",
                "<?xml version=\"1.0\" encoding=\"utf-16\"?>|UTF-8|not encoded in \"utf-16\", as its first line says; save it as UTF-8 and say so there",
                "<?xml version=\"1.0\" encoding=\"klingon\"?>|UTF-8|its first line names the encoding \"klingon\", which is not known here; save it as UTF-8 and say so there",
                "<?xml version=\"1.0\" encoding=\"\"?>|UTF-8|its first line names the encoding \"\", which is not known here; save it as UTF-8 and say so there"
            })
    void anotherEncodingIsNamedAndTheParserKeepsQuiet(String declaration, String charset, String text)
            throws IOException {
        write(declaration, charset);
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            assertThat(findings()).containsExactly("unreadable-annotation a.xml: " + text);
        } finally {
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aListInAnotherEncodingSaysWhichIsExpected() throws IOException {
        vocImage(root, "a", BOX);
        Files.createDirectories(root.resolve("ImageSets/Main"));
        Files.write(root.resolve("ImageSets/Main/train.txt"), "划痕\n".getBytes(Charset.forName("GBK")));
        assertThat(findings()).contains("broken-split ImageSets/Main/train.txt: is not encoded in UTF-8");
    }

    // ---- files of other tools

    @ParameterizedTest
    @ValueSource(strings = {"xmin", "name"})
    void aLongValueIsCutInMessages(String element) throws IOException {
        vocImage(root, "a", BOX);
        Path file = root.resolve("Annotations/a.xml");
        text(
                file,
                Files.readString(file)
                        .replaceFirst("<" + element + ">[^<]*", "<" + element + ">" + "x".repeat(90_000)));
        text(root.resolve("classes.txt"), "crazing");
        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding)
                        .contains("x".repeat(80) + "… (90,000 characters)\"")
                        .hasSizeLessThan(300));
    }

    @Test
    void aBoxFarOutsideIsTold() throws IOException {
        vocImage(root, "a", "crazing 1 2 1e300 4");
        assertThat(findings())
                .containsExactly(
                        "box-outside Annotations/a.xml: object 1 (line 3): the box x 1..1.00e+300, y 2..4 is not inside the image of 40x30; correct it or remove the object");
    }
}
