package io.millsight.cli.command;

import io.millsight.files.FileIdentity;
import io.millsight.files.NearestName;
import io.millsight.files.Quantity;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.format.Datasets;
import io.millsight.steel.picture.ContactSheet;
import io.millsight.steel.picture.DefectMark;
import io.millsight.steel.picture.PictureFile;
import io.millsight.steel.picture.TypeColours;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight data show}. */
@Command(
        name = "show",
        sortOptions = false,
        description = {
            "Draws images with their annotated boxes on one page.",
            "The images are chosen at random by the seed."
        },
        footer = {
            "",
            "Examples:",
            "  millsight data show my-steel --out sheet.png",
            "  millsight data show my-steel --out scratches.png --type scratches",
            "  millsight data show my-steel --out pair.png --ids steel_1,steel_2"
        })
public final class DataShowCommand implements Callable<Integer> {

    private static final String EXTENSION = ".png";

    @Parameters(paramLabel = "DIR", description = "The folder of the dataset.")
    private Path root;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "The PNG file to write. Only a picture of this command is ever replaced.")
    private Path out;

    @Option(names = "--split", paramLabel = "SPLIT", description = "Only images of this split: train, val or test.")
    private @Nullable String split;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only images with a defect of this type.")
    private @Nullable String type;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "24",
            description = "Number of images, at most " + ContactSheet.MAX_TILES + " (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the random choice (default: 0).")
    private long seed;

    @Option(
            names = "--ids",
            paramLabel = "ID",
            split = ",",
            description = "These images only: file names without extension, separated by commas.")
    private @Nullable List<String> ids;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DataShowCommand() {}

    @Override
    public Integer call() throws IOException {
        requireSense();
        PictureFile.requireReplaceable(out);
        Dataset dataset = Datasets.read(root);
        requireNoImage(dataset);
        List<AnnotatedImage> candidates = ids == null ? candidates(dataset) : named(dataset, ids);
        List<AnnotatedImage> chosen = ids == null ? choose(candidates) : candidates;
        List<ContactSheet.Tile> tiles =
                chosen.stream().map(DataShowCommand::tile).toList();
        ContactSheet.Heading heading =
                new ContactSheet.Heading(title(dataset, chosen.size(), candidates.size()), source(dataset));
        BufferedImage sheet = new ContactSheet(new TypeColours(dataset.types())).draw(heading, tiles);
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        PictureFile.write(sheet, out);
        spec.commandLine().getOut().println(out + ": " + Quantity.of(tiles.size(), "image"));
        return 0;
    }

    private void requireSense() {
        if (!out.toString().toLowerCase(Locale.ROOT).endsWith(EXTENSION) || Files.isDirectory(out)) {
            throw new InputException(out + ": the sheet is a PNG file; give --out a name that ends in " + EXTENSION);
        }
        if (ids != null && (split != null || type != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--ids already says which images; leave --split and --type out");
        }
        int wanted = ids == null ? count : ids.size();
        if (wanted < 1 || wanted > ContactSheet.MAX_TILES) {
            throw new ParameterException(
                    spec.commandLine(), "a sheet takes 1 to " + ContactSheet.MAX_TILES + " images, not " + wanted);
        }
    }

    /** A dataset may be made of sheets. */
    private void requireNoImage(Dataset dataset) {
        Optional<FileIdentity> there = FileIdentity.of(out);
        if (there.isPresent()
                && dataset.images().stream()
                        .anyMatch(image -> FileIdentity.of(image.file()).equals(there))) {
            throw new InputException(
                    out + ": is an image of the dataset, which is never written to; give --out another name");
        }
    }

    private List<AnnotatedImage> candidates(Dataset dataset) {
        List<AnnotatedImage> images = split == null ? dataset.images() : dataset.split(split);
        if (type == null) {
            return images;
        }
        DefectType wanted = DefectType.named(type, dataset.types());
        List<AnnotatedImage> withType = images.stream()
                .filter(image -> image.defects().stream()
                        .anyMatch(defect -> defect.type().equals(wanted)))
                .toList();
        if (withType.isEmpty()) {
            throw new InputException(
                    root + ": none of the " + Quantity.of(images.size(), "image") + " shows " + wanted.name());
        }
        return withType;
    }

    /** As many as wanted by chance, in the order of the dataset. */
    private List<AnnotatedImage> choose(List<AnnotatedImage> candidates) {
        List<AnnotatedImage> shuffled = new ArrayList<>(candidates);
        Collections.shuffle(shuffled, new Random(seed));
        Set<AnnotatedImage> chosen = new HashSet<>(shuffled.subList(0, Math.min(count, shuffled.size())));
        return candidates.stream().filter(chosen::contains).toList();
    }

    private static List<AnnotatedImage> named(Dataset dataset, List<String> ids) {
        List<String> known = dataset.images().stream().map(AnnotatedImage::id).toList();
        List<AnnotatedImage> images = new ArrayList<>();
        for (String id : ids) {
            int place = known.indexOf(id);
            if (place < 0) {
                throw new InputException(dataset.root() + ": there is no image " + id
                        + NearestName.to(id, known)
                                .map(nearest -> "; did you mean " + nearest + "?")
                                .orElse(""));
            }
            images.add(dataset.images().get(place));
        }
        return images;
    }

    private static ContactSheet.Tile tile(AnnotatedImage image) {
        List<DefectMark> marks = image.defects().stream()
                .<DefectMark>map(DefectMark.Annotation::new)
                .toList();
        return new ContactSheet.Tile(image.id() + (marks.isEmpty() ? " (clean)" : ""), image::readPixels, marks);
    }

    /** The second line of the page. */
    private String source(Dataset dataset) {
        String choice = ids != null || count >= dataset.images().size() ? "" : " · chosen with seed " + seed;
        return "annotations of " + dataset.root() + choice + " · " + LocalDate.now(ZoneId.systemDefault());
    }

    private String title(Dataset dataset, int shown, int candidates) {
        StringBuilder title = new StringBuilder(dataset.name());
        if (split != null) {
            title.append(", ").append(split);
        }
        if (type != null) {
            title.append(", ").append(DefectType.named(type, dataset.types()).words());
        }
        String part = shown < candidates ? Quantity.count(shown) + " of " : "";
        return title + ": " + part + Quantity.of(candidates, "image");
    }
}
