package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static io.millsight.steel.Samples.voc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests images with an orientation and files with several images: to which of them do the boxes belong? */
class ImageOrientationTest {

    private static final int HEADER_END = 33; // of a PNG file
    private static final int MIRRORED = 2;
    private static final int TURNED = 6;

    @TempDir
    Path root;

    private Path picture;

    @BeforeEach
    void drawAPictureOf40x30() throws IOException {
        picture = image(root.resolve("images/a.png"), 40, 30, 1);
    }

    @Test
    void refusesBoxesOfThePictureAsStored() throws IOException {
        turn(TURNED);
        annotate("<size><width>40</width><height>30</height></size>");

        assertThatThrownBy(() -> Datasets.read(root))
                .isInstanceOf(InputException.class)
                .hasMessage(root.resolve("annotations/a.xml")
                        + ": it was made for a.png as stored, 40x30, but the orientation in the file turns the picture"
                        + " to 30x40; remove the orientation from the file, or draw the boxes on the upright picture");
    }

    @Test
    void takesBoxesOfTheUprightPicture() throws IOException {
        turn(TURNED);
        annotate("<size><width>30</width><height>40</height></size>");

        DatasetScan scan = Datasets.scan(root);

        assertThat(scan.findings()).isEmpty();
        assertThat(scan.dataset().images()).extracting(AnnotatedImage::height).containsExactly(40);
    }

    @Test
    void warnsWhereNothingTellsOnWhichPictureTheBoxesWereDrawn() throws IOException {
        turn(TURNED);
        annotate("");
        assertTurnedWithoutTelling();

        picture = image(root.resolve("images/a.png"), 40, 30, 1);
        turn(MIRRORED);
        annotate("<size><width>40</width><height>30</height></size>");
        assertTurnedWithoutTelling();
    }

    @Test
    void warnsOfPagesThatAreNotUsed() throws IOException {
        insert("acTL", new byte[] {0, 0, 0, 4, 0, 0, 0, 0});
        insert("fcTL", new byte[26]);
        annotate("");

        DatasetScan scan = Datasets.scan(root);

        assertThat(scan.findings())
                .containsExactly(new Finding(
                        Rule.UNUSED_PAGES, picture, "the file has 4 pages or frames, of which only the first is used"));
        assertThat(scan.notices())
                .containsExactly(picture + ": " + scan.findings().get(0).text());
    }

    private void assertTurnedWithoutTelling() {
        assertThat(Datasets.scan(root).findings())
                .isEqualTo(List.of(new Finding(
                        Rule.TURNED_IMAGE,
                        picture,
                        "the orientation in the file turns or mirrors the picture; check that its boxes were drawn on"
                                + " the upright picture (`millsight data show` shows both)")));
    }

    private void annotate(String size) throws IOException {
        text(
                root.resolve("annotations/a.xml"),
                voc("a.png", "scratches 1 2 20 25").replace("</filename>", "</filename>" + size));
    }

    private void turn(int orientation) throws IOException {
        ByteBuffer exif = ByteBuffer.allocate(26);
        exif.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) 1);
        exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation);
        insert("eXIf", exif.array());
    }

    /** Inserts a chunk after the header. */
    private void insert(String type, byte[] content) throws IOException {
        byte[] png = Files.readAllBytes(picture);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        ByteBuffer longer = ByteBuffer.allocate(png.length + 12 + content.length);
        longer.put(png, 0, HEADER_END).putInt(content.length).put(name).put(content);
        longer.putInt((int) checksum.getValue()).put(png, HEADER_END, png.length - HEADER_END);
        Files.write(picture, longer.array());
    }
}
