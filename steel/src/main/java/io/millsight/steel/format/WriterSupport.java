package io.millsight.steel.format;

import io.millsight.steel.AnnotatedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small parts that all writers need. */
final class WriterSupport {

    private WriterSupport() {}

    /** Copies the files of images into a folder, which is made. */
    static void write(List<AnnotatedImage> images, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (AnnotatedImage image : images) {
            Files.copy(image.file(), folder.resolve(FileNames.name(image.file())));
        }
    }

    /** A number without an exponent, and without a fraction where it has none. */
    static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
