package io.millsight.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.image.ImageSize;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ManifestTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private static Manifest manifest() {
        return new Manifest(
                ReportTask.standard(DefectType.NEU_DET),
                new Manifest.Images(3136, 153_664, ResizeVariant.ATEN, Optional.of(new ImageSize(200, 200))),
                true,
                true,
                new Manifest.Base("abc", "def"));
    }

    private Path spoilt(String key, String value) throws IOException {
        manifest().write(folder);
        Path file = folder.resolve(Manifest.FILE);
        ObjectNode node = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
        if (value.equals("absent")) {
            node.remove(key);
        } else {
            node.set(key, JSON.readTree(value));
        }
        return Files.writeString(file, node.toString());
    }

    @Test
    void readsWhatItWrites() throws IOException {
        manifest().write(folder);
        assertThat(Manifest.read(folder)).contains(manifest());
    }

    @Test
    void keepsTheScoreThresholdAndTheNumberOfCleanTrainingImages() throws IOException {
        ScoreThreshold threshold = new ScoreThreshold(0.214, "the best F1", 0.83, "val", "sha256:0123");
        Manifest manifest = manifest().withCleanTrainingImages(0).withMinScore(threshold);
        manifest.write(folder);
        assertThat(Manifest.read(folder)).contains(manifest);
        assertThat(manifest.withoutBase().minScore()).contains(threshold);
        assertThat(threshold.words()).isEqualTo("score threshold 0.214, chosen on val for the best F1 (0.830)");
    }

    @Test
    void warnsOfFalseAlarmsOnlyIfThereWereNoCleanTrainingImages() {
        assertThat(manifest().caveats()).isEmpty();
        assertThat(manifest().withCleanTrainingImages(3).caveats()).isEmpty();
        assertThat(manifest().withCleanTrainingImages(0).caveats())
                .singleElement()
                .satisfies(caveat -> assertThat(caveat)
                        .startsWith("the model was trained without clean images: expect false alarms on clean steel"));
    }

    /** The two flags were called otherwise. */
    @Test
    void readsTheFormerFormat() throws IOException {
        manifest().write(folder);
        Path file = folder.resolve(Manifest.FILE);
        String former = Files.readString(file)
                .replace("\"format\" : 2", "\"format\" : 1")
                .replace("patch_supervision", "cells")
                .replace("test_time_augmentation", "augment");
        Files.writeString(file, former);
        assertThat(former)
                .contains("\"cells\" : true")
                .contains("\"augment\" : true")
                .contains("\"format\" : 1");
        assertThat(Manifest.read(folder)).contains(manifest());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            types        | []                     | types is empty; a model without types of defects would call every surface clean
            types        | "abc"                  | types is not a list of the names of defect types
            types        | {"crazing": 1}         | types is not a list of the names of defect types
            types        | null                   | types is missing
            types        | absent                 | types is missing
            types        | [1]                    | types is 1, expected texts
            types        | [""]                   | types holds what is not a name for a defect type: ""
            types        | ["a", "b", "a"]        | types names "a" twice
            types        | ["<%im_end%>"]         | types holds <%im_end%>, which the model does not read as text; leave it out (the image stands before the instruction by itself)
            instruction  | "<%image_pad%>?"       | instruction holds <%image_pad%>, which the model does not read as text; leave it out (the image stands before the instruction by itself)
            instruction  | "<%vision_start%>"     | instruction holds <%vision_start%>, which the model does not read as text; leave it out (the image stands before the instruction by itself)
            instruction  | ""                     | instruction has 0 characters, expected 1 to 20000
            instruction  | 5                      | instruction is 5, expected a text
            min_pixels   | 0                      | min_pixels is 0, expected a positive number
            min_pixels   | -5                     | min_pixels is -5, expected a positive number
            min_pixels   | 200000                 | min_pixels 200000 is over max_pixels 153664
            max_pixels   | 2147483647             | max_pixels is 2,147,483,647, more than the 16,777,216 that are supported
            max_pixels   | "many"                 | max_pixels is "many", expected a whole number
            max_pixels   | absent                 | max_pixels is missing
            picture_size | [2147483647, 2147483647] | picture_size is [2147483647, 2147483647], expected a width and a height of at least 1 and at most 16384 pixels
            picture_size | [100000, 100000]       | picture_size is [100000, 100000], expected a width and a height of at least 1 and at most 16384 pixels
            picture_size | [0, 200]               | picture_size is [0, 200], expected a width and a height of at least 1 and at most 16384 pixels
            picture_size | [200]                  | picture_size is [200], expected a width and a height of at least 1 and at most 16384 pixels
            picture_size | [10000, 10]            | picture_size: an image of 10000x10 pixels is too long and thin; one side may be at most 200 times the other, so cut it into pieces
            picture_size | {"width": 200}         | picture_size is an object, expected a whole number
            dialect      | "latin"                | dialect is "latin", expected one of paper, qwen_json, readable
            coordinates  | null                   | coordinates is missing
            resize       | "nearest"              | resize is "nearest", expected one of aten, pillow
            test_time_augmentation | "yes"        | test_time_augmentation is "yes", expected true or false
            patch_supervision | 1                 | patch_supervision is 1, expected true or false
            clean_training_images | -1            | clean_training_images is -1, expected a number of images
            min_score    | 0.5                    | min_score is 0.5, expected an object
            min_score    | {}                     | min_score.value is missing
            min_score    | {"value": 2, "chosen_for": "a", "split": "val", "split_hash": "b"} | min_score.value is 2.0, expected a number from 0 to 1
            format       | 3                      | format is 3, this version of Millsight reads 1 and 2
            format       | "1"                    | format is "1", expected a whole number
            base_fingerprint | absent             | base_fingerprint is missing
            chat_template_sha256 | [1]            | chat_template_sha256 is a list, expected a text
            """)
    void whatIsWrongIsNamedByItsKey(String key, String value, String reason) throws IOException {
        Path file = spoilt(key, value.replace('%', '|'));
        assertThatThrownBy(() -> Manifest.read(folder))
                .isInstanceOf(AdapterException.class)
                .hasMessage(file + ": " + reason.replace('%', '|'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"format\": 1", "{}"})
    void aBrokenFileIsNamed(String text) throws IOException {
        Path file = Files.writeString(folder.resolve(Manifest.FILE), text);
        assertThatThrownBy(() -> Manifest.read(folder))
                .isInstanceOf(AdapterException.class)
                .hasMessageStartingWith(file.toString());
    }

    @Test
    void aTaskHasTypes() {
        assertThatThrownBy(() -> ReportTask.standard(List.of()))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("types is empty");
    }
}
