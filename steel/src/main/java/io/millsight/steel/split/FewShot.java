package io.millsight.steel.split;

import io.millsight.files.MessageText;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Chooses a few training images of each type, and as many clean images if there are any.
 *
 * <p>An image counts for its primary type only, so no image is chosen twice. Images of one group show the same steel
 * and teach little more than one of them. A second image of a group is therefore chosen only after each group of the
 * type has contributed one.
 *
 * @param shots number of images of each type
 * @param seed seed of the random choice
 */
public record FewShot(int shots, long seed) {

    /** Type name of images without defects. */
    public static final String CLEAN = "clean";

    public FewShot {
        if (shots < 1) {
            throw new IllegalArgumentException("a choice needs at least one image of each type, not " + shots);
        }
    }

    /**
     * Chooses the images.
     *
     * @param images images to choose from, in any order
     * @param groups group of an image by its id; images may be missing
     * @return chosen images by the name of their type; types and images in ascending order of their names
     * @throws InputException if a type has too few images
     */
    public Map<String, List<AnnotatedImage>> choose(List<AnnotatedImage> images, Map<String, String> groups) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, List<AnnotatedImage>> chosen = new LinkedHashMap<>();
        byType(images).forEach((type, candidates) -> {
            if (candidates.size() < shots) {
                throw new InputException((candidates.size() == 1 ? "there is only " : "there are only ")
                        + MessageText.count(candidates.size(), "image") + " of " + type
                        + " to learn from, so not " + shots + " of each type; ask for at most " + candidates.size());
            }
            chosen.put(
                    type,
                    inTurns(candidates, groups, random).stream()
                            .limit(shots)
                            .sorted(Comparator.comparing(AnnotatedImage::id))
                            .toList());
        });
        return chosen;
    }

    private static Map<String, List<AnnotatedImage>> byType(List<AnnotatedImage> images) {
        Map<String, List<AnnotatedImage>> byType = new TreeMap<>();
        images.stream()
                .sorted(Comparator.comparing(AnnotatedImage::id))
                .forEach(image -> byType.computeIfAbsent(
                                image.primaryType().map(DefectType::name).orElse(CLEAN), type -> new ArrayList<>())
                        .add(image));
        return byType;
    }

    /**
     * Returns all images in random order: first one image of each group, then a second one of each group, and so on.
     */
    private static List<AnnotatedImage> inTurns(
            List<AnnotatedImage> images, Map<String, String> groups, SplittableRandom random) {
        List<AnnotatedImage> shuffled = new ArrayList<>(images);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            AnnotatedImage image = shuffled.get(i);
            shuffled.set(i, shuffled.get(j));
            shuffled.set(j, image);
        }
        Map<String, Integer> given = new LinkedHashMap<>();
        Map<AnnotatedImage, Integer> turn = new LinkedHashMap<>();
        for (AnnotatedImage image : shuffled) {
            String group = groups.get(image.id());
            turn.put(image, group == null ? 1 : given.merge(group, 1, Integer::sum));
        }
        shuffled.sort(Comparator.comparing(turn::get));
        return shuffled;
    }
}
