package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YoloReaderTest {

    @TempDir
    Path root;

    private void sample(String folder, String id, String... lines) throws IOException {
        image(root.resolve(folder).resolve(id + ".png"), 40, 20, id.hashCode());
        text(root.resolve(folder.replace("images", "labels")).resolve(id + ".txt"), lines);
    }

    private static Defect crazing(double xMin, double yMin, double xMax, double yMax) {
        return new Defect(new DefectType("crazing"), new BoundingBox(xMin, yMin, xMax, yMax));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "names: [scratches, crazing]\nnc: 2",
                "names:\n  0: scratches\n  1: crazing",
                "names: ['scratches', \"crazing\"]"
            })
    void readsFractionsOfTheImage(String yaml) throws IOException {
        text(root.resolve("data.yaml"), yaml);
        sample("images", "a", "1 0.5 0.5 0.5 1.0", "");
        sample("images", "b");
        Dataset dataset = Datasets.read(root);
        assertThat(dataset.types()).extracting(DefectType::name).containsExactly("scratches", "crazing");
        assertThat(dataset.images().get(0).defects()).containsExactly(crazing(10, 0, 30, 20));
        assertThat(dataset.images().get(1).defects()).isEmpty();
        assertThat(dataset.splits()).isEmpty();
    }

    @Test
    void readsLabelsBesideTheImagesWithAListOfTypes() throws IOException {
        text(root.resolve("classes.txt"), "scratches", "crazing");
        sample(".", "a", "1 0.5 0.5 0.5 1.0");
        assertThat(Datasets.read(root).images().get(0).defects()).containsExactly(crazing(10, 0, 30, 20));
    }

    @ParameterizedTest
    @CsvSource({"images/train,images/val", "train/images,valid/images", "./train/images,../valid/images"})
    void readsSplitsFromFolders(String train, String val) throws IOException {
        text(root.resolve("data.yaml"), "names: [scratches, crazing]", "train: " + train, "val: " + val);
        sample(train, "a");
        sample(val.replace("../", ""), "b");
        Dataset dataset = Datasets.read(root);
        assertThat(dataset.split("train")).extracting(AnnotatedImage::id).containsExactly("a");
        assertThat(dataset.split("val")).extracting(AnnotatedImage::id).containsExactly("b");
    }

    @Test
    void readsSplitsFromListsOfFiles() throws IOException {
        text(root.resolve("data.yaml"), "names: [scratches, crazing]", "train: train.txt", "val: val.txt");
        text(root.resolve("train.txt"), "./images/a.png");
        text(root.resolve("val.txt"), "./images/b.png");
        sample("images", "a");
        sample("images", "b");
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.findings()).isEmpty();
        assertThat(scan.dataset().split("val")).extracting(AnnotatedImage::id).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 0.5 0.5 0.5|UNREADABLE_ANNOTATION|line 1: it has 4 fields, but a box has 5: type, x and y of the centre, width, height (outlines are not read)",
                "2 0.5 0.5 0.5 0.5|UNREADABLE_ANNOTATION|line 1: there is no type 2; the types are numbered from 0 to 1",
                "x 0.5 0.5 0.5 0.5|UNREADABLE_ANNOTATION|line 1: \"x\" is not a number",
                "1 0.5 0.5 NaN 0.5|UNREADABLE_ANNOTATION|line 1: \"NaN\" is not a number",
                "1 20 10 4 4|BOX_OUTSIDE|line 1: the box x 720..880, y 160..240 is not inside the image of 40x20; correct it or remove the object",
                "1 0.5 0.5 0 0.5|BOX_EMPTY|line 1: the box x 20..20, y 5..15 has no extent; correct it or remove the object"
            })
    void reportsALineAtFault(String line, Rule rule, String text) throws IOException {
        text(root.resolve("data.yaml"), "names: [scratches, crazing]");
        sample("images", "a", line);
        assertThat(Datasets.scan(root).findings())
                .containsExactly(new Finding(rule, root.resolve("labels/a.txt"), text));
    }

    @Test
    void toleratesTheRoundingOfFractions() throws IOException {
        text(root.resolve("data.yaml"), "names: [scratches, crazing]");
        sample("images", "a", "1 0.833334 0.5 0.333333 1");
        assertThat(Datasets.scan(root).findings()).isEmpty();
    }

    @Test
    void takesAnImageWithoutLabelsForCleanAndSaysSo() throws IOException {
        text(root.resolve("data.yaml"), "names: [scratches, crazing]");
        image(root.resolve("images/a.png"), 40, 20, 1);
        text(root.resolve("labels/b.txt"), "");
        sample("images", "c", "1 0.5 0.5 0.5 1.0");
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.dataset().images()).hasSize(2);
        assertThat(scan.findings())
                .extracting(Finding::rule)
                .containsExactly(Rule.MISSING_ANNOTATION, Rule.MISSING_IMAGE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nc: 2|\"names\" is missing; it lists the types",
                "names: [a, b]\\nnc: 3|\"nc\" is 3, but \"names\" lists 2 types",
                "names: {1: a}|\"names\" has no type 0; its keys are 0, 1, 2 …",
                "names: {x: a}|\"names\" has the key \"x\"; its keys are numbers from 0",
                "names: [a, '']|\"names\": not a name for a defect type: \"\"",
                "names: [a|line 1: not well-formed YAML"
            })
    void refusesAConfigurationAtFault(String yaml, String text) throws IOException {
        Path file = text(root.resolve("data.yaml"), yaml.replace("\\n", "\n"), "");
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": " + text);
    }

    @Test
    void refusesATypeThatIsNotAmongThoseAskedFor() throws IOException {
        text(root.resolve("data.yaml"), "names: [scratches, crazin]");
        sample("images", "a", "1 0.5 0.5 0.5 0.5");
        assertThatThrownBy(() -> Datasets.read(root, List.of(new DefectType("crazing"))))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("line 1: \"crazin\" is not the one type; did you mean \"crazing\"?");
    }
}
