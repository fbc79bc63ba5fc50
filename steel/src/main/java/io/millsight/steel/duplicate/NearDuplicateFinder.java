package io.millsight.steel.duplicate;

import io.millsight.image.RgbImage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds copies, and images that are overlapping crops of one strip, from their pixels alone.
 *
 * <p>Exact copies are found by their hash. The rest goes in three steps: each image's lighting is levelled out ({@link TextureImage}) and
 * its landmarks are described ({@link KeypointDetector}); landmarks that resemble one another propose pairs of images and offsets
 * ({@link KeypointIndex}), so that the effort grows with the number of images and not with that of pairs; each proposal is accepted or
 * not by the correlation of all that the two have in common ({@link OverlapCheck}). Crops must not be scaled, turned or mirrored, and
 * something has to be seen in them: a flat image matches its copies only. Sizes may differ. Images of more than 512 pixels are compared at
 * an integer fraction of their size, and only with images of the same fraction; offsets are then that much coarser.
 *
 * <p>Measured on NEU-DET (1,620 images of 200x200) by {@code NeuDetDuplicatesTest}: about 50 s on one core; 2,533 overlaps, 538 groups,
 * 292 images alone. Of the pairs of images that {@code groups.csv} puts into one group, 86 % are in one group here; the rest are parts of
 * eight long scratches, where nothing beside the scratch agrees. Of the pairs in one group here, only 20 % are in one group there, since
 * that file knows half of the overlaps: wherever three images overlap pairwise (3,110 times, which takes in 2,231 of the overlaps) their
 * offsets add up within three pixels, as offsets that were found by chance would not.
 *
 * <p>Memory: one byte per pixel of each (reduced) image and about 100 bytes per landmark, of which there are at most 400 per image. An
 * instance may be used again, but not by several threads.
 */
public final class NearDuplicateFinder {

    /** Of the offsets that landmarks propose for a pair of images, so many are tried. */
    private static final int MOST_TRIALS = 3;

    private final KeypointDetector detector = new KeypointDetector();

    /** Is told how far the search has come. */
    @FunctionalInterface
    public interface Progress {

        /** Called after each image: {@code done} of {@code total} have been compared with all before them. */
        void advanced(int done, int total);
    }

    /**
     * Compares every image with every other.
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

    /** One search: what is known of the images so far. */
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
            Integer original = originals.putIfAbsent(digest(image), number);
            if (original != null) {
                add(original, number, new OverlapCheck.Fit(0, 0, 1, 1), 1);
                return;
            }
            TextureImage texture = TextureImage.of(image);
            textures.put(number, texture);
            List<Keypoint> landmarks = detector.detect(texture);
            KeypointIndex index =
                    indexByReduction.computeIfAbsent(texture.reduction(), reduction -> new KeypointIndex());
            index.alignments(landmarks).forEach((other, offsets) -> compare(other, number, offsets));
            index.add(number, landmarks);
        }

        private void compare(int first, int second, List<KeypointIndex.Offset> offsets) {
            OverlapCheck check = new OverlapCheck(texture(first), texture(second));
            offsets.stream()
                    .limit(MOST_TRIALS)
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

    private static String digest(RgbImage image) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(8)
                    .putInt(image.width())
                    .putInt(image.height())
                    .flip());
            return HexFormat.of().formatHex(digest.digest(image.pixels()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
