package io.millsight.steel.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionedPictureTest {

    private static final TypeColours COLOURS = new TypeColours(DefectType.NEU_DET);
    private static final CaptionedPicture PAINTER = new CaptionedPicture(COLOURS);

    private static RgbImage black(int width, int height) {
        return new RgbImage(width, height, new byte[3 * width * height]);
    }

    private static long count(BufferedImage picture, int fromRow, int colour) {
        int[] pixels = picture.getRGB(
                0, fromRow, picture.getWidth(), picture.getHeight() - fromRow, null, 0, picture.getWidth());
        return Arrays.stream(pixels).filter(pixel -> pixel == colour).count();
    }

    @Test
    void theVerdictStandsBelowTheImageAndCoversNothing() {
        BufferedImage plain = new DefectPainter(COLOURS).paint(black(400, 300), List.of());
        BufferedImage picture = PAINTER.draw(black(400, 300), List.of(), "CLEAN: no defect found");

        assertThat(picture.getWidth()).isEqualTo(400);
        assertThat(picture.getHeight()).isGreaterThan(320);
        assertThat(picture.getRGB(0, 0, 400, 300, null, 0, 400)).isEqualTo(plain.getRGB(0, 0, 400, 300, null, 0, 400));
        assertThat(count(picture, 300, 0xff1a1a1a)).as("pixels of the text").isGreaterThan(200);
    }

    @Test
    void theStripNamesTheTypesInTheirColours() {
        DefectType type = DefectType.NEU_DET.get(0);
        DefectMark mark = new DefectMark.Prediction(new Defect(type, new BoundingBox(50, 50, 150, 150)), 0.5);
        BufferedImage picture = PAINTER.draw(black(400, 300), List.of(mark), "DEFECTS: 1 defect");

        assertThat(count(picture, 300, COLOURS.of(type).getRGB())).isEqualTo(22 * 22);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 300", "5000, 40", "3000, 2000"})
    void takesImagesOfAnySize(int width, int height) {
        BufferedImage picture = PAINTER.draw(black(width, height), List.of(), "UNDETERMINED: unreadable");
        assertThat(picture.getWidth() % width).isZero();
    }
}
