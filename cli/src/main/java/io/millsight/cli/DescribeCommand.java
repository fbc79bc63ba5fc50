package io.millsight.cli;

import io.millsight.image.ImageFile;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight describe}. */
@Command(
        name = "describe",
        description = {
            "Says which defects images show, and where.",
            "An answer that cannot be read, or was cut off, is UNDETERMINED: a person has to look. It is never CLEAN."
        },
        footer = {
            "",
            "Examples:",
            "  millsight describe --model models/qwen-3b --adapter runs/first strip.png",
            "  millsight describe --model models/qwen-3b strip.png                 the same before tuning",
            "  millsight describe --model m --adapter a images/ --format json --draw pictures/ > found.jsonl"
        })
final class DescribeCommand implements Callable<Integer> {

    @Parameters(paramLabel = "IMAGE|DIR", arity = "1..*", description = "Image files, or folders of them.")
    private List<Path> inputs;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text, json (an object a line) or coco (one list of results) (default: text).")
    private DescriptionFormat format;

    @Option(
            names = "--draw",
            paramLabel = "DIR",
            description = "Write each picture with its boxes and labels into this folder, as PNG.")
    private @Nullable Path drawings;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "1",
            description = "Images to answer side by side (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    DescribeCommand() {}

    /** A readable image. */
    private record Loaded(Path file, RgbImage image) {}

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<Path> files = files();
        int unreadable = 0;
        if (drawings != null) {
            Files.createDirectories(drawings);
        }
        try (Inspector inspector = model.open(DefectType.NEU_DET);
                DescriptionWriter writer = format.writer(out, inspector.task().types());
                Progress progress = Progress.of(Work.items("describing", files.size(), "images"), err)) {
            Drawings pictures = drawings == null
                    ? null
                    : new Drawings(drawings, inspector.task().types());
            for (int start = 0; start < files.size(); start += Math.max(1, batchSize)) {
                List<Path> batch = files.subList(start, Math.min(files.size(), start + Math.max(1, batchSize)));
                List<Loaded> loaded = load(batch, err);
                unreadable += batch.size() - loaded.size();
                describe(inspector, loaded, writer, pictures);
                progress.advance(batch.size());
            }
        }
        if (unreadable > 0) {
            err.printf(Locale.ROOT, "millsight: %d of %d images could not be read%n", unreadable, files.size());
        }
        return unreadable == 0 ? 0 : Failures.TO_MEND;
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                try (Stream<Path> entries = Files.list(input)) {
                    entries.filter(ImageFile::hasImageName).sorted().forEach(files::add);
                }
            } else {
                files.add(input);
            }
        }
        if (files.isEmpty()) {
            throw new InvalidImageException(inputs.get(0) + ": there are no images in this folder");
        }
        return files;
    }

    private static List<Loaded> load(List<Path> files, PrintWriter err) {
        List<Loaded> loaded = new ArrayList<>();
        for (Path file : files) {
            try {
                loaded.add(new Loaded(file, ImageFile.read(file)));
            } catch (InvalidImageException e) {
                err.println("millsight: " + Failures.oneLine(String.valueOf(e.getMessage())));
            }
        }
        return loaded;
    }

    private static void describe(
            Inspector inspector, List<Loaded> loaded, DescriptionWriter writer, @Nullable Drawings pictures) {
        if (loaded.isEmpty()) {
            return;
        }
        List<Inspection> inspections =
                inspector.inspect(loaded.stream().map(Loaded::image).toList());
        for (int i = 0; i < loaded.size(); i++) {
            writer.write(loaded.get(i).file(), inspections.get(i));
            if (pictures != null) {
                pictures.write(loaded.get(i).file(), loaded.get(i).image(), inspections.get(i));
            }
        }
    }
}
