package io.millsight.steel.audit;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static io.millsight.steel.Samples.voc;
import static io.millsight.steel.Samples.vocImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.steel.DatasetHash;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.Samples;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {

    @TempDir
    Path root;

    private AuditReport audit() {
        return Audit.of(Datasets.scan(root));
    }

    private static List<String> lines(AuditReport report, Rule rule) {
        return report.findings(rule).stream()
                .map(finding -> finding.file().getFileName() + ": " + finding.text())
                .toList();
    }

    @Test
    void countsImagesBoxesSizesAndTypes() throws IOException {
        vocImage(root, "a", "crazing 0 0 20 10", "crazing 0 0 40 30", "scratches 1 2 3 4");
        vocImage(root, "b", "crazing 0 0 4 30");
        image(root.resolve("JPEGImages/c.png"), 100, 20, 1);
        text(root.resolve("Annotations/c.xml"), voc("c"));
        AuditReport report = audit();
        assertThat(report.format()).isEqualTo(DatasetFormat.VOC);
        assertThat(report.images()).isEqualTo(3);
        assertThat(report.boxes()).isEqualTo(4);
        assertThat(report.sizes())
                .containsEntry("40x30", 2L)
                .containsEntry("100x20", 1L)
                .hasSize(2);
        assertThat(report.hash()).isEqualTo(DatasetHash.of(Datasets.read(root).images()));
        TypeStatistics crazing = report.types().get(0);
        assertThat(crazing.images()).isEqualTo(2);
        assertThat(crazing.boxes()).isEqualTo(3);
        assertThat(crazing.area()).isEqualTo(new Distribution(0.1, 200.0 / 1200, (120 + 200 + 1200) / 3600.0, 1));
        assertThat(crazing.aspect())
                .isNotNull()
                .satisfies(aspect -> assertThat(aspect.max()).isCloseTo(2, within(1e-12)));
        assertThat(report.errors()).isZero();
    }

    @Test
    void findsRepeatedAndConflictingBoxesTypesAndCleanImages() throws IOException {
        vocImage(root, "a", "crazing 0 0 20 10", "scratches 0 0 20 10", "crazing 0 0 20 10");
        vocImage(root, "b");
        AuditReport report = audit();
        assertThat(lines(report, Rule.CONFLICTING_BOX))
                .containsExactly("a.png: box 2 (scratches) is also called crazing; remove one");
        assertThat(lines(report, Rule.DUPLICATE_BOX))
                .containsExactly("a.png: box 3 (crazing) repeats box 1; remove one");
        assertThat(lines(report, Rule.SEVERAL_TYPES)).containsExactly("a.png: 2 types: crazing, scratches");
        assertThat(lines(report, Rule.CLEAN_IMAGE)).containsExactly("b.png: annotated as free of defects");
    }

    @Test
    void findsTypesThatReadAsTheSameWords() throws IOException {
        vocImage(root, "a", "Rolled-in_scale 0 0 20 10", "rolled_in_scale 0 0 5 5", "rolled_in_scale 9 9 20 20");
        vocImage(root, "b", "crazing 0 0 20 10");
        AuditReport report = audit();
        assertThat(lines(report, Rule.SIMILAR_TYPES))
                .containsExactly(root.getFileName()
                        + ": \"Rolled-in_scale\" (1 box) and \"rolled_in_scale\" (2 boxes) are different types here,"
                        + " but read as the same words; if one defect is meant, write it in one way");
        assertThat(report.types()).hasSize(3);
    }

    @Test
    void findsTypesThatASplitLacks() throws IOException {
        vocImage(root, "a", "crazing 0 0 20 10", "scratches 0 0 5 5");
        vocImage(root, "b", "crazing 0 0 20 10");
        vocImage(root, "c", "crazing 0 0 20 10", "patches 0 0 5 5");
        Path lists = Files.createDirectories(root.resolve("ImageSets/Main"));
        Files.writeString(lists.resolve("train.txt"), "a\nb\n");
        Files.writeString(lists.resolve("val.txt"), "c\n");

        assertThat(lines(audit(), Rule.TYPE_NOT_IN_SPLIT))
                .containsExactly(
                        root.getFileName() + ": \"patches\" has no box in the split train (1 box in the dataset);"
                                + " it will not be learned",
                        root.getFileName() + ": \"scratches\" has no box in the split val (1 box in the dataset);"
                                + " it will not be measured there");
    }

    @Test
    void saysWhatFollowsFromHavingNoCleanImages() throws IOException {
        vocImage(root, "a", "crazing 0 0 20 10");
        assertThat(lines(audit(), Rule.NO_CLEAN_IMAGES))
                .singleElement()
                .asString()
                .contains("no image is clean", "add images without defects");

        vocImage(root, "b");
        assertThat(lines(audit(), Rule.NO_CLEAN_IMAGES)).isEmpty();
    }

    @Test
    void findsIdenticalPixelsWhateverTheFile() throws IOException {
        vocImage(root, "a", "crazing 0 0 20 10");
        vocImage(root, "b", "crazing 0 0 20 11");
        Path bmp = root.resolve("JPEGImages/b.bmp");
        Files.delete(root.resolve("JPEGImages/b.png"));
        ImageIO.write(Samples.noise(40, 30, "a".hashCode()).toBufferedImage(), "bmp", bmp.toFile());
        assertThat(lines(audit(), Rule.IDENTICAL_IMAGES))
                .containsExactly(
                        "b.bmp: the same pixels as a.png, but other boxes; decide which are right and remove one");
    }

    @Test
    void findsAnImageWithAGoodHeaderAndBrokenPixels() throws IOException {
        vocImage(root, "a");
        Path file = root.resolve("JPEGImages/a.png");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        AuditReport report = audit();
        assertThat(report.findings(Rule.UNREADABLE_IMAGE)).hasSize(1);
        assertThat(report.errors()).isPositive();
    }

    @Test
    void findsSplitsThatAreNotApart() throws IOException {
        for (String id : List.of("a", "b", "c", "d")) {
            vocImage(root, id, "crazing 0 0 20 10");
        }
        text(root.resolve("ImageSets/Main/train.txt"), "a", "b");
        text(root.resolve("ImageSets/Main/val.txt"), "b", "c");
        text(root.resolve("ImageSets/Main/trainval.txt"), "a", "b", "c");
        text(root.resolve("groups.csv"), "image,group", "a,1", "c,1", "b,2", "d,3");
        AuditReport report = audit();
        assertThat(lines(report, Rule.SPLIT_OVERLAP))
                .containsExactly("b.png: in both train and val; remove it from one");
        assertThat(lines(report, Rule.SPLIT_LEAK))
                .containsExactly("c.png: in val, but shows the same steel as a in train");
        assertThat(lines(report, Rule.NOT_IN_SPLIT)).containsExactly("d.png: in none of the splits; it is not used");
        assertThat(report.groups()).isEqualTo(new GroupStatistics(3, 2, 2));
        assertThat(report.splits()).containsEntry("val", 2);
    }

    @Test
    void listsErrorsOfTheReaderFirst() throws IOException {
        vocImage(root, "a", "crazing 0 0 20 10");
        vocImage(root, "b", "crazing 0 0 200 10"); // not clean, although none of its boxes is valid
        text(root.resolve("Annotations/c.xml"), voc("c"));
        image(root.resolve("JPEGImages/d.png"), 5, 5, 1);
        AuditReport report = audit();
        assertThat(report.findings().stream().map(Finding::rule))
                .containsExactly(Rule.BOX_OUTSIDE, Rule.MISSING_IMAGE, Rule.MISSING_ANNOTATION);
        assertThat(Rule.BOX_OUTSIDE.id()).isEqualTo("box-outside");
    }

    @Test
    void findsTheKnownFaultsOfNeuDet() {
        AuditReport report = Audit.of(Datasets.scan(Samples.neuDet()));
        assertThat(lines(report, Rule.DUPLICATE_BOX))
                .extracting(line -> line.substring(0, line.indexOf('.')))
                .containsExactly("crazing_120", "inclusion_62", "patches_198");
        assertThat(lines(report, Rule.IDENTICAL_IMAGES))
                .containsExactly(
                        "patches_105.jpg: the same pixels as patches_101.jpg, but other boxes; decide which are right and remove one");
        assertThat(lines(report, Rule.SEVERAL_TYPES))
                .hasSize(112)
                .contains(
                        "pitted_surface_279.jpg: 3 types: inclusion, patches, pitted_surface",
                        "scratches_228.jpg: 3 types: patches, pitted_surface, scratches");
        assertThat(report.findings(Rule.SPLIT_LEAK)).isEmpty();
        assertThat(report.sizes()).containsExactly(Map.entry("200x200", 1620L));
        assertThat(report.groups()).isEqualTo(new GroupStatistics(996, 873, 23));
        assertThat(report.errors()).isZero();
    }
}
