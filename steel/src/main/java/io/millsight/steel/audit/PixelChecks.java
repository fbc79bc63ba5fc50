package io.millsight.steel.audit;

import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.DatasetHash;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that need the pixels: images that cannot be decoded, and images with equal pixels. */
final class PixelChecks {

    private PixelChecks() {}

    static List<Finding> of(List<AnnotatedImage> images, PixelScope scope) {
        Set<String> examined = scope.examined().stream().map(AnnotatedImage::id).collect(Collectors.toSet());
        Set<ImageSize> sizes =
                scope.examined().stream().map(AnnotatedImage::size).collect(Collectors.toSet());
        List<Finding> findings = new ArrayList<>();
        Map<String, AnnotatedImage> seen = new LinkedHashMap<>();
        for (AnnotatedImage image : images) {
            boolean inScope = examined.contains(image.id());
            if (!inScope && !sizes.contains(image.size())) {
                continue;
            }
            RgbImage pixels;
            try {
                pixels = inScope ? scope.decoder().apply(image) : image.readPixels();
            } catch (InvalidImageException e) {
                findings.add(Finding.of(e, image.file()));
                continue;
            }
            AnnotatedImage first = seen.putIfAbsent(DatasetHash.ofPixels(pixels), image);
            if (first != null && (inScope || examined.contains(first.id()))) {
                findings.add(new Finding(Rule.IDENTICAL_IMAGES, image.file(), describe(image, first)));
            }
        }
        return findings;
    }

    private static String describe(AnnotatedImage image, AnnotatedImage first) {
        String text = "the same pixels as " + first.file().getFileName();
        return image.defects().equals(first.defects())
                ? text + ", with the same boxes; remove one"
                : text + ", but other boxes; decide which are right and remove one";
    }
}
