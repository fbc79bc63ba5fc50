package io.millsight.image.corruption;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.random.RandomGenerator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Compresses an image as JPEG and decodes it again. Uses no random numbers.
 *
 * @param quality quality from 1 to 100, as in image editors
 */
public record JpegCompression(int quality) implements ImageCorruption {

    private static final float FULL_QUALITY = 100;

    public JpegCompression {
        if (quality < 1 || quality > FULL_QUALITY) {
            throw new IllegalArgumentException("the quality of a JPEG is from 1 to 100, not " + quality);
        }
    }

    @Override
    public RgbImage apply(RgbImage image, RandomGenerator random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality / FULL_QUALITY);
            BufferedImage pixels = image.toBufferedImage();
            writer.setOutput(output);
            writer.write(null, new IIOImage(pixels, null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot compress an image in memory", e);
        } finally {
            writer.dispose();
        }
        return ImageFile.read(bytes.toByteArray(), "an image compressed in memory");
    }
}
