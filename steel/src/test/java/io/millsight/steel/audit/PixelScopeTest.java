package io.millsight.steel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelScopeTest {

    @TempDir
    Path place;

    private AnnotatedImage image(String id, int width, int value) throws IOException {
        byte[] pixels = new byte[3 * width];
        pixels[0] = (byte) value;
        Path file = place.resolve(id + ".png");
        ImageFile.writePng(new RgbImage(width, 1, pixels), file);
        return new AnnotatedImage(id, file, width, 1, List.of());
    }

    @Test
    void examinedImagesAreComparedWithAllOthersAndOthersNotWithOneAnother() throws IOException {
        List<AnnotatedImage> images = List.of(
                image("train-1", 4, 1),
                image("train-2", 4, 1),
                image("train-3", 4, 2),
                image("val-1", 4, 2),
                image("val-2", 4, 3),
                image("test-1", 4, 3));
        List<String> decoded = new ArrayList<>();
        PixelScope scope = new PixelScope(images.subList(3, 5), image -> {
            decoded.add(image.id());
            return image.readPixels();
        });

        List<Finding> findings = PixelChecks.of(images, scope);

        assertThat(findings).extracting(Finding::rule).containsOnly(Rule.IDENTICAL_IMAGES);
        assertThat(findings)
                .extracting(finding -> finding.file().getFileName().toString())
                .containsExactly("val-1.png", "test-1.png");
        assertThat(decoded).containsExactly("val-1", "val-2");
    }

    @Test
    void anImageOfAnotherSizeIsNotDecoded() throws IOException {
        AnnotatedImage examined = image("val-1", 4, 1);
        AnnotatedImage broken = new AnnotatedImage("train-1", place.resolve("missing.png"), 5, 1, List.of());

        assertThat(PixelChecks.of(
                        List.of(broken, examined), new PixelScope(List.of(examined), AnnotatedImage::readPixels)))
                .isEmpty();
    }
}
