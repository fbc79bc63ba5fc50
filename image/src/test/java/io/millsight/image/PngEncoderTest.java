package io.millsight.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngEncoderTest {

    @TempDir
    Path place;

    @AfterEach
    void useTheSystemsTemporaryFolderAgain() {
        ImageIO.setCacheDirectory(null);
    }

    @Test
    void encodesWithoutAFileInTheTemporaryFolder() throws IOException {
        Path cache = Files.createDirectory(place.resolve("cache"));
        ImageIO.setCacheDirectory(cache.toFile());
        Files.delete(cache);
        RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, 6});

        byte[] png = PngEncoder.encode(image.toBufferedImage());
        ImageFile.writePng(image, place.resolve("a.png"));

        assertThat(ImageFile.read(png, "png").toBufferedImage().getRGB(1, 0)).isEqualTo(0xFF040506);
        assertThat(place.resolve("a.png")).hasBinaryContent(png);
    }
}
