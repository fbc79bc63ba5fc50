package io.millsight.steel.format;

import io.millsight.steel.AnnotatedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Helpers for all writers. */
final class WriterSupport {

    private WriterSupport() {}

    /** Creates a folder and copies the image files into it. */
    static void write(List<AnnotatedImage> images, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (AnnotatedImage image : images) {
            Files.copy(image.file(), folder.resolve(FileNames.name(image.file())));
        }
    }

    /** Returns a number without exponent, and without fraction for whole numbers. */
    static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
