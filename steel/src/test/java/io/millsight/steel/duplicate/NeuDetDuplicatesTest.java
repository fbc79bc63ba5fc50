package io.millsight.steel.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Runs the finder on NEU-DET and compares its groups with {@code groups.csv}. Two of the six types are tested, because
 * all images take about 50 s on one core. All images give 2,533 overlaps, 538 groups and 3,110 triangles whose offsets
 * add up within three pixels. Of the image pairs in one known group, 86 % are in one group here.
 */
class NeuDetDuplicatesTest {

    private static final Path DATA = Path.of(System.getProperty("millsight.neu-det", "../../shared/data/neu-det"));

    private static final List<String> TYPES = List.of("crazing", "patches");

    private static Map<String, String> known = Map.of();
    private static NearDuplicates found = new NearDuplicates(List.of(), Map.of());
    private static double seconds;

    @BeforeAll
    static void searchTheImagesOfTwoTypes() throws IOException {
        Path groups = DATA.resolve("groups.csv");
        if (!Files.exists(groups)) {
            System.out.println(
                    "skipped, " + groups.toAbsolutePath().normalize() + " is missing; set -Dmillsight.neu-det=DIR");
            abort();
        }
        known = readGroups(groups);
        known.keySet().removeIf(id -> TYPES.stream().noneMatch(id::startsWith));
        List<SourceImage> images = known.keySet().stream()
                .map(id -> SourceImage.of(id, DATA.resolve("IMAGES").resolve(id + ".jpg")))
                .toList();
        long start = System.nanoTime();
        found = new NearDuplicateFinder().find(images, (done, total) -> {});
        seconds = (System.nanoTime() - start) / 1e9;
    }

    @Test
    void findsTheKnownGroupsAgain() {
        Map<String, String> groups = found.groups();
        double common = pairs(known.keySet(), id -> known.get(id) + " and " + groups.get(id));
        double recall = common / pairs(known.keySet(), known::get);
        double precision = common / pairs(known.keySet(), groups::get);
        System.out.println("%.0f s, %d overlaps, %d groups; pairs within one group: recall %.4f, precision %.4f"
                .formatted(
                        seconds,
                        found.overlaps().size(),
                        Set.copyOf(groups.values()).size(),
                        recall,
                        precision));

        assertThat(recall).isGreaterThan(0.95);
    }

    /**
     * Three images that overlap pairwise verify each other, because wrong offsets would not add up. Two photographs may
     * differ by a few pixels.
     */
    @Test
    void offsetsAddUpAroundEveryTriangle() {
        Map<String, Map<String, ImageOverlap>> sides = new HashMap<>();
        for (ImageOverlap overlap : found.overlaps()) {
            sides.computeIfAbsent(overlap.first(), id -> new LinkedHashMap<>()).put(overlap.second(), overlap);
        }
        Set<ImageOverlap> confirmed = new HashSet<>();
        int triangles = 0;
        int gap = 0;
        for (ImageOverlap side : found.overlaps()) {
            for (ImageOverlap next : sides.getOrDefault(side.second(), Map.of()).values()) {
                ImageOverlap closing =
                        sides.getOrDefault(side.first(), Map.of()).get(next.second());
                if (closing != null) {
                    gap = Math.max(gap, Math.abs(side.dx() + next.dx() - closing.dx()));
                    gap = Math.max(gap, Math.abs(side.dy() + next.dy() - closing.dy()));
                    confirmed.addAll(List.of(side, next, closing));
                    triangles++;
                }
            }
        }
        System.out.println(
                triangles + " triangles confirm " + confirmed.size() + " overlaps; largest gap " + gap + " pixels");

        assertThat(triangles).isGreaterThan(100);
        assertThat(gap).isLessThanOrEqualTo(3);
    }

    @Test
    void findsTheIdenticalPair() {
        assertThat(found.overlaps()).anySatisfy(overlap -> {
            assertThat(Set.of(overlap.first(), overlap.second())).isEqualTo(Set.of("patches_101", "patches_105"));
            assertThat(overlap.correlation()).isEqualTo(1);
        });
    }

    /** Returns the number of image pairs with the same key. */
    private static long pairs(Set<String> images, Function<String, @Nullable String> key) {
        Map<String, Long> sizes = images.stream()
                .collect(Collectors.groupingBy(id -> String.valueOf(key.apply(id)), Collectors.counting()));
        return sizes.values().stream().mapToLong(size -> size * (size - 1) / 2).sum();
    }

    private static Map<String, String> readGroups(Path file) throws IOException {
        Map<String, String> groups = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split(",", 2);
            groups.put(fields[0], fields[1]);
        }
        groups.remove("image");
        return groups;
    }
}
