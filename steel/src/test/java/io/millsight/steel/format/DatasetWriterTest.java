package io.millsight.steel.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Samples;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DatasetWriterTest {

    private static final DefectType SCALE = new DefectType("rolled-in_scale");
    private static final DefectType PITTED = new DefectType("pitted_surface");
    private static final DefectType UNUSED = new DefectType("a & b");

    @TempDir
    Path folder;

    static Stream<Arguments> pairs() {
        return Arrays.stream(DatasetFormat.values())
                .flatMap(first -> Arrays.stream(DatasetFormat.values()).map(second -> Arguments.of(first, second)));
    }

    /**
     * Returns six images of different sizes: clean ones, fractional boxes, boxes at the border, and a type that does
     * not occur.
     */
    private Dataset dataset() throws IOException {
        List<AnnotatedImage> images = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Path file = Samples.image(folder.resolve("original/image " + i + ".v2.png"), 40 + i, 30, i);
            List<Defect> defects = i % 3 == 0
                    ? List.of()
                    : List.of(
                            new Defect(SCALE, new BoundingBox(i, 2.25, 40 + i, 30)),
                            new Defect(PITTED, new BoundingBox(0, 0, 7.5, i)));
            images.add(new AnnotatedImage("image " + i + ".v2", file, 40 + i, 30, defects));
        }
        return new Dataset(
                "original",
                folder.resolve("original"),
                List.of(SCALE, UNUSED, PITTED),
                images,
                Map.of(),
                Map.of("image 0.v2", "7", "image 1.v2", "7"));
    }

    @ParameterizedTest
    @EnumSource(
            value = DatasetFormat.class,
            names = {"VOC", "COCO", "JSONL"})
    void keepsTheFlagsOfObjects(DatasetFormat format) throws IOException {
        Path file = Samples.image(folder.resolve("original/a.png"), 40, 30, 1);
        BoundingBox box = new BoundingBox(1, 2, 11, 12);
        List<Defect> defects = List.of(
                new Defect(SCALE, new BoundingBox(20, 2, 31, 12)),
                new Defect(SCALE, box, DefectFlag.DIFFICULT),
                new Defect(PITTED, box, DefectFlag.CROWD));
        AnnotatedImage image = new AnnotatedImage("a", file, 40, 30, defects);
        DatasetWriter.write(
                new Dataset("flags", folder, List.of(PITTED, SCALE), List.of(image), Map.of(), Map.of()),
                format,
                folder.resolve("written"));
        List<Defect> read =
                Datasets.read(folder.resolve("written")).images().get(0).defects();
        assertThat(read)
                .extracting(Defect::flag)
                .containsExactlyElementsOf(
                        switch (format) {
                            case VOC -> List.of(DefectFlag.NONE, DefectFlag.DIFFICULT, DefectFlag.DIFFICULT);
                            case COCO, YOLO, JSONL -> List.of(DefectFlag.NONE, DefectFlag.DIFFICULT, DefectFlag.CROWD);
                        });
    }

    private Dataset divided() throws IOException {
        Map<String, List<String>> splits = Map.of(
                "train", List.of("image 0.v2", "image 1.v2", "image 2.v2"),
                "val", List.of("image 3.v2"),
                "test", List.of("image 4.v2", "image 5.v2"));
        return dataset().withSplits(splits);
    }

    private static void assertSame(Dataset actual, Dataset expected) {
        assertThat(actual.types()).isEqualTo(expected.types());
        assertThat(actual.splits()).isEqualTo(expected.splits());
        assertThat(actual.groups()).isEqualTo(expected.groups());
        assertThat(DatasetHash.of(actual.images())).isEqualTo(DatasetHash.of(expected.images()));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void keepsEverythingFromOneFormatToAnother(DatasetFormat first, DatasetFormat second) throws IOException {
        for (Dataset original : List.of(dataset(), divided())) {
            Path one = folder.resolve("one" + original.splits().size());
            Path two = folder.resolve("two" + original.splits().size());
            DatasetWriter.write(original, first, one);
            DatasetScan scan = Datasets.scan(one);
            assertThat(scan.findings()).isEmpty();
            assertThat(scan.format()).isEqualTo(first);
            assertSame(scan.dataset(), original);
            DatasetWriter.write(scan.dataset(), second, two);
            assertThat(Datasets.scan(two).format()).isEqualTo(second);
            assertSame(Datasets.read(two), original);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesAFolderWithSomethingInIt(DatasetFormat format) throws IOException {
        Dataset dataset = dataset();
        Samples.text(folder.resolve("target/mine.txt"), "precious");
        assertThatThrownBy(() -> DatasetWriter.write(dataset, format, folder.resolve("target")))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("target: this already exists; give the name of a new or empty folder");
        assertThat(folder.resolve("target")).isDirectoryContaining("glob:**mine.txt");
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingBehindWhenItFails(DatasetFormat format) throws IOException {
        Dataset dataset = dataset();
        Files.delete(dataset.images().get(3).file());
        Path target = folder.resolve("target");
        assertThatThrownBy(() -> DatasetWriter.write(dataset, format, target))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("target: cannot be written")
                .hasMessageEndingWith("nothing was left there");
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).containsExactly(folder.resolve("original"));
        }
    }

    @Test
    void writesIntoAnEmptyFolder() throws IOException {
        Files.createDirectory(folder.resolve("target"));
        DatasetWriter.write(dataset(), DatasetFormat.VOC, folder.resolve("target"));
        assertThat(Datasets.read(folder.resolve("target")).images()).hasSize(6);
    }

    @Test
    void refusesToGuessThePlaceOfAnImageWithoutSplit() throws IOException {
        Dataset half = dataset().withSplits(Map.of("train", List.of("image 0.v2")));
        assertThatThrownBy(() -> DatasetWriter.write(half, DatasetFormat.COCO, folder.resolve("target")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("image 1.v2 is in none of train, val and test");
        Dataset twice = dataset().withSplits(Map.of("train", List.of("image 0.v2"), "val", List.of("image 0.v2")));
        assertThatThrownBy(() -> DatasetWriter.write(twice, DatasetFormat.YOLO, folder.resolve("target")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("image 0.v2 is in two splits");
    }

    @ParameterizedTest
    @EnumSource
    void writesConversationsInEitherDialectThatReferToTheImages(ReportDialect dialect) throws IOException {
        Dataset dataset = divided();
        ConversationStyle style =
                new ConversationStyle(new ReportWriter(dialect, BoxOrder.SIZE), "What is \"wrong\"?", false);
        Path target = folder.resolve("target");
        DatasetWriter.writeConversations(dataset, style, target);
        assertThat(target.resolve("images")).doesNotExist();
        assertThat(target.resolve("val.jsonl"))
                .content()
                .startsWith("{\"messages\":[{\"role\":\"user\",\"content\":\"<image>What is \\\"wrong\\\"?\"}")
                .contains(dataset.images().get(3).file().toAbsolutePath().toString());
        assertSame(Datasets.read(target), dataset);
    }
}
