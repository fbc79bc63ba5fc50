package io.millsight.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The comparison with a peer, both programs being scripts that print what the real ones would. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class VersusTest {

    @TempDir
    Path place;

    private Path data;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    @BeforeEach
    void makeDataset() throws IOException {
        data = place.resolve("data");
        Path images = Files.createDirectories(data.resolve("IMAGES"));
        Path annotations = Files.createDirectories(data.resolve("ANNOTATIONS"));
        for (int i = 0; i < 3; i++) {
            ImageFile.writePng(new RgbImage(8, 8, new byte[3 * 8 * 8]), images.resolve("patches_" + i + ".png"));
            Files.writeString(annotations.resolve("patches_" + i + ".xml"), """
                    <annotation>
                      <filename>patches_%d.png</filename>
                      <size><width>8</width><height>8</height><depth>3</depth></size>
                      <object>
                        <name>patches</name>
                        <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>6</xmax><ymax>7</ymax></bndbox>
                      </object>
                    </annotation>
                    """.formatted(i));
        }
        script("millsight", """
                echo '{"image":"a","seconds":9.0}'
                echo '{"image":"b","seconds":0.1}'
                echo '{"image":"c","seconds":0.3}'
                """);
    }

    private Path script(String name, String text) throws IOException {
        Path script = Files.writeString(place.resolve(name), "#!/bin/sh\n" + text);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        String former = System.getProperty("millsight.home");
        System.setProperty("millsight.home", place.toString());
        try {
            CommandLine commandLine =
                    Benchmarks.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
            return commandLine.execute(arguments);
        } finally {
            if (former == null) {
                System.clearProperty("millsight.home");
            } else {
                System.setProperty("millsight.home", former);
            }
        }
    }

    private int compare(String row, Path peer) {
        return run(
                "versus",
                row,
                "--model=M",
                "--adapter=A",
                "--data=" + data,
                "--repeats=2",
                "--wait=0",
                "--peer-python=/bin/sh",
                "--peer-script=" + peer,
                "--out=" + place.resolve("out"));
    }

    @Test
    void theProgramsTakeTurnsAndEveryProcessIsARecord() throws IOException {
        Path peer = script("peer", "echo '{\"seconds\":[7.0,0.8,0.8],\"torch\":\"2.x\",\"threads\":2}'\n");

        assertThat(compare("describe-answers", peer)).isZero();

        List<String> records = Files.readAllLines(place.resolve("out/describe-answers.csv"));
        assertThat(records).hasSize(5);
        assertThat(records.get(0))
                .startsWith("time,row,program,figure,unit,process_seconds,peak_gib,calm,load,processor");
        assertThat(records.stream().skip(1).map(record -> record.split(",", -1)[2]))
                .containsExactly("millsight", "peer", "millsight", "peer");
        assertThat(records.get(1))
                .contains(",0.2000,s/image,")
                .contains("--tta off")
                .contains("patches_0.png");
        assertThat(records.get(2))
                .contains(",0.8000,s/image,")
                .contains("threads=2 torch=2.x")
                .contains("answer M A ");
        assertThat(out.toString())
                .contains("| millsight | 0.2000 (0.2000 to 0.2000) |")
                .contains("| Millsight's share of the peer's | 0.25 |")
                .isEqualTo(Files.readString(place.resolve("out/describe-answers.md")));
    }

    @Test
    void theColdStartIsTheTimeOfTheProcess() throws IOException {
        Path peer = script("peer", "sleep 0.3; echo '{\"seconds\":[0.1]}'\n");

        assertThat(compare("cold-start", peer)).isZero();

        String[] record =
                Files.readAllLines(place.resolve("out/cold-start.csv")).get(2).split(",", -1);
        assertThat(Double.parseDouble(record[3])).isGreaterThan(0.3);
        assertThat(record[3]).isEqualTo(record[5]);
    }

    @Test
    void whatThePeerCannotDoIsMeasuredAlone() throws IOException {
        assertThat(compare("describe-views", script("peer", "exit 1\n"))).isZero();

        assertThat(out.toString()).contains("| millsight |").doesNotContain("| peer |");
    }

    @Test
    void furtherOptionsGoToMillsightOnly() throws IOException {
        int exit = run(
                "versus",
                "describe-answers",
                "--model=M",
                "--adapter=A",
                "--data=" + data,
                "--repeats=1",
                "--wait=0",
                "--options=--dtype int8",
                "--peer-python=/bin/sh",
                "--peer-script=" + script("peer", "echo '{\"seconds\":[7.0,0.8,0.8]}'\n"),
                "--out=" + place.resolve("out"));

        assertThat(exit).isZero();
        List<String> records = Files.readAllLines(place.resolve("out/describe-answers.csv"));
        assertThat(records.get(1)).contains("--tta off --dtype int8");
        assertThat(records.get(2)).doesNotContain("int8");
    }

    @Test
    void aProgramThatFailsEndsTheComparisonWithItsLastLine() throws IOException {
        assertThat(compare("describe-answers", script("peer", "echo 'no such model' >&2; exit 3\n")))
                .isEqualTo(1);

        assertThat(err.toString()).contains("ended with 3: no such model");
    }

    @Test
    void theAdapterIsAskedForWhereATrainedModelAnswers() {
        int exitCode = run("versus", "cold-start", "--model=M", "--data=" + data, "--out=" + place.resolve("out"));

        assertThat(exitCode).isEqualTo(2);
        assertThat(err.toString()).startsWith("cold-start: give --adapter, because a trained model answers");
    }

    @Test
    void anUnknownRowIsAnsweredWithAllNames() {
        assertThat(run("versus", "start", "--model=M", "--data=D", "--out=O")).isEqualTo(2);

        assertThat(err.toString()).contains("'start' is none of train-as-named, train-text-only, describe-free");
    }
}
