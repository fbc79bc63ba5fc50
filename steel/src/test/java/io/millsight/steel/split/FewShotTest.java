package io.millsight.steel.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FewShotTest {

    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectType SCRATCHES = new DefectType("scratches");

    private static AnnotatedImage image(String id, DefectType... types) {
        List<Defect> defects = new ArrayList<>();
        for (DefectType type : types) {
            defects.add(new Defect(type, new BoundingBox(0, 0, 5, 5)));
        }
        return new AnnotatedImage(id, Path.of(id + ".png"), 10, 10, defects);
    }

    private static List<AnnotatedImage> images() {
        List<AnnotatedImage> images = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            images.add(image("p" + i, PATCHES));
            images.add(image("s" + i, SCRATCHES, SCRATCHES, PATCHES));
            images.add(image("c" + i));
        }
        return images;
    }

    @Test
    void takesAsManyOfEachTypeAndOfTheCleanOnes() {
        Map<String, List<AnnotatedImage>> chosen = new FewShot(3, 42).choose(images(), Map.of());
        assertThat(chosen.keySet()).containsExactly("clean", "patches", "scratches");
        chosen.values().forEach(ofType -> assertThat(ofType).hasSize(3).doesNotHaveDuplicates());
        assertThat(chosen.get("scratches")).allMatch(image -> image.id().startsWith("s"));
    }

    @Test
    void theSeedChoosesAndTheOrderOfTheImagesDoesNot() {
        List<AnnotatedImage> shuffled = new ArrayList<>(images());
        Collections.shuffle(shuffled, new Random(1));
        assertThat(new FewShot(3, 42).choose(shuffled, Map.of()))
                .isEqualTo(new FewShot(3, 42).choose(images(), Map.of()))
                .isNotEqualTo(new FewShot(3, 43).choose(images(), Map.of()));
    }

    @Test
    void takesImagesOfDifferentSteelAsLongAsThereAreAny() {
        Map<String, String> groups = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            groups.put("p" + i, "coil " + i % 4);
        }
        for (long seed = 0; seed < 50; seed++) {
            List<AnnotatedImage> chosen =
                    new FewShot(4, seed).choose(images(), groups).getOrDefault("patches", List.of());
            assertThat(chosen).hasSize(4);
            assertThat(chosen.stream().map(image -> groups.get(image.id()))).doesNotHaveDuplicates();
            assertThat(new FewShot(8, seed).choose(images(), groups).get("patches"))
                    .extracting(image -> groups.get(image.id()))
                    .containsAll(List.of("coil 0", "coil 1", "coil 2", "coil 3"))
                    .hasSize(8);
        }
    }

    @Test
    void saysHowManyThereAreAtMost() {
        assertThatThrownBy(() -> new FewShot(13, 42).choose(images(), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "there are only 12 images of clean to learn from, so not 13 of each type; ask for at most 12");
    }

    @Test
    void aTypeThatDoesNotOccurIsNotMissed() {
        assertThat(new FewShot(1, 42).choose(List.of(image("a", PATCHES)), Map.of()))
                .containsOnlyKeys("patches");
    }
}
