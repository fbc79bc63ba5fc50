package io.millsight.steel.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Samples;
import io.millsight.steel.format.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitTest {

    @TempDir
    Path root;

    private static final BoundingBox BOX = new BoundingBox(1, 2, 30, 40);

    private static AnnotatedImage image(String type, int number) {
        List<Defect> defects = type.equals("clean") ? List.of() : List.of(new Defect(new DefectType(type), BOX));
        return new AnnotatedImage(type + "_" + number, Path.of(type + number + ".png"), 200, 200, defects);
    }

    /** Returns 100 images of each of two types and 50 clean images, in groups of 1, 2, 3 … 10 images. */
    private static Dataset dataset() {
        List<AnnotatedImage> images = Stream.of("crazing", "scratches", "clean")
                .flatMap(type ->
                        IntStream.range(0, type.equals("clean") ? 50 : 100).mapToObj(number -> image(type, number)))
                .toList();
        Map<String, String> groups = new HashMap<>();
        int group = 0;
        int left = 1;
        for (AnnotatedImage image : images) {
            groups.put(image.id(), "g" + group);
            if (--left == 0) {
                group++;
                left = group % 10 + 1;
            }
        }
        List<DefectType> types = List.of(new DefectType("crazing"), new DefectType("scratches"));
        return new Dataset("steel", Path.of("steel"), types, images, Map.of(), groups);
    }

    private static long count(List<String> ids, String type) {
        return ids.stream().filter(id -> id.startsWith(type)).count();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42})
    void dividesEveryTypeByTheRatios(long seed) {
        DatasetSplit split = new Splitter(SplitRatios.DEFAULT, seed, false).split(dataset());
        assertThat(split.lists()).containsOnlyKeys("train", "val", "test");
        for (String type : List.of("crazing", "scratches")) {
            assertThat(count(split.ids("train"), type)).isEqualTo(80);
            assertThat(count(split.ids("val"), type)).isEqualTo(10);
            assertThat(count(split.ids("test"), type)).isEqualTo(10);
        }
        assertThat(count(split.ids("val"), "clean")).isEqualTo(5);
        List<String> all = split.lists().values().stream().flatMap(List::stream).toList();
        assertThat(all).hasSize(250).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void keepsGroupsWholeAndTheRatiosNearly(long seed) {
        Dataset dataset = dataset();
        DatasetSplit split = new Splitter(SplitRatios.DEFAULT, seed, true).split(dataset);
        Map<String, Set<String>> splitsOfGroup = new HashMap<>();
        split.lists()
                .forEach((name, ids) -> ids.forEach(id -> splitsOfGroup
                        .computeIfAbsent(dataset.groups().get(id), unused -> new HashSet<>())
                        .add(name)));
        assertThat(splitsOfGroup.values()).allSatisfy(names -> assertThat(names).hasSize(1));
        assertThat(split.ids("train")).hasSizeBetween(190, 210);
        assertThat(split.ids("val")).hasSizeBetween(18, 32);
        assertThat(SplitLeak.find(dataset.withSplits(split.lists()))).isEmpty();
    }

    @Test
    void aSeedDecidesTheListsAndTheOrderOfTheImagesDoesNot() {
        Dataset dataset = dataset();
        List<AnnotatedImage> reversed = new ArrayList<>(dataset.images());
        Collections.reverse(reversed);
        Dataset other = new Dataset("steel", dataset.root(), dataset.types(), reversed, Map.of(), dataset.groups());
        for (boolean grouped : new boolean[] {false, true}) {
            DatasetSplit split = new Splitter(SplitRatios.DEFAULT, 3, grouped).split(dataset);
            assertThat(new Splitter(SplitRatios.DEFAULT, 3, grouped).split(other))
                    .isEqualTo(split);
            assertThat(new Splitter(SplitRatios.DEFAULT, 4, grouped).split(dataset))
                    .isNotEqualTo(split);
        }
    }

    @Test
    void countsWhatARandomDivisionLeaks() {
        Dataset dataset = dataset();
        DatasetSplit split = new Splitter(SplitRatios.DEFAULT, 1, false).split(dataset);
        List<SplitLeak> leaks = SplitLeak.find(dataset.withSplits(split.lists()));
        assertThat(leaks).hasSizeGreaterThan(30).allSatisfy(leak -> {
            assertThat(split.ids(leak.split())).contains(leak.image());
            assertThat(split.ids("train")).contains(leak.trainImage());
            assertThat(dataset.groups().get(leak.image()))
                    .isEqualTo(dataset.groups().get(leak.trainImage()));
        });
    }

    @ParameterizedTest
    @CsvSource({"8:1:1,80,10", "9:1,90,10", "70:15:15,70,15", "0.5:0.25:0.25,50,25"})
    void readsRatiosInPartsOfAnySize(String text, int train, int val) {
        DatasetSplit split = new Splitter(SplitRatios.parse(text), 1, false).split(dataset());
        assertThat(count(split.ids("train"), "crazing")).isEqualTo(train);
        assertThat(count(split.ids("val"), "crazing")).isEqualTo(val);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "8:0:2", "8:1:1:1", "a:b", "8:-1", "1:Infinity", "1:"})
    void refusesRatiosThatAreNone(String text) {
        assertThatThrownBy(() -> SplitRatios.parse(text))
                .isInstanceOf(InputException.class)
                .hasMessage("the ratios \"" + text + "\" are not two or three positive numbers; write them as 8:1:1");
    }

    @Test
    void refusesADatasetThatIsTooSmallForTheRatios() {
        Dataset two = new Dataset(
                "steel",
                Path.of("steel"),
                List.of(new DefectType("crazing")),
                List.of(image("crazing", 1), image("crazing", 2)),
                Map.of(),
                Map.of());
        assertThatThrownBy(() -> new Splitter(SplitRatios.DEFAULT, 1, false).split(two))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("would be empty, since there are only 2 images; change the ratios");
        assertThatThrownBy(() -> new Splitter(SplitRatios.DEFAULT, 1, true).split(two))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no groups are known");
    }

    @Test
    void writesListsThatAreReadAgainAndAManifest() throws IOException {
        for (int i = 0; i < 20; i++) {
            Samples.vocImage(root, "a" + i, "crazing 1 2 3 4");
        }
        Dataset dataset = Datasets.read(root);
        DatasetSplit split = new Splitter(SplitRatios.DEFAULT, 5, false).split(dataset);
        SplitManifest manifest = SplitManifest.of(dataset, split);
        Map<String, String> groups = Map.of("a1", "same steel", "a2", "same steel");
        assertThat(SplitFolder.exists(root)).isFalse();
        SplitFolder.write(root, split, manifest, groups);

        assertThat(Datasets.read(root).splits()).containsAllEntriesOf(split.lists());
        assertThat(root.resolve("ImageSets/Main/manifest.json"))
                .content()
                .contains(
                        "\"seed\" : 5",
                        "\"grouped\" : false",
                        "\"train\" : 0.8",
                        "\"images_by_primary_type\" : {",
                        "\"crazing\" : 16",
                        "\"dataset_hash\" : \"" + DatasetHash.of(dataset.images()) + "\"",
                        "\"hash\" : \"" + DatasetHash.ofIds(split.ids("val")) + "\"");
        assertThat(SplitFolder.exists(root)).isTrue();
        assertThat(Datasets.read(root).groups()).isEqualTo(groups);

        DatasetSplit other = new Splitter(SplitRatios.parse("1:1"), 5, false).split(dataset);
        SplitFolder.write(root, other, SplitManifest.of(dataset, other), Map.of());
        assertThat(Datasets.read(root).splits()).containsOnlyKeys("train", "val");
        assertThat(Datasets.read(root).groups()).isEmpty();
        try (Stream<Path> files = Files.list(root.resolve("ImageSets"))) {
            assertThat(files).containsExactly(root.resolve("ImageSets/Main"));
        }
    }

    @Test
    void listsThatWereBeingReplacedWhenTheProgramWasKilledAreFoundAgain() throws IOException {
        for (int i = 0; i < 20; i++) {
            Samples.vocImage(root, "a" + i, "crazing 1 2 3 4");
        }
        Dataset dataset = Datasets.read(root);
        DatasetSplit split = new Splitter(SplitRatios.DEFAULT, 5, false).split(dataset);
        SplitFolder.write(root, split, SplitManifest.of(dataset, split), Map.of());
        Path sets = root.resolve("ImageSets");
        for (int i = 0; i < 2; i++) {
            Files.move(sets.resolve("Main"), sets.resolve(".millsight-1.former"));
            Files.writeString(sets.resolve(".millsight-1.lock"), "Main");
            Files.createDirectory(sets.resolve(".millsight-1.partial"));

            if (i == 0) {
                assertThat(SplitFolder.exists(root)).isTrue();
            } else {
                assertThat(Datasets.read(root).splits()).isEqualTo(split.lists());
            }
            try (Stream<Path> files = Files.list(sets)) {
                assertThat(files).containsExactly(sets.resolve("Main"));
            }
        }
    }

    @Test
    void aHashDependsOnContentAndNotOnOrderOrPlace() throws IOException {
        Samples.vocImage(root.resolve("one"), "a", "crazing 1 2 3 4");
        Samples.vocImage(root.resolve("one"), "b", "crazing 1 2 3 4");
        Samples.vocImage(root.resolve("two"), "a", "crazing 1 2 3 4");
        Samples.vocImage(root.resolve("two"), "b", "crazing 1 2 3 4");
        List<AnnotatedImage> one = Datasets.read(root.resolve("one")).images();
        List<AnnotatedImage> two = Datasets.read(root.resolve("two")).images();
        assertThat(DatasetHash.of(two)).isEqualTo(DatasetHash.of(one)).hasSize(64);
        assertThat(DatasetHash.of(List.of(two.get(1), two.get(0)))).isEqualTo(DatasetHash.of(one));

        Samples.vocImage(root.resolve("two"), "b", "crazing 1 2 3 5");
        assertThat(DatasetHash.of(Datasets.read(root.resolve("two")).images())).isNotEqualTo(DatasetHash.of(one));
        Samples.image(root.resolve("one/JPEGImages/a.png"), 40, 30, 99);
        assertThat(DatasetHash.of(one)).isNotEqualTo(DatasetHash.of(two));
    }

    @Test
    void dividesNeuDetByItsGroups() {
        Dataset dataset = Datasets.read(Samples.neuDet());
        DatasetSplit random = new Splitter(SplitRatios.DEFAULT, 42, false).split(dataset);
        DatasetSplit grouped = new Splitter(SplitRatios.DEFAULT, 42, true).split(dataset);

        assertThat(SplitLeak.find(dataset.withSplits(random.lists()))).hasSizeGreaterThan(100);
        assertThat(SplitLeak.find(dataset.withSplits(grouped.lists()))).isEmpty();
        assertThat(grouped.ids("train")).hasSizeBetween(1280, 1312);
        SplitManifest manifest = SplitManifest.of(dataset, grouped);
        assertThat(manifest.splits().values())
                .allSatisfy(content -> assertThat(content.imagesByPrimaryType())
                        .hasSize(6)
                        .allSatisfy((type, images) ->
                                assertThat((double) images / content.images()).isBetween(0.12, 0.21)));
    }
}
