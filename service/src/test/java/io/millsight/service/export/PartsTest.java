package io.millsight.service.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.DatasetPart;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartsTest {

    /** Four images of each coil. */
    private static Map<String, String> groups(int coils) {
        Map<String, String> groups = new TreeMap<>();
        IntStream.range(0, 4 * coils).forEach(image -> groups.put("i" + image, "coil " + image / 4));
        return groups;
    }

    @Test
    void aCoilStaysTogether() {
        Map<String, String> groups = groups(100);
        Map<String, String> gold = Parts.chooseGold(groups, 30);
        Map<String, DatasetPart> parts = Parts.assign(groups, gold);

        Map<String, DatasetPart> byCoil = new HashMap<>();
        parts.forEach(
                (image, part) -> assertThat(byCoil.merge(groups.getOrDefault(image, ""), part, (one, other) -> one))
                        .isEqualTo(part));
        assertThat(gold).hasSize(32);
        assertThat(parts).hasSize(400);
        assertThat(parts.values().stream().filter(DatasetPart.VAL::equals).count())
                .isBetween(8L, 72L);
    }

    @Test
    void aCoilHasTheSamePartInLaterVersions() {
        Map<String, String> gold = Parts.chooseGold(groups(20), 8);
        Map<String, DatasetPart> before = Parts.assign(groups(20), gold);
        Map<String, DatasetPart> later = Parts.assign(groups(200), gold);

        assertThat(before.entrySet().stream()
                        .filter(image -> image.getValue() == DatasetPart.TRAIN)
                        .map(image -> later.get(image.getKey())))
                .containsOnly(DatasetPart.TRAIN);
        assertThat(later.values().stream().filter(DatasetPart.GOLD::equals)).hasSize(8);
    }

    @Test
    void neighboursOfTheGoldSetAreLeftOut() {
        Map<String, String> gold = Parts.chooseGold(groups(20), 8);
        Map<String, String> grown = groups(20);
        String coil = gold.values().iterator().next();
        grown.put("new", coil);

        assertThat(Parts.assign(grown, gold)).doesNotContainKey("new").hasSize(80);
    }

    @Test
    void aFewImagesAlsoHaveAValidationSet() {
        assertThat(Parts.assign(groups(2), Map.of()).values()).contains(DatasetPart.VAL, DatasetPart.TRAIN);
        assertThat(Parts.assign(groups(1), Map.of()).values()).containsOnly(DatasetPart.TRAIN);
    }
}
