package io.millsight.steel.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TypeBalanceTest {

    private static AnnotatedImage image(String id, String... types) {
        List<Defect> defects = Stream.of(types)
                .map(type -> new Defect(new DefectType(type), new BoundingBox(1, 1, 5, 5)))
                .toList();
        return new AnnotatedImage(id, Path.of(id + ".png"), 10, 10, defects);
    }

    private static List<AnnotatedImage> many(int count, String prefix, String... types) {
        return IntStream.range(0, count).mapToObj(i -> image(prefix + i, types)).toList();
    }

    private static long times(List<AnnotatedImage> epoch, String id) {
        return epoch.stream().filter(image -> image.id().equals(id)).count();
    }

    @Test
    void imagesOfRareTypesOccurSeveralTimes() {
        List<AnnotatedImage> images = Stream.of(
                        many(12, "pit", "pit"),
                        many(4, "scale", "scale"),
                        many(1, "rare", "rare"),
                        many(5, "clean"),
                        many(1, "mixed", "pit", "scale"))
                .flatMap(List::stream)
                .toList();
        List<AnnotatedImage> epoch = TypeBalance.OVERSAMPLE.epoch(images);
        assertThat(times(epoch, "pit0")).isEqualTo(1);
        assertThat(times(epoch, "scale0")).as("13 / 5").isEqualTo(3);
        assertThat(times(epoch, "mixed0")).as("as its rarest type").isEqualTo(3);
        assertThat(times(epoch, "clean0")).as("13 / 5").isEqualTo(3);
        assertThat(times(epoch, "rare0")).as("at most").isEqualTo(10);
        assertThat(TypeBalance.OVERSAMPLE.epoch(images)).isEqualTo(epoch);
    }

    @Test
    void withoutBalanceEachImageOccursOnce() {
        List<AnnotatedImage> images = many(3, "pit", "pit");
        assertThat(TypeBalance.NONE.epoch(images)).isEqualTo(images);
    }
}
