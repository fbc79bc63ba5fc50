package io.millsight.steel.duplicate;

import io.millsight.image.RgbImage;
import io.millsight.steel.DatasetHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds copies of images, and overlapping crops of one strip, from the pixels alone.
 *
 * <p>Copies are found by a hash of their pixels. Overlaps are found in three steps. First, the lighting of each image
 * is normalised ({@link TextureImage}) and its keypoints are described ({@link KeypointDetector}). Second, similar
 * keypoints propose pairs of images with an offset ({@link KeypointIndex}), so the time grows with the number of images
 * and not of pairs. Third, a proposal is accepted if the common area is correlated ({@link OverlapCheck}).
 *
 * <p>Crops of one strip must not be scaled, rotated or mirrored, and must have texture: a flat image matches its copies
 * only. Sizes may differ. Images of more than 512 pixels are reduced by an integer factor and compared only with images
 * of the same factor; their offsets are coarser by this factor.
 *
 * <p>Measured on NEU-DET (1,620 images of 200x200) by {@code NeuDetDuplicatesTest}: about 50 s on one core; 2,533
 * overlaps, 538 groups, 292 single images. Of the image pairs in one group of {@code groups.csv}, 86 % are in one group
 * here. The others are parts of eight long scratches whose surroundings do not match. Of the image pairs in one group
 * here, 20 % are in one group there, because that file contains half of the overlaps. The offsets of three images that
 * overlap pairwise add up within three pixels (3,110 cases with 2,231 of the overlaps); random offsets would not.
 *
 * <p>Memory: one byte per pixel of each (reduced) image, and about 100 bytes per keypoint, with at most 400 keypoints
 * per image. An instance can be used again, but is not thread-safe.
 */
public final class NearDuplicateFinder {

    /** Number of offsets that are tried for a pair of images. */
    private static final int MAX_TRIALS = 3;

    private final KeypointDetector detector = new KeypointDetector();

    /** Receives the progress of the search. */
    @FunctionalInterface
    public interface Progress {

        /**
         * Called after each image.
         *
         * @param done number of images that were compared with all earlier images
         * @param total number of all images
         */
        void advanced(int done, int total);
    }

    /**
     * Compares every image with every other image.
     *
     * @throws IllegalArgumentException if two images have the same id
     * @throws io.millsight.image.InvalidImageException if an image cannot be read
     */
    public NearDuplicates find(List<SourceImage> images, Progress progress) {
        requireUniqueIds(images);
        Search search = new Search(images);
        for (int i = 0; i < images.size(); i++) {
            search.compareWithPrevious(i);
            progress.advanced(i + 1, images.size());
        }
        return search.result();
    }

    private static void requireUniqueIds(List<SourceImage> images) {
        Set<String> ids = new HashSet<>();
        for (SourceImage image : images) {
            if (!ids.add(image.id())) {
                throw new IllegalArgumentException("two images have the id " + image.id() + "; ids must be unique");
            }
        }
    }

    /** State of one search. */
    private final class Search {

        private final List<SourceImage> images;
        private final Map<String, Integer> originals = new HashMap<>();
        private final Map<Integer, TextureImage> textures = new HashMap<>();
        private final Map<Integer, KeypointIndex> indexByReduction = new HashMap<>();
        private final List<ImageOverlap> overlaps = new ArrayList<>();
        private final DisjointSets sets;

        Search(List<SourceImage> images) {
            this.images = images;
            this.sets = new DisjointSets(images.size());
        }

        void compareWithPrevious(int number) {
            RgbImage image = images.get(number).pixels().get();
            Integer original = originals.putIfAbsent(DatasetHash.ofPixels(image), number);
            if (original != null) {
                add(original, number, new OverlapCheck.Fit(0, 0, 1, 1), 1);
                return;
            }
            TextureImage texture = TextureImage.of(image);
            textures.put(number, texture);
            List<Keypoint> keypoints = detector.detect(texture);
            KeypointIndex index =
                    indexByReduction.computeIfAbsent(texture.reduction(), reduction -> new KeypointIndex());
            index.alignments(keypoints).forEach((other, offsets) -> compare(other, number, offsets));
            index.add(number, keypoints);
        }

        private void compare(int first, int second, List<KeypointIndex.Offset> offsets) {
            OverlapCheck check = new OverlapCheck(texture(first), texture(second));
            offsets.stream()
                    .limit(MAX_TRIALS)
                    .map(offset -> check.fitNear(offset.dx(), offset.dy()))
                    .flatMap(Optional::stream)
                    .findFirst()
                    .ifPresent(fit -> add(first, second, fit, texture(first).reduction()));
        }

        private TextureImage texture(int number) {
            return Objects.requireNonNull(textures.get(number));
        }

        private void add(int first, int second, OverlapCheck.Fit fit, int reduction) {
            overlaps.add(new ImageOverlap(
                    images.get(first).id(),
                    images.get(second).id(),
                    fit.dx() * reduction,
                    fit.dy() * reduction,
                    fit.share(),
                    fit.correlation()));
            sets.union(first, second);
        }

        NearDuplicates result() {
            Map<String, String> groups = new LinkedHashMap<>();
            for (int i = 0; i < images.size(); i++) {
                groups.put(images.get(i).id(), images.get(sets.find(i)).id());
            }
            return new NearDuplicates(overlaps, groups);
        }
    }
}
